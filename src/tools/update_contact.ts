import * as z from 'zod';
import { bareRef } from '../contacts/numbers/phone.ts';
import { optOutHint } from '../contacts/protection.ts';
import { writable } from '../contacts/unreadable.ts';
import { contactView, viewContact, viewContacts } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { tagHints } from '../find/tags/hints.ts';
import { spellingsLeft } from '../find/tags/spelling.ts';
import type { Contact } from '../model/contact.ts';
import { personOf } from '../model/facts.ts';
import type { Delta } from '../model/item.ts';
import { ItemState } from '../model/lifecycle.ts';
import type { Outcome } from '../model/outcome.ts';
import type { EditRequest } from '../model/request.ts';
import { changedBy, deltaOf, partsToChange, patchOf } from '../plans/change/delta.ts';
import { updateRefusal } from '../plans/change/rule.ts';
import { consentWarnings } from '../plans/draft/consent.ts';
import { partsOf } from '../plans/draft/parts.ts';
import { checkEdit } from '../plans/draft/request.ts';
import { returnRefusals } from '../plans/draft/wayBack.ts';
import type { Place } from '../plans/line.ts';
import { runSingle } from '../plans/single.ts';
import { whileFresh } from '../plans/tasks/certain.ts';
import { itemOf } from '../plans/tasks/planned.ts';
import { updateItem } from '../plans/tasks/update.ts';
import { line } from '../words/contact.ts';
import { editedWords, protectedNext, wayBackNext } from '../words/outcome.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { reasonWords } from '../words/plans/reasons.ts';
import { warningsWords } from '../words/plans/warnings.ts';
import { type CallScope, defineTool } from './define.ts';
import { allTags, attributes, contactName, contactRef, newTags, tags } from './params.ts';
import { singleWorld, viewUnsent } from './steps/save.ts';
import { settled } from './steps/settled.ts';
import { readAnew, resolve } from './steps/whom.ts';

/** The API cannot change a number. */
const NUMBER_CHANGES =
  'A number is changed by `plan_update` with this contact in `contacts`, and `new_number`.';

const plan = z.object(planShape);

export const updateContact = defineTool({
  name: 'update_contact',
  title: 'Update a contact',
  effect: 'write',
  instead: { phone_number: NUMBER_CHANGES, new_number: NUMBER_CHANGES },
  description:
    'Changes one contact at once; what is not named stays. Tags are merged, except by `set_tags`. A number is changed by `plan_update` with `new_number`. If several people fit, ask which one.',
  input: {
    contact: contactRef,
    name: contactName.optional(),
    add_tags: newTags.optional(),
    remove_tags: tags.optional(),
    set_tags: allTags.optional().describe('Replaces all tags'),
    set_attributes: attributes.optional(),
    remove_attributes: z.array(z.string().min(1)).optional(),
  },
  output: {
    ...plan.partial().shape,
    before: contactView.optional(),
    after: contactView.optional(),
    changed: z.array(z.string()).optional(),
    warnings: z.array(z.string()).optional(),
  },
  async run({ contact: ref, ...asked }, context, scope) {
    checkEdit(asked);
    // Before anything is awaited: edits of one contact are made in the order of their calls.
    const place = context.line.join(bareRef(ref));
    try {
      return await edited(ref, asked, context, scope, place);
    } finally {
      place.leave();
    }
  },
  say({ after, before, changed = [], warnings = [], ...rest }) {
    if (after === undefined || before === undefined) return `Not changed yet.\n${sayPlan(plan.parse(rest))}`;
    const { plan_id } = rest;
    const was = changed.length === 0 ? [] : [`Before: ${line(before)}`];
    return [
      editedWords({ changed, plan_id }, before.tags, after.tags),
      ...was,
      `Now: ${line(after)}`,
      ...warnings.map((warning) => `Warning: ${warning}`),
    ].join('\n');
  },
});

/** Makes the edit; `place` is its place among those of the contact. */
async function edited(ref: string, asked: EditRequest, context: Context, scope: CallScope, place: Place) {
  const { api, account, country, protectedFolds } = context;
  const { signal } = scope;
  const seen = writable(await resolve(context, ref, signal));
  const delta = deltaOf(seen, asked, protectedFolds);
  // Read once more when nobody else may write: another edit, or a merge, may have come between.
  const again = () => readAnew(context, seen, signal);
  // What changes nothing now may change something once the edits ahead are made.
  const waits = Object.keys(patchOf(seen, delta)).length === 0 && !place.isFirst;
  if (waits) await place.turn(signal);
  const contact = waits ? (await again()).value : seen;
  const added = partsToChange(contact, delta).adds;
  const changed = Object.keys(patchOf(contact, delta));
  refuseGiving(contact, delta, context);
  const planned = { ...itemOf(contact, { do: 'update', delta }, ItemState.pending), seq: 1 };
  const back = returnRefusals({ kind: 'single' }, [planned], context);
  const hints = (after: Pick<Contact, 'tags'>, own: number) =>
    tagHints(account, api, { tags: added, own }, { signal }).then((alike) => [
      ...optOutHint(after, added, protectedFolds),
      ...consentWarnings([planned]),
      ...back,
      ...spellingsLeft([contact], { taken: delta.removes, given: delta.adds }),
      ...alike,
    ]);
  const edit = {
    summary: { say: 'edit', parts: partsOf([planned]), contact: personOf(contact) },
    contact,
    task: { do: 'update', delta },
    warnings: () => hints(changedBy(delta, contact), 0),
  } as const;
  const world = { api, country, protectedFolds, call: { signal } };
  const work = () => whileFresh(world, async () => updateItem(world, await again(), delta));
  // What changes nothing is not worth a plan, and without one nothing is written.
  const done =
    changed.length === 0
      ? { plan_id: undefined, outcome: unchanged(contact), notes: [] }
      : await runSingle(await singleWorld(context, scope), edit, work, place);
  if ('waits' in done) return viewUnsent(done, 'plan_update', context, scope);
  const { plan_id, outcome, notes } = done;
  const { state, after, before, warnings } = settled(outcome, account);
  const [was = viewContact(before), is = viewContact(after)] = viewContacts([before, after]);
  return {
    before: was,
    after: is,
    // An edit that was ahead in the line may have done the same.
    changed: state === ItemState.unchanged ? [] : changed,
    ...planOf(plan_id, state, back.length > 0),
    warnings: [...notes, ...warnings, ...warningsWords(await hints(after, 1))],
  };
}

/** The plan of an edit, and the way back where it was made. */
function planOf(plan_id: string | undefined, state: ItemState, asksAgain: boolean) {
  if (plan_id === undefined || state !== ItemState.done) return plan_id === undefined ? {} : { plan_id };
  return { plan_id, next: wayBackNext(plan_id, 'update', asksAgain) };
}

/** Throws where somebody opted out and the edit gives something. */
function refuseGiving(contact: Contact, delta: Delta, context: Context): void {
  const refusal = updateRefusal(contact, delta, context);
  if (refusal !== undefined) throw new AppError(`${reasonWords(refusal)}.`, protectedNext(contact));
}

function unchanged(contact: Contact): Outcome {
  return { state: ItemState.unchanged, before: contact, after: contact };
}
