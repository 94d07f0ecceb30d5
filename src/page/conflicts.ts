import { nameAndNumber } from '../contacts/name.ts';
import { textOf } from '../lib/json.ts';
import type { Contact } from '../model/contact.ts';
import type { Conflict as Lost } from '../model/facts.ts';
import type { ItemRecord, Task } from '../model/item.ts';
import { TO_CHANGE } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { isFact } from '../model/reasons.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import type { Conflict, PlanHead } from '../view/contract.ts';
import { conflictsWords } from '../words/review.ts';
import { dayWords } from '../words/time.ts';

const MOST = 1000;

type Field = Conflict['fields'][number];

/** The groups of a merge of which values are lost, side by side. */
export async function conflictsOf(
  store: Store,
  { plan_id, kind }: PlanRecord,
): Promise<Pick<PlanHead, 'conflicts'>> {
  if (kind !== 'merge') return {};
  const groups: Conflict[] = [];
  let count = 0;
  for await (const item of eachItem(store, plan_id, TO_CHANGE)) {
    const lost = lostIn(item);
    if (lost.length === 0 || !('losers' in item.task)) continue;
    count += 1;
    if (count <= MOST) groups.push(conflictOf(item, item.task, lost));
  }
  return count === 0 ? {} : { conflicts: { title: conflictsWords(count, groups.length), groups } };
}

function lostIn({ reason }: ItemRecord): readonly Lost[] {
  if (isFact(reason, 'lost')) return reason.conflicts;
  return isFact(reason, 'merged') ? reason.lost : [];
}

function conflictOf(
  { before: keep }: ItemRecord,
  { losers, delta }: Extract<Task, { losers: unknown }>,
  lost: readonly Lost[],
): Conflict {
  const others = (of: (contact: Contact) => string) =>
    [...new Set(losers.map(of))].filter((other) => other !== '' && other !== of(keep)).join('; ');
  return {
    name: keep.name,
    keep: `Kept: ${sinceWords(keep)}`,
    goes: losers.map((loser) => `Deleted: ${losers.length > 1 ? nameAndNumber(loser) : sinceWords(loser)}`),
    fields: [
      ...lost.map(lostField),
      differing(
        'name',
        keep.name,
        others(({ name }) => name),
        delta.name === undefined,
      ),
      differing(
        'number',
        keep.phone_number,
        others(({ phone_number }) => phone_number),
        true,
      ),
      differing('tags', keep.tags.join(', '), delta.adds.join(', '), false),
      ...Object.entries(delta.sets)
        .filter(([key]) => !lost.some((one) => one.key === key))
        .map(([key, value]) => differing(key, '', textOf(value), false)),
    ].filter(({ other }) => other !== ''),
  };
}

function sinceWords({ created_at, phone_number }: Contact): string {
  const at = Date.parse(created_at);
  return Number.isNaN(at) ? phone_number : `since ${dayWords(new Date(at))}`;
}

function lostField({ key, value, lost }: Lost): Field {
  const other = [...new Set(lost.map((one) => textOf(one.value)))].join('; ');
  return { field: key, kept: textOf(value), other, lost: true };
}

function differing(field: string, kept: string, other: string, lost: boolean): Field {
  return { field, kept, other, lost };
}
