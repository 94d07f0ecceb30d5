// A lazy import of the package itself yields `{default}` once bundled; of this file it does not.
export {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  ParseError,
  parseIncompletePhoneNumber,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';
