import type { Contact } from '../../src/model/contact.ts';
import type { NewItem, PlanItem } from '../../src/model/item.ts';
import type { Budget, PlanRecord, SelectionRecord } from '../../src/model/plan.ts';
import { hashOf } from '../../src/plans/hash.ts';
import { withTouches } from '../../src/plans/tasks/index.ts';

export const ACCOUNT = 'https://api.example/v1#MA_1';
export const FORGETTING = { at: 5000, seal: hashOf };

export function contact(n: number, facts: Partial<Contact> = {}): Contact {
  return {
    id: `c${n}`,
    phone_number: `+9198${String(n).padStart(8, '0')}`,
    name: `Person ${n}`,
    tags: ['lead'],
    custom_attributes: { city: 'Pune', 'äé "quoted"': [1, null, { deep: true }] },
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-02T00:00:00Z',
    ...facts,
  };
}

export function plan(planId: string, facts: Partial<PlanRecord> = {}): PlanRecord {
  return {
    plan_id: planId,
    account: ACCOUNT,
    kind: 'update',
    state: 'waiting',
    summary: 'Add the tag vip to 3 contacts',
    hash: `hash of ${planId}`,
    hash_version: 2,
    include_protected: false,
    left_over: 0,
    unchanged: 0,
    warnings: [],
    undoable: 'all',
    created_at: 1000,
    expires_at: 2000,
    finished_at: undefined,
    reason: undefined,
    undoes: undefined,
    deletes: 0,
    counted_deletions: 0,
    retired: [],
    ...facts,
  };
}

/** As the store gives it back, but for its plan. */
export function row(seq: number, facts: Partial<PlanItem> = {}): PlanItem {
  return {
    seq,
    contact_id: `c${seq}`,
    state: 'pending',
    task: { do: 'update', delta: { adds: ['vip'], removes: [], sets: {}, unsets: [] } },
    before: contact(seq),
    after: undefined,
    reason: undefined,
    attempts: 0,
    ...facts,
  };
}

export function item(seq: number, facts: Partial<PlanItem> = {}): NewItem {
  return withTouches(row(seq, facts));
}

export function items(count: number): NewItem[] {
  return Array.from({ length: count }, (_, index) => item(index + 1));
}

export function selection(selectionId: string, facts: Partial<SelectionRecord> = {}): SelectionRecord {
  return {
    selection_id: selectionId,
    account: ACCOUNT,
    filter: { tags_all: ['lead'] },
    ids: ['c1', 'c2'],
    complete: true,
    created_at: 1000,
    ...facts,
  };
}

/** 20 contacts without approval, whenever they were written. */
export const BUDGETS: readonly Budget[] = [
  { ways: ['none'], most: { changes: 20, deletions: 20 }, at: 0, windowMs: Number.MAX_SAFE_INTEGER },
];
