import * as z from 'zod';
import { numberKeys } from '../contacts/numbers/keys.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';
import { KEEP, type Keep } from '../model/request.ts';
import { chosen, draftMerge, type MergeGroup, MOST_MERGED } from '../plans/draft/merge.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { type CallScope, defineTool } from './define.ts';
import { reference } from './params.ts';
import { draftWorld, saveDraft } from './steps/save.ts';
import { resolveAll, selected } from './steps/whom.ts';

/** Each contact of a group takes a request. */
const MOST_GROUPS = 25;

export const planMerge = defineTool({
  name: 'plan_merge',
  title: 'Plan a merge',
  effect: 'plan',
  deletes: true,
  description:
    'Plans to merge contacts: the kept one takes over tags and attributes, others are deleted. Nothing is sent until it is approved.',
  input: {
    groups: z
      .array(z.strictObject({ keep: reference, merge: z.array(reference).max(MOST_MERGED) }))
      .max(MOST_GROUPS)
      .refine(({ length }) => length > 0, 'is empty: there is no group to merge')
      .optional()
      .describe('Ids or numbers'),
    duplicates_id: z.string().max(60).optional(),
    keep: z.enum(KEEP).optional(),
    include_protected: z.boolean().optional(),
  },
  output: planShape,
  async run({ groups, duplicates_id: id, keep, include_protected }, context, scope) {
    const request = await requestOf(groups, id, keep, context, scope);
    const numberKey = await numberKeys(context.country);
    return saveDraft(
      draftMerge({ ...request, numberKey, include_protected }, draftWorld(context, scope)),
      context,
      scope.canAsk,
    );
  },
  say: sayPlan,
});

type GivenGroups = readonly { keep: string; merge: readonly string[] }[];

interface Request {
  groups: MergeGroup[];
  /** How duplicates were found, and which contact of each group is kept. */
  rule?: { by: string; kept: Keep };
}

async function requestOf(
  groups: GivenGroups | undefined,
  duplicatesId: string | undefined,
  keep: Keep | undefined,
  context: Context,
  scope: CallScope,
): Promise<Request> {
  if (duplicatesId !== undefined && !groups) return foundGroups(duplicatesId, keep, context, scope);
  if (!groups || duplicatesId !== undefined)
    throw new AppError(
      'Give `groups` or `duplicates_id`, one of them.',
      'Duplicates come from `find_duplicates`; in `groups` each names the contact to `keep`.',
    );
  if (keep)
    throw new AppError('`keep` beside `groups` has no meaning: each group names its own.', 'Leave it out.');
  return { groups: await givenGroups(groups, context, scope) };
}

async function givenGroups(
  groups: GivenGroups,
  context: Context,
  { signal }: CallScope,
): Promise<MergeGroup[]> {
  const refs = groups.flatMap(({ keep, merge }) => [keep, ...merge]);
  const read = await resolveAll(context, refs, signal);
  return groups.flatMap(({ keep, merge }) => {
    const kept = read.get(keep);
    return kept ? [{ keep: kept, merge: merge.flatMap((ref) => read.get(ref) ?? []) }] : [];
  });
}

/** The groups of duplicates, as far as their contacts still exist. */
async function foundGroups(
  id: string,
  keep: Keep = 'oldest',
  context: Context,
  scope: CallScope,
): Promise<Request> {
  const { by, groups } = await context.selections.duplicates(id);
  const { contacts } = await selected(context, { selection_id: id }, scope);
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const remaining = groups
    .map((ids) => ids.flatMap((contactId) => byId.get(contactId) ?? []))
    .filter(({ length }) => length > 1);
  if (remaining.length === 0)
    throw new AppError(
      `No group of ${quoted(id)} has two contacts now.`,
      'Call `find_duplicates` again: they may be merged already.',
    );
  return { groups: remaining.flatMap((group) => chosen(group, keep) ?? []), rule: { by, kept: keep } };
}
