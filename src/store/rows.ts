import type { Insertable, Selectable } from 'kysely';
import { readJson } from '../lib/json.ts';
import { FORGOTTEN, type Summary } from '../model/facts.ts';
import type { ItemRecord, PlanItem } from '../model/item.ts';
import type { PlanRecord, SelectionRecord } from '../model/plan.ts';
import type { Reason } from '../model/reasons.ts';
import type { ItemTable, PlanTable, SelectionTable } from './schema.ts';

export function planRow(plan: PlanRecord): Insertable<PlanTable> {
  return {
    ...plan,
    ...summaryColumns(plan.summary),
    include_protected: plan.include_protected ? 1 : 0,
    warnings: JSON.stringify(plan.warnings),
    finished_at: plan.finished_at ?? null,
    reason: plan.reason ?? null,
    undoes: plan.undoes ?? null,
    replaced_by: plan.replaced_by ?? null,
    retired: JSON.stringify(plan.retired),
  };
}

export function planOf({ summary_fact, replaced_by, ...row }: Selectable<PlanTable>): PlanRecord {
  return {
    ...row,
    summary: summary_fact === null ? row.summary : readJson(summary_fact),
    include_protected: row.include_protected === 1,
    warnings: readJson(row.warnings),
    finished_at: row.finished_at ?? undefined,
    reason: row.reason ?? undefined,
    undoes: row.undoes ?? undefined,
    ...(replaced_by !== null && { replaced_by }),
    retired: readJson(row.retired),
  };
}

export function summaryColumns(summary: Summary): Pick<PlanTable, 'summary' | 'summary_fact'> {
  return typeof summary === 'string'
    ? { summary, summary_fact: null }
    : { summary: '', summary_fact: JSON.stringify(summary) };
}

export function reasonColumns(reason: Reason | undefined): Pick<ItemTable, 'reason' | 'reason_fact'> {
  return typeof reason === 'object'
    ? { reason: null, reason_fact: JSON.stringify(reason) }
    : { reason: reason ?? null, reason_fact: null };
}

export function reasonOf({
  forgotten,
  reason,
  reason_fact,
}: Pick<ItemTable, 'forgotten' | 'reason' | 'reason_fact'>): Reason | undefined {
  if (forgotten === 1) return { say: FORGOTTEN };
  return reason_fact === null ? (reason ?? undefined) : readJson(reason_fact);
}

export function itemRow(plan: PlanRecord, item: PlanItem): Insertable<ItemTable> {
  const { seq, contact_id, state, reason, attempts } = item;
  return {
    plan_id: plan.plan_id,
    seq,
    account: plan.account,
    contact_id,
    state,
    task: JSON.stringify(item.task),
    before: JSON.stringify(item.before),
    ...afterColumns(item.after),
    ...reasonColumns(reason),
    attempts,
    settled_at: null,
    overwrote: 0,
    forgotten: 0,
  };
}

export function afterColumns(after: ItemRecord['after']): { after: string | null; after_id: string | null } {
  return { after: after ? JSON.stringify(after) : null, after_id: after?.id ?? null };
}

export function itemOf(row: Selectable<ItemTable>): ItemRecord {
  const { plan_id, seq, contact_id, state, attempts } = row;
  return {
    plan_id,
    seq,
    contact_id,
    state,
    task: readJson(row.task),
    before: readJson(row.before),
    after: row.after === null ? undefined : readJson(row.after),
    reason: reasonOf(row),
    attempts,
    ...(row.overwrote === 1 && { overwrote: true }),
  };
}

export function selectionRow(selection: SelectionRecord): Insertable<SelectionTable> {
  return {
    ...selection,
    filter: JSON.stringify(selection.filter),
    ids: JSON.stringify(selection.ids),
    complete: selection.complete ? 1 : 0,
  };
}

export function selectionOf(row: Selectable<SelectionTable>): SelectionRecord {
  return {
    ...row,
    filter: readJson(row.filter),
    ids: readJson(row.ids),
    complete: row.complete === 1,
  };
}
