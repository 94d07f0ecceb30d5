import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';
import { DAY, HOUR } from '../lib/time.ts';

/** Days by name, as people say them, and how many days ago they were. */
const NAMED: Readonly<Record<string, number>> = { today: 0, yesterday: 1 };
/** Without minutes: `3m` might mean months. */
const AGE = /^(\d{1,5})\s*(h|d|w)$/i;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})$/;
const UNIT: Readonly<Record<string, number>> = { h: HOUR, d: DAY, w: 7 * DAY };

/**
 * The instant (ms since 1970) of an age such as `90d`, of a date or `today` (the start of the day in the system's time zone), or of
 * an RFC 3339 instant with its offset.
 */
export function momentOf(text: string, argument: string, now: number): number {
  const daysAgo = NAMED[text.trim().toLowerCase()];
  if (daysAgo !== undefined) return new Date(now).setHours(0, 0, 0, 0) - daysAgo * DAY;
  const age = AGE.exec(text.trim());
  if (age) return now - Number(age[1]) * (UNIT[(age[2] ?? '').toLowerCase()] ?? DAY);
  const day = startOfDay(text.trim().slice(0, 10));
  const instant =
    INSTANT.test(text.trim()) && Number.isFinite(day) ? Date.parse(text.trim()) : startOfDay(text.trim());
  if (Number.isFinite(instant)) return instant;
  throw new AppError(
    `\`${argument}\`: ${quoted(text)} is not a date that this program can read.`,
    'Give a date (2026-03-01, today), an instant (2026-03-01T10:00:00Z) or an age (90d, 12h).',
  );
}

/** Whether a time says its zone itself. */
export function isInstant(text: string): boolean {
  return INSTANT.test(text.trim());
}

function startOfDay(text: string): number {
  const [, year, month, day] = DATE.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return Number.NaN;
  const date = new Date(year, month - 1, day);
  // A day that does not exist (30 February) would roll over into another.
  return date.getMonth() === month - 1 && date.getDate() === day ? date.getTime() : Number.NaN;
}
