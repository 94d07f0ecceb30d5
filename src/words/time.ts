/** Intl would do, and its first use costs 30 ms. */
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `1 September 2026`; `month` from 0, undefined where there is no such month. */
export function dayOf(day: number, month: number, year: number): string | undefined {
  const name = MONTHS[month];
  return name && `${day} ${name} ${year}`;
}

/** The day in the zone of this computer. */
export function dayWords(at: Date): string {
  return `${at.getDate()} ${MONTHS[at.getMonth()]} ${at.getFullYear()}`;
}

/** `30 November, 15:15`, in the time of this computer. */
export function momentWords(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getDate()} ${MONTHS[at.getMonth()]}, ${two(at.getHours())}:${two(at.getMinutes())}`;
}
