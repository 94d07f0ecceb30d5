/** The call for the next page, or for the last one when this page does not exist; empty after the last page. */
export function nextPage(call: string, page: number, perPage: number, rows: number): string {
  const last = Math.max(1, Math.ceil(rows / perPage));
  if (page > last) return `There is no page ${page}: the last is ${call} page ${last}.`;
  return page < last ? `${call} page ${page + 1} for more.` : '';
}
