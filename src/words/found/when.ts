import { isInstant } from '../../find/moment.ts';
import { dayOf, dayWords } from '../time.ts';

const AGE = /^(\d{1,5})\s*(h|d|w)$/i;
const UNITS: Readonly<Record<string, string>> = { h: 'hour', d: 'day', w: 'week' };

/**
 * The time of a filter as people say it: a day in the zone of this computer or, where hours count, a minute in UTC. `at` is
 * the instant (RFC 3339) that the filter stood for when contacts were found.
 */
export function whenWords(written: string, at: string | undefined): string {
  const text = written.trim();
  const [, count = '', unit = ''] = AGE.exec(text) ?? [];
  const moment = at ?? (isInstant(text) ? text : undefined);
  if (moment !== undefined) {
    const date = new Date(moment);
    return isInstant(text) || unit.toLowerCase() === 'h' ? minuteWords(date) : dayWords(date);
  }
  if (unit !== '') return `${count} ${UNITS[unit.toLowerCase()]}${count === '1' ? '' : 's'} ago`;
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return dayOf(day, month - 1, year) ?? text;
}

/** An instant to the minute, for whoever reads a search: `2026-03-01T10:00Z`. */
export function toTheMinute(at: number): string {
  return new Date(at).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
}

/** The time of a reading: to the minute it would be older than what was changed just before. */
export function toTheSecond(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `1 September 2026, 15:16 UTC`. */
function minuteWords(date: Date): string {
  const day = dayOf(date.getUTCDate(), date.getUTCMonth(), date.getUTCFullYear());
  return `${day}, ${date.toISOString().slice(11, 16)} UTC`;
}
