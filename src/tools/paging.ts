/** The call that shows the rows after this page; for a page beyond the last, which that is. Empty when nothing is left. */
export function nextPage(call: string, page: number, perPage: number, rows: number): string {
  const last = Math.max(1, Math.ceil(rows / perPage));
  if (page > last) return `There is no page ${page}: the last is ${call} page ${last}.`;
  return page < last ? `${call} page ${page + 1} for more.` : '';
}
