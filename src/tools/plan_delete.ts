import * as z from 'zod';
import { draftDelete } from '../plans/draft/update.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { defineTool } from './define.ts';
import { planTargets } from './params.ts';
import { draftWorld, saveDraft } from './steps/save.ts';
import { selected } from './steps/whom.ts';

export const planDelete = defineTool({
  name: 'plan_delete',
  title: 'Plan a deletion',
  effect: 'plan',
  deletes: true,
  description:
    'Plans to delete many contacts, to be approved. To stop messages, take campaign tags off instead (`plan_update`).',
  input: { ...planTargets, include_protected: z.boolean().optional().describe('Only if the person says so') },
  output: planShape,
  async run({ selection_id, contacts, include_protected }, context, scope) {
    const { contacts: chosen, ...how } = await selected(context, { selection_id, contacts }, scope);
    const world = { ...draftWorld(context), ...how };
    return saveDraft(draftDelete(chosen, { include_protected }, world), context, scope.canAsk);
  },
  say: sayPlan,
});
