// A lazy import of the package itself yields `{default}` once bundled; of this file it does not.
export {
  isSupportedCountry,
  ParseError,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from 'libphonenumber-js/min';
