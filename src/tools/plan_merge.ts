import * as z from 'zod';
import { numberKeys } from '../contacts/numbers/keys.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';
import { KEEP, type Keep } from '../model/request.ts';
import type { Nobody } from '../model/warnings.ts';
import type { Draft } from '../plans/draft/draft.ts';
import { chosen, type MergeGroup } from '../plans/draft/keeping.ts';
import { draftMerge, MOST_MERGED } from '../plans/draft/merge.ts';
import { KEEP_NUMBERS, nextFrom } from '../words/next.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { nobodyHasWords } from '../words/plans/leftAlone.ts';
import { type CallScope, defineTool } from './define.ts';
import { attributeKey, reference } from './params.ts';
import { draftWorld, saveDraft } from './steps/save.ts';
import { resolveAll, selected } from './steps/whom.ts';

/** Each contact of a group takes a request. */
const MOST_GROUPS = 25;

/** An attribute called like one of these would be taken for it. */
const FIELDS: ReadonlySet<string> = new Set([
  'id',
  'name',
  'phone_number',
  'phone',
  'tags',
  'custom_attributes',
]);

export const planMerge = defineTool({
  name: 'plan_merge',
  title: 'Plan a merge',
  effect: 'plan',
  deletes: true,
  description:
    'Plans to merge contacts, to be approved: the kept one takes over tags and attributes, others are deleted. Their numbers are lost unless `keep_numbers_as` names an attribute for them.',
  input: {
    groups: z
      .array(z.strictObject({ keep: reference, merge: z.array(reference).max(MOST_MERGED) }))
      .max(MOST_GROUPS)
      .refine(({ length }) => length > 0, 'is empty: there is no group to merge')
      .optional()
      .describe('Ids or numbers'),
    duplicates_id: z.string().max(60).optional(),
    keep: z.enum(KEEP).optional(),
    keep_numbers_as: attributeKey
      .refine(
        (key) => !FIELDS.has(key.toLowerCase()),
        'is a field of contacts: name an attribute, such as other_number',
      )
      .optional(),
    include_protected: z.boolean().optional(),
  },
  output: planShape,
  async run({ groups, duplicates_id: id, keep, keep_numbers_as, include_protected }, context, scope) {
    const { nobody = [], ...request } = await requestOf(groups, id, keep, context, scope);
    const numberKey = await numberKeys(context.country);
    const world = { ...draftWorld(context), nobody };
    const asked = { ...request, numberKey, keepNumbersAs: keep_numbers_as, include_protected };
    const draft = draftMerge(asked, world);
    const saved = await saveDraft(draft, context, scope.canAsk);
    return keep_numbers_as === undefined && losesNumbers(draft) ? withOffer(saved) : saved;
  },
  say: sayPlan,
});

function losesNumbers({ plan }: Draft): boolean {
  return plan.warnings.some((warning) => typeof warning === 'object' && warning.say === 'unreachable');
}

function withOffer<Saved extends { next?: string }>(saved: Saved): Saved {
  return { ...saved, ...nextFrom([saved.next ?? '', KEEP_NUMBERS]) };
}

type GivenGroups = readonly { keep: string; merge: readonly string[] }[];

interface Request {
  groups: MergeGroup[];
  /** How duplicates were found, and which contact of each group is kept. */
  rule?: { by: string; kept: Keep };
  /** Ids and numbers in the groups that nobody has. */
  nobody?: readonly Nobody[];
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
      'Give either `groups` or `duplicates_id`.',
      '`find_duplicates` returns a `duplicates_id`; in `groups`, each group names the contact to `keep`.',
    );
  if (keep)
    throw new AppError(
      '`keep` does not go with `groups`: each group names the contact to keep.',
      'Leave `keep` out.',
    );
  return givenGroups(groups, context, scope);
}

/** The groups without unknown contacts, and without groups of which fewer than two are left. */
async function givenGroups(groups: GivenGroups, context: Context, { signal }: CallScope): Promise<Request> {
  const refs = groups.flatMap(({ keep, merge }) => [keep, ...merge]);
  const { contacts, nobody } = await resolveAll(context, refs, signal);
  const there = groups.flatMap(({ keep, merge }) => {
    const kept = contacts.get(keep);
    const others = merge.flatMap((ref) => contacts.get(ref) ?? []);
    const isLeft = others.length > 0 || merge.length === 0;
    return kept && isLeft ? [{ keep: kept, merge: others }] : [];
  });
  if (there.length > 0 || nobody.length === 0) return { groups: there, nobody };
  throw new AppError(
    `Nothing was planned: ${nobodyHasWords(nobody)}, so no group has two contacts.`,
    'Look for the contacts with `find_contacts`: they may have been merged or deleted already.',
  );
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
      `No group of ${quoted(id)} has two contacts any more.`,
      'Call `find_duplicates` again: the contacts may have been merged already.',
    );
  return { groups: remaining.flatMap((group) => chosen(group, keep) ?? []), rule: { by, kept: keep } };
}
