import * as z from 'zod';
import { toE164 } from '../contacts/phone.ts';
import { checkUpdate, draftUpdate } from '../plans/draft.ts';
import { defineTool } from './define.ts';
import { attributes, newTags, planTargets, tags } from './params.ts';
import { draftWorld, saveDraft, selected } from './planning.ts';
import { planShape, sayPlan } from './planView.ts';

const renames = z.record(z.string().min(1), z.string().trim().min(1));

export const planUpdate = defineTool({
  name: 'plan_update',
  title: 'Plan an update',
  effect: 'plan',
  description:
    'Plans one change to many contacts: nothing is sent until `apply_plan`. Spellings of a tag are joined with `rename_tags`. `new_number` (one contact) makes a new contact and deletes the old.',
  input: {
    ...planTargets,
    add_tags: newTags.optional(),
    remove_tags: tags.optional().describe('["*"] = all but protected'),
    rename_tags: renames.optional().describe('{old: new}'),
    name: z.string().trim().min(1).max(500).optional(),
    set_attributes: attributes.optional(),
    remove_attributes: z.array(z.string().min(1)).optional(),
    rename_attributes: renames.optional(),
    new_number: z.string().max(40).optional(),
    include_protected: z.boolean().optional().describe('Only if the person says so'),
  },
  output: planShape,
  async run({ selection_id, contacts, new_number, ...change }, context, scope) {
    const number = new_number === undefined ? undefined : await toE164(new_number, context.country);
    const request = { ...change, new_number: number };
    checkUpdate(request);
    const chosen = await selected(context, { selection_id, contacts }, scope);
    const draft = draftUpdate(chosen, request, draftWorld(context));
    return saveDraft(draft, context, scope.canAsk);
  },
  say: sayPlan,
});
