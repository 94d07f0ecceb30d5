/** Regions of Intl that are no countries. */
const NO_COUNTRIES = ['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ'];

/** The ISO code of a country (`IN`) in capitals; none for any other text, be it the name of a country. */
export function countryCode(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  // The locale rewrites UK and other by-names, which are no ISO codes.
  const known =
    /^[A-Z]{2}$/.test(code) && names.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code;
  return known && !NO_COUNTRIES.includes(code) ? code : undefined;
}
