import type { Task } from '../model/item.ts';
import { can, type ItemState, PLAN } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { kindOf } from '../plans/tasks/index.ts';

/** The tabs of the rows, in this order; rows of a sheet that are no items are in the tab that is called like why. */
export const TABS = [
  'new',
  'change',
  'made',
  'problem',
  'refused',
  'left',
  'repeated',
  'skipped',
  'same',
] as const;
export type Tab = (typeof TABS)[number];

const TAB_OF: Readonly<Record<ItemState, Tab>> = {
  pending: 'change',
  sending: 'change',
  done: 'made',
  failed: 'problem',
  unknown: 'problem',
  drifted: 'problem',
  gone: 'problem',
  protected: 'left',
  unchanged: 'same',
};

/**
 * Of an import, new contacts stand apart from those that it changes. What changed before a plan was made is left alone, and no
 * problem yet.
 */
export function tabOf(
  { state, task }: { state: ItemState; task?: Task },
  plan: Pick<PlanRecord, 'kind' | 'state'>,
): Tab {
  const tab = TAB_OF[state];
  if (tab === 'problem' && can(plan.state, 'approve')) return 'left';
  return tab === 'change' && plan.kind === 'import' && task && kindOf(task).creates ? 'new' : tab;
}

export function tabWords(tab: Tab, { kind, state }: Pick<PlanRecord, 'kind' | 'state'>): string {
  switch (tab) {
    case 'change':
      if (PLAN[state].finished) return 'Not done';
      return kind === 'delete' ? 'To delete' : kind === 'merge' ? 'To merge' : 'To change';
    case 'new':
      return 'New';
    case 'made':
      return kind === 'delete' ? 'Deleted' : 'Done';
    case 'problem':
      return 'With problems';
    case 'refused':
      return 'Refused';
    case 'left':
      return 'Left alone';
    case 'repeated':
      return 'Repeated';
    case 'skipped':
      return 'Left out';
    case 'same':
      return 'Unchanged';
    default:
      return tab satisfies never;
  }
}

/** What the rows tell of each contact, above them. */
export function columnWords({ kind, state }: Pick<PlanRecord, 'kind' | 'state'>): [string, string, string] {
  const changes = PLAN[state].finished ? 'What changed' : 'What changes';
  if (kind === 'delete') return ['Name', 'Number', 'Tags'];
  return [kind === 'merge' ? 'Kept' : 'Name', 'Number', kind === 'import' ? 'What it says' : changes];
}
