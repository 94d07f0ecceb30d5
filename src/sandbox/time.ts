const dayMs = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const days = new Map<number, string>();

/** RFC 3339 in UTC with whole seconds, as the reference page's examples. */
export function timestamp(at: number): string {
  // Three times as fast as toISOString, which would take most of the time of seeding 100,000 contacts.
  const day = Math.floor(at / dayMs);
  let date = days.get(day);
  if (date === undefined) {
    date = new Date(day * dayMs).toISOString().slice(0, 11);
    days.set(day, date);
  }
  const seconds = Math.floor(at / 1000) - day * 86_400;
  const minutes = Math.floor(seconds / 60);
  return `${date}${twoDigits[Math.floor(minutes / 60)]}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}Z`;
}
