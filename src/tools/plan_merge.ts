import * as z from 'zod';
import { numberKeys } from '../contacts/numbers/keys.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';
import type { Nobody } from '../model/facts.ts';
import { KEEP, type Keep } from '../model/request.ts';
import type { Draft } from '../plans/draft/draft.ts';
import { chosen, draftMerge, type MergeGroup, MOST_MERGED } from '../plans/draft/merge.ts';
import { KEEP_NUMBERS, nextFrom } from '../words/next.ts';
import { planShape, sayPlan } from '../words/plan.ts';
import { nobodyHasWords } from '../words/warnings.ts';
import { type CallScope, defineTool } from './define.ts';
import { attributeKey, reference } from './params.ts';
import { draftWorld, saveDraft, selected } from './steps/save.ts';
import { resolveAll } from './steps/whom.ts';

/** Each contact is a request. */
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
    keep_numbers_as: attributeKey.optional().describe('An attribute for the numbers that go'),
  },
  output: planShape,
  async run({ groups, duplicates_id: id, keep, keep_numbers_as: keepNumbersAs }, context, scope) {
    if ((groups === undefined) === (id === undefined))
      throw new AppError(
        'Give `groups` or `duplicates_id`, one of them.',
        'Duplicates come from `find_duplicates`; in `groups` each names the contact to `keep`.',
      );
    if (groups && keep)
      throw new AppError('`keep` beside `groups` has no meaning: each group names its own.', 'Leave it out.');
    const { nobody = [], ...found } = groups
      ? await named(groups, context, scope)
      : await kept(id ?? '', keep, context, scope);
    const numberKey = await numberKeys(context.country);
    const world = { ...draftWorld(context, scope), nobody };
    const draft = draftMerge({ ...found, numberKey, keepNumbersAs }, world);
    const saved = await saveDraft(draft, context, scope.canAsk);
    return keepNumbersAs === undefined && losesNumbers(draft) ? withOffer(saved) : saved;
  },
  say: sayPlan,
});

function losesNumbers({ plan }: Draft): boolean {
  return plan.warnings.some((warning) => typeof warning === 'object' && warning.say === 'unreachable');
}

function withOffer<Saved extends { next?: string }>(saved: Saved): Saved {
  return { ...saved, ...nextFrom([saved.next ?? '', KEEP_NUMBERS]) };
}

interface Groups {
  groups: MergeGroup[];
  rule?: { by: string; kept: Keep };
  nobody?: readonly Nobody[];
}

/** The groups as they were named, without those of whom nobody is there, or no one else. */
async function named(
  groups: readonly { keep: string; merge: readonly string[] }[],
  context: Context,
  { signal }: CallScope,
): Promise<Groups> {
  const refs = groups.flatMap(({ keep, merge }) => [keep, ...merge]);
  const { contacts, nobody } = await resolveAll(context, refs, signal);
  const there = groups.flatMap(({ keep, merge }) => {
    const kept = contacts.get(keep);
    const others = merge.flatMap((contact) => contacts.get(contact) ?? []);
    const isLeft = others.length > 0 || merge.length === 0;
    return kept && isLeft ? [{ keep: kept, merge: others }] : [];
  });
  if (there.length > 0 || nobody.length === 0) return { groups: there, nobody };
  throw new AppError(
    `Nothing was planned: ${nobodyHasWords(nobody)}, so no group has two contacts.`,
    'Look for them with `find_contacts`: they may be merged or deleted already.',
  );
}

/** The groups that were found, of the contacts that are still there. */
async function kept(id: string, keep: Keep = 'oldest', context: Context, scope: CallScope): Promise<Groups> {
  const { by, groups } = await context.selections.duplicates(id);
  const { contacts } = await selected(context, { selection_id: id }, scope);
  const byId = new Map(contacts.map((contact) => [contact.id, contact]));
  const there = groups
    .map((ids) => ids.flatMap((contactId) => byId.get(contactId) ?? []))
    .filter(({ length }) => length > 1);
  if (there.length === 0)
    throw new AppError(
      `No group of ${quoted(id)} has two contacts now.`,
      'Call `find_duplicates` again: they may be merged already.',
    );
  return { groups: there.flatMap((group) => chosen(group, keep) ?? []), rule: { by, kept: keep } };
}
