import * as z from 'zod';
import { toE164 } from '../contacts/phone.ts';
import { contactView, line, viewContact } from '../contacts/view.ts';
import { quoted } from '../lib/text.ts';
import { alreadyThere, createItem } from '../plans/create.ts';
import { whileFresh } from '../plans/item.ts';
import { once } from '../plans/once.ts';
import { settled } from '../plans/single.ts';
import { tagHints } from '../selections/hints.ts';
import { defineTool } from './define.ts';
import { attributes, newTags } from './params.ts';
import { singleWorld } from './planning.ts';
import { doneBefore } from './repeated.ts';

export const createContact = defineTool({
  name: 'create_contact',
  title: 'Create a contact',
  effect: 'write',
  description:
    'Creates one contact. A number that exists is never overwritten. Give the number exactly as the person did. Several people: `import_contacts`.',
  input: {
    phone_number: z.string().min(3).max(40).describe('E.164, such as +919876543210'),
    name: z.string().trim().min(1).max(500),
    tags: newTags.optional().describe('Each is a campaign audience'),
    custom_attributes: attributes.optional(),
  },
  output: {
    contact: contactView,
    created: z.boolean(),
    plan_id: z.string().optional(),
    warnings: z.array(z.string()),
  },
  async run({ phone_number, name, tags = [], custom_attributes = {} }, context, { signal }) {
    const { api, account, protectedFolds } = context;
    const number = await toE164(phone_number, context.country);
    const wanted = { phone_number: number, name, tags: [...new Set(tags)], custom_attributes };
    const world = { api, protectedFolds, call: { signal } };
    const there = await alreadyThere(world, wanted);
    if (there) {
      const { after, warnings } = settled(there, account);
      const earlier = await doneBefore(context, 'create', number);
      const plan = earlier && { plan_id: earlier.plan_id };
      const said = earlier ? [`It was ${earlier.said}.`] : [];
      return { contact: viewContact(after), created: false, ...plan, warnings: [...said, ...warnings] };
    }
    const work = () => whileFresh(() => createItem(world, wanted));
    const contact = { ...wanted, id: `new:${number}`, created_at: '', updated_at: '' };
    const task = { do: 'create', contact: wanted, replaces: '' } as const;
    const { plan_id, outcome, notes } = await once(
      await singleWorld(context),
      { summary: `Create ${quoted(name, 60)} (${number}).`, contact, task },
      work,
    );
    const { state, after, warnings } = settled(outcome, account);
    const created = state === 'done';
    const hints = created ? await tagHints(account, api, { tags: wanted.tags, own: 1 }, { signal }) : [];
    return { contact: viewContact(after), created, plan_id, warnings: [...notes, ...warnings, ...hints] };
  },
  say({ contact, created, plan_id, warnings }) {
    const head = created ? 'Created' : 'It was there already and has all of this, so nothing was sent';
    return [
      `${head}${plan_id ? ` (${plan_id})` : ''}: ${line(contact)}`,
      ...warnings.map((warning) => `Warning: ${warning}`),
    ].join('\n');
  },
});
