import type { Api } from '../../src/api/client.ts';
import { isE164 } from '../../src/contacts/numbers/phone.ts';
import { TIMING } from '../../src/open.ts';
import type { Dialect } from '../../src/sandbox/dialect.ts';
import { contextFor, keys, openWorld } from '../api/world.ts';

export interface Service {
  api: Api;
  /** The same account, with another token. */
  as(token: string): Api;
  /** How it was told to behave; nobody tells the live one. */
  dialect?: Dialect;
}

export interface World {
  name: string;
  /** The one number that may be written to; without it only reading is tried. */
  number: string | undefined;
  /** Ends with the test. */
  open(): Promise<Service>;
}

/** Nobody's: Indian mobiles begin with 6 to 9. */
const FICTION = '+915550000001';

/** As far from the reference page as it leaves room for. */
const OTHERWISE: Partial<Dialect> = {
  listShape: 'data',
  search: 'word',
  searchPlus: 'ignored',
  tagMatch: 'blind',
  attributes: 'merge',
  emptyTags: 'ignore',
  tagStyle: 'lower-trim-sorted',
  nameStyle: 'trim',
  existing: 'upsert',
  importTags: 'overwrite',
  importRow: 'file',
  idStyle: 'number',
  putReply: 'empty',
  errorStyle: 'code-object',
  maxLimit: 50,
  nullFields: true,
};

function sandbox(name: string, dialect: Partial<Dialect>): World {
  return {
    name,
    number: FICTION,
    async open() {
      const { sandbox, api } = await openWorld({ contacts: 120, dialect });
      const as = (token: string) =>
        contextFor(sandbox.url, { ...keys(sandbox), VOBIZ_AUTH_TOKEN: token }).api;
      return { api, as, dialect: sandbox.dialect };
    },
  };
}

/** None unless its credentials are in the environment. The names are none of the server's: it would complain of those. */
function live(env: Readonly<Record<string, string | undefined>>): World[] {
  const { CONTRACT_AUTH_ID, CONTRACT_AUTH_TOKEN, CONTRACT_BASE_URL = '', CONTRACT_NUMBER: number } = env;
  if (!CONTRACT_AUTH_ID || !CONTRACT_AUTH_TOKEN) return [];
  if (number && !isE164(number)) throw new Error(`CONTRACT_NUMBER must be in E.164, not ${number}`);
  const as = (token: string) =>
    contextFor(CONTRACT_BASE_URL, { VOBIZ_AUTH_ID: CONTRACT_AUTH_ID, VOBIZ_AUTH_TOKEN: token }, TIMING).api;
  const open = async () => ({ api: as(CONTRACT_AUTH_TOKEN), as });
  return [{ name: 'the live service', number: number || undefined, open }];
}

export const WORLDS: readonly World[] = [
  sandbox('the sandbox as documented', {}),
  sandbox('the sandbox as different as it may be', OTHERWISE),
  ...live(process.env),
];
