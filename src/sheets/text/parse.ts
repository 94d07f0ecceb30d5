// A lazy import of the package itself yields `{default}` once bundled; of this file it does not.
export { CsvError, parse } from 'csv-parse';
