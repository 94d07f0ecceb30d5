// A lazy import of the package itself yields `{default}` once bundled; of this file it does not.
export { Pool } from 'undici';
