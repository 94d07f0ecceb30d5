import * as z from 'zod';
import { toE164 } from '../contacts/numbers/phone.ts';
import { optOutHint } from '../contacts/protection.ts';
import { contactView, viewContact } from '../contacts/view.ts';
import { tagHints } from '../find/tags/hints.ts';
import { ItemState } from '../model/lifecycle.ts';
import { runSingle } from '../plans/single.ts';
import { whileFresh } from '../plans/tasks/certain.ts';
import { alreadyThere, createItem } from '../plans/tasks/create.ts';
import { line } from '../words/contact.ts';
import { doneAlready, wayBackNext } from '../words/outcome.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { warningsWords } from '../words/plans/warnings.ts';
import { defineTool } from './define.ts';
import { attributes, contactName, newTags, phoneNumber } from './params.ts';
import { doneBefore, type Earlier } from './steps/history.ts';
import { optedOutBefore } from './steps/optedOutBefore.ts';
import { singleWorld, viewUnsent } from './steps/save.ts';
import { type Settled, settled } from './steps/settled.ts';

const plan = z.object(planShape);

export const createContact = defineTool({
  name: 'create_contact',
  title: 'Create a contact',
  effect: 'write',
  description:
    'Creates one contact at once. Give the number as the person did: never guess a digit or a country. A number that exists is never overwritten. Several people: `import_contacts`.',
  input: {
    phone_number: phoneNumber.min(3).describe('With + and country code: +91 98765 43210'),
    name: contactName,
    tags: newTags.optional().describe('Each is a campaign audience'),
    custom_attributes: attributes.optional(),
  },
  output: {
    ...plan.partial().shape,
    contact: contactView.optional(),
    created: z.boolean().optional(),
    repeated: z.boolean().optional(),
    warnings: z.array(z.string()).optional(),
  },
  async run({ phone_number, name, tags = [], custom_attributes = {} }, context, scope) {
    const { api, account, country, protectedFolds } = context;
    const { signal } = scope;
    const number = await toE164(phone_number, country);
    const wanted = { phone_number: number, name, tags: [...new Set(tags)], custom_attributes };
    const world = { api, country, protectedFolds, call: { signal } };
    const existing = await alreadyThere(world, wanted);
    if (existing) return notCreated(settled(existing, account), await doneBefore(context, 'created', number));
    const hints = async (own: number) => [
      ...(await optedOutBefore(context, [wanted])),
      ...optOutHint(wanted, wanted.tags, protectedFolds),
      ...(await tagHints(account, api, { tags: wanted.tags, own }, { signal })),
    ];
    const edit = {
      summary: { say: 'create', contact: wanted },
      contact: { ...wanted, id: `new:${number}`, created_at: '', updated_at: '' },
      task: { do: 'create', contact: wanted, replaces: '' },
      warnings: () => hints(0),
    } as const;
    const work = () => whileFresh(world, () => createItem(world, wanted));
    const done = await runSingle(await singleWorld(context, scope), edit, work);
    if ('waits' in done) return viewUnsent(done, 'import_contacts', context, scope);
    const { plan_id, outcome, notes } = done;
    const { state, after, warnings } = settled(outcome, account);
    const created = state === ItemState.done;
    const hinted = created ? warningsWords(await hints(1)) : [];
    return {
      contact: viewContact(after),
      created,
      plan_id,
      warnings: [...notes, ...warnings, ...hinted],
      // The way back deletes.
      ...(created && context.mode === 'full' && { next: wayBackNext(plan_id, 'create') }),
    };
  },
  say({ contact, created, repeated, warnings = [], ...rest }) {
    if (contact === undefined) return `Not created yet.\n${sayPlan(plan.parse(rest))}`;
    const { plan_id } = rest;
    const [already, ...others] = warnings;
    const head = created ? 'Created' : 'It was there already and has all of this, so nothing was sent';
    return [
      repeated
        ? `${already} The contact is: ${line(contact)}`
        : `${head}${plan_id ? ` (${plan_id})` : ''}: ${line(contact)}`,
      ...(repeated ? others : warnings).map((warning) => `Warning: ${warning}`),
    ].join('\n');
  },
});

/** The contact exists and is as wanted, perhaps because an earlier call created it. */
function notCreated({ after, warnings }: Settled, earlier: Earlier | undefined) {
  const contact = viewContact(after);
  if (!earlier) return { contact, created: false, warnings };
  const { plan_id } = earlier;
  return { contact, created: false, repeated: true, plan_id, warnings: [doneAlready(earlier), ...warnings] };
}
