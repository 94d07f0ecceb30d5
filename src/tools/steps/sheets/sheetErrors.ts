import { AppError } from '../../../errors.ts';
import { counted, thousands } from '../../../lib/text.ts';
import { type RowError, rowLine } from '../../../words/sheet.ts';

export function noRows(): AppError {
  return new AppError(
    'Nothing was planned: the sheet has a header but no rows.',
    'Add the rows below the header.',
  );
}

export function lacksCountry(count: number, rows: number, next: string): AppError {
  return new AppError(
    `Nothing was planned: ${thousands(count)} of ${counted(rows, 'row')} ${count === 1 ? 'has' : 'have'} a number without its country code.`,
    next,
  );
}

const REASONS_SHOWN = 20;

/** An empty plan would look like a success. */
export function allRefused(errors: readonly RowError[], rows: number, skipped: number): AppError {
  const shown = errors.slice(0, REASONS_SHOWN).map(rowLine);
  const more = rows > shown.length ? [`and ${thousands(rows - shown.length)} more.`] : [];
  const optOuts =
    skipped === 0 ? [] : [`${counted(skipped, 'row')} left out: they say no to messages, as was asked.`];
  return new AppError(
    [
      `Nothing was planned: no row of ${thousands(rows + skipped)} can be taken.`,
      ...optOuts,
      ...shown,
      ...more,
    ].join('\n'),
    'Show the person the reasons, and call again when the rows are corrected. If the numbers stand in another column, name it with `columns`.',
  );
}
