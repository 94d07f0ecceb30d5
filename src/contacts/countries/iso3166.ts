// A lazy import of the package itself yields `{default}` once bundled; of this file it does not.
export { iso31661 } from 'iso-3166';
