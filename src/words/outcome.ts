import { span } from '../lib/time.ts';
import type { Comparison } from '../model/outcome.ts';
import type { Written } from '../model/reasons.ts';
import { noteWords } from './plans/differences.ts';

/** How a written contact differs from the request, because of the service or of somebody else. */
export function comparisonWords({
  comparison,
  ...more
}: Pick<Written, 'overwrote' | 'updated'> & { comparison: Comparison }): string[] {
  return noteWords({ ...comparison, ...more }).map(
    (note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`,
  );
}

/** Single edits and imports cannot include who opted out, so the agent is not told to repeat them. */
export function protectedNext(tool: 'plan_update' | 'plan_delete' = 'plan_update'): string {
  return `Tell the person: what takes away from people who opted out is free, what can make somebody write to them needs \`include_protected\` in \`${tool}\`, and that only if the person says so.`;
}

/** For a call that repeats an earlier one. */
export function doneAlready({ ago, plan_id }: { ago: number; plan_id: string }): string {
  return `It was already done ${span(ago)} ago by ${plan_id}; nothing was sent.`;
}
