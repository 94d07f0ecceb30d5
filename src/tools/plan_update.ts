import * as z from 'zod';
import { toE164 } from '../contacts/numbers/phone.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { findByNumber } from '../find/resolve.ts';
import { tagHints } from '../find/tags/hints.ts';
import { spellingsLeft } from '../find/tags/spelling.ts';
import { plain, quoted } from '../lib/text.ts';
import type { Contact } from '../model/contact.ts';
import { ItemState } from '../model/lifecycle.ts';
import { ALL, type UpdateRequest } from '../model/request.ts';
import type { Warning } from '../model/warnings.ts';
import { partsToChange } from '../plans/change/delta.ts';
import { checkUpdate, isRenameAlone } from '../plans/draft/request.ts';
import { type Draft, draftUpdate } from '../plans/draft/update.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { type CallScope, defineTool } from './define.ts';
import { attributes, contactName, newTags, phoneNumber, planTargets, renames, tags } from './params.ts';
import { everyoneRenamed } from './steps/renamed.ts';
import { freeRenames, renameHints } from './steps/renames.ts';
import { draftWorld, saveDraft } from './steps/save.ts';
import { selected } from './steps/whom.ts';

export const planUpdate = defineTool({
  name: 'plan_update',
  title: 'Plan an update',
  effect: 'plan',
  description:
    'Plans one change to many contacts, to be approved. A rename alone needs no contacts: it is for everyone who has the old name. `new_number` (one contact) makes a new contact and deletes the old.',
  input: {
    ...planTargets,
    add_tags: newTags.optional(),
    remove_tags: tags.optional().describe('["*"] = all but protected'),
    rename_tags: renames.optional().describe('{old: new}'),
    name: contactName.optional(),
    set_attributes: attributes.optional(),
    remove_attributes: z.array(z.string().min(1)).optional(),
    rename_attributes: renames.optional(),
    new_number: phoneNumber.optional(),
    include_protected: z.boolean().optional().describe('Only if the person says so'),
  },
  output: planShape,
  async run({ selection_id, contacts, new_number, ...change }, context, scope) {
    const number = new_number === undefined ? undefined : await toE164(new_number, context.country);
    const request = { ...change, new_number: number };
    checkUpdate(request);
    const targets = { selection_id, contacts };
    const { contacts: chosen, unused = [], ...how } = await whom(request, targets, context, scope);
    await refuseTakenNumber(number, chosen, context, scope.signal);
    const isFree = await freeRenames(request, chosen, context, scope);
    const { plan, items } = draftUpdate(chosen, request, { ...draftWorld(context), ...how, isFree });
    const hints = await givenTagHints(items, context, scope.signal);
    const renamed = await renameHints(items, how.everyone === true, context, scope.signal);
    const warnings = [...unused, ...plan.warnings, ...renamed, ...spellingHints(request, chosen), ...hints];
    return saveDraft({ plan: { ...plan, warnings }, items }, context, scope.canAsk);
  },
  say: sayPlan,
});

type Whom = Awaited<ReturnType<typeof selected>> & Partial<Awaited<ReturnType<typeof everyoneRenamed>>>;

/** A rename alone is for everyone who has the old name, unless it is said for whom. */
async function whom(
  request: UpdateRequest,
  targets: Parameters<typeof selected>[1],
  context: Context,
  scope: CallScope,
): Promise<Whom> {
  if (targets.selection_id !== undefined || targets.contacts !== undefined)
    return selected(context, targets, scope);
  if (isRenameAlone(request)) return everyoneRenamed(context, request, scope);
  throw new AppError(
    'The call does not say which contacts are meant: give either `selection_id` or `contacts`.',
    'A selection comes from `find_contacts`. Only a rename by itself needs neither: it is for everyone who has the old name.',
  );
}

/** Warns of other spellings of the tags that this plan takes off or renames. */
function spellingHints(request: UpdateRequest, contacts: readonly Contact[]): Warning[] {
  const { add_tags: adds = [], remove_tags: removes = [], rename_tags: renamed = {} } = request;
  if (removes.includes(ALL)) return [];
  const taken = [...removes, ...Object.keys(renamed)];
  return spellingsLeft(contacts, { taken, given: [...adds, ...Object.values(renamed)] });
}

/** Warns of look-alikes of the tags that this plan gives. */
async function givenTagHints(
  items: Draft['items'],
  { account, api }: Context,
  signal: AbortSignal,
): Promise<Warning[]> {
  const given = new Set<string>();
  const leaving = new Map<string, number>();
  for (const { state, task, before } of items) {
    if (state !== ItemState.pending || !('delta' in task)) continue;
    const { adds, removes } = partsToChange(before, task.delta);
    for (const tag of adds) given.add(tag);
    for (const tag of removes) leaving.set(tag, (leaving.get(tag) ?? 0) + 1);
  }
  return tagHints(account, api, { tags: [...given], leaving }, { signal });
}

/** Two contacts must not get the same number. */
async function refuseTakenNumber(
  number: string | undefined,
  chosen: readonly Contact[],
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const other = number === undefined ? undefined : await findByNumber(context, number, { signal });
  // A contact may get its own number in another spelling.
  if (!other || chosen.some(({ id }) => id === other.id)) return;
  throw new AppError(
    `${plain(other.phone_number, 40)} is already the number of ${quoted(other.name, 60)} (id ${plain(other.id, 60)}), so nothing was planned.`,
    'Ask the person which of the two contacts is the right one.',
  );
}
