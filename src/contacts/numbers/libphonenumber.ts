import type { CountryCode } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';

// A lazy import of the package itself yields `{default}` once bundled; of this file it does not.
export { default as mobileExamples } from 'libphonenumber-js/examples.mobile.json';
// The small metadata has neither the types of a country's numbers nor the lengths of each.
export {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';

/** The place of the pattern for numbers of all types in the metadata; the functions of the package ask for a type as well. */
const GENERAL_FORM_AT = 2;

export function hasGeneralForm(national: string, country: CountryCode): boolean {
  const plan: readonly unknown[] = metadata.countries[country] ?? [];
  return new RegExp(`^(?:${plan[GENERAL_FORM_AT]})$`).test(national);
}
