import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import { some } from '../lists.ts';

/** What became of the rows of a sheet that was imported at once; a count that is 0 may be missing. */
interface Imported {
  total: number;
  created?: number | undefined;
  updated?: number | undefined;
  unchanged?: number | undefined;
  /** Rows of people who opted out. */
  protected?: number | undefined;
  /** Rows that say no to messages, and were to be left out. */
  skipped?: number | undefined;
  failed?: number | undefined;
}

/** What was done, for the person; how the plan stands is for the agent. */
export function importedWords(rows: Imported, plan: { plan_id: string | undefined; state: string }): string {
  const { total, created = 0, updated = 0, unchanged = 0, skipped = 0, failed = 0 } = rows;
  const change = created > 0 ? thousands(updated) : counted(updated, 'contact');
  const did = [
    ...(created > 0 ? [`added ${counted(created, 'contact')}`] : []),
    ...(updated > 0 ? [`changed ${change}`] : []),
  ].join(' and ');
  return [
    did === '' ? 'Nothing was changed.' : `${did.charAt(0).toUpperCase()}${did.slice(1)}.`,
    ...some(unchanged, 'row needed no change.', 'rows needed no change.'),
    ...some(
      rows.protected ?? 0,
      'person opted out and was left alone.',
      'people opted out and were left alone.',
    ),
    ...some(
      skipped,
      'row says no to messages and was left out.',
      'rows say no to messages and were left out.',
    ),
    ...some(failed, 'row was not imported.', 'rows were not imported.'),
    `(${counted(total, 'row')}; ${plan.plan_id}, ${plan.state})`,
  ].join(' ');
}

/** Whom campaigns reach once a sheet is imported. */
export function reachedNow(tags: readonly string[]): string[] {
  if (tags.length === 0) return [];
  const names = listed(
    tags.map((tag) => quoted(tag, 60)),
    8,
    'or',
  );
  return [`From now on, campaigns to ${names} reach those who got ${tags.length === 1 ? 'it' : 'them'}.`];
}
