import type { Row } from './measure.ts';

/** The rows as aligned columns. */
export function table(rows: readonly Row[]): string {
  const head = ['what', 'ours', 'beside', 'compared', 'goal', 'met'];
  const cells = rows.map((row) => [
    row.what,
    row.ours,
    row.beside,
    row.compared,
    row.goal,
    row.met ? 'yes' : 'NO',
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...cells].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...cells].map(line).join('\n');
}
