import { counted, quoted, thousands } from '../lib/text.ts';
import type { NotImported } from '../model/facts.ts';
import { FINISHED, ItemState, PLAN } from '../model/lifecycle.ts';
import { changeLine, countWords, standing } from './plan.ts';

/** An item of a plan, as a receipt lists it. */
type Item = Parameters<typeof changeLine>[0] & { state: string; reason?: string | undefined };

export function itemLine({ state, reason, ...item }: Item): string {
  return `${changeLine(item)} | ${state}${reason ? `: ${reason}` : ''}`;
}

/** The lines above the listed items. */
export function itemsHead(total: number | undefined, here: number, selection: string | undefined): string[] {
  if (total === undefined) return [];
  if (total === 0) return ['It has no such items.'];
  const some = here < total ? `, ${here} of them on this page` : '';
  return [`${counted(total, 'item')}, as selection ${selection}${some}:`];
}

/** Rows of a sheet that are no items, since they were refused before the import was planned. */
export function refusedLines(rows: readonly NotImported[] = []): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(
    ({ row, name, reason }) => `- row ${row}${name === '' ? '' : `, ${quoted(name, 60)}`}: ${reason}`,
  );
  return ['Rows of the sheet that were refused, and are no items:', ...lines];
}

/** By which plan all of a plan, or a part of it, was undone. */
interface Undone {
  undone_by?: string | undefined;
  partly_undone?: { by: string; done: number; undone: number } | undefined;
}

export function decisionLines(approved: string | undefined, undone: Undone): string[] {
  const words = undoneWords(undone);
  return [
    ...(approved ? [`It was approved ${approved}.`] : []),
    ...(words === undefined ? [] : [`It was ${words}.`]),
  ];
}

function undoneWords({ undone_by, partly_undone: part }: Undone): string | undefined {
  if (part) return `undone in part (${thousands(part.undone)} of ${thousands(part.done)}) by ${part.by}`;
  return undone_by === undefined ? undefined : `undone by ${undone_by}`;
}

/** A plan, as a list of plans shows it. */
interface Plan extends Undone {
  plan_id: string;
  summary: string;
  state: string;
  reason?: string | undefined;
  counts: Readonly<Record<string, number>>;
  created_at: string;
  finished_at?: string | undefined;
}

export function plansHead(total: number, here: number): string {
  return `${counted(total, 'plan')}${here < total ? `, ${here} on this page` : ''}.`;
}

export function planLine(plan: Plan): string {
  const { plan_id, summary, counts, created_at, finished_at } = plan;
  const ended = finished_at ? `, ended ${finished_at}` : '';
  const undone = undoneWords(plan);
  const by = undone === undefined ? '' : `, ${undone}`;
  const nothing = changedNothing(plan) ? 'changed nothing; ' : '';
  return `- ${plan_id} ${standing(plan)}: ${summary} (${nothing}${countWords(counts)}; made ${created_at}${ended}${by})`;
}

/** Of an item that failed, a part may have been done. */
const MAY_HAVE_CHANGED = [ItemState.done, ItemState.failed, ItemState.unknown] as const;

/** Requests of a plan that was stopped may still be under way. */
function changedNothing({ state, counts }: Plan): boolean {
  const over = FINISHED.find((finished) => finished === state);
  if (over === undefined || MAY_HAVE_CHANGED.some((name) => (counts[name] ?? 0) > 0)) return false;
  return !PLAN[over].approved || (counts['to_change'] ?? 0) === 0;
}
