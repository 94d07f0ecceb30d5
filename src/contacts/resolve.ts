import type { Api, Call } from '../api/client.ts';
import { getContact, listContacts } from '../api/endpoints.ts';
import { ApiError, isMissing } from '../api/error.ts';
import type { Contact } from '../api/wire.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';
import { isNumber, toE164 } from './phone.ts';

/** The contact with this id or E.164 number; an error that says what to do when there is none. One request for an id. */
export async function resolveContact(api: Api, ref: string, call: Call): Promise<Contact> {
  if (isNumber(ref)) {
    const number = await toE164(ref);
    const found = await findByNumber(api, number, call);
    if (found) return found;
    throw new AppError(
      `No contact has the number ${number}.`,
      'Look for the person by name with `list_contacts`.',
    );
  }
  try {
    return await api.call(getContact, { id: ref.trim() }, call);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new AppError(
      `There is no contact with the id ${quoted(ref)}.${hint(ref)}${vendorId(error)}`,
      LOOK_UP,
      {
        cause: error,
      },
    );
  }
}

const LOOK_UP = 'Ids come from `list_contacts` and `find_contacts`; the contact may also have been deleted.';

function hint(ref: string): string {
  return /^[\d\s().-]{7,}$/.test(ref) ? ' A phone number is given with + and country code.' : '';
}

function vendorId(error: unknown): string {
  const id = error instanceof ApiError ? error.facts.requestId : undefined;
  return id ? ` (request id ${quoted(id, 80).slice(1, -1)})` : '';
}

/**
 * The contact with exactly this number, or none. How the service's search treats a leading + is not documented:
 * it is asked with and without.
 */
export async function findByNumber(api: Api, number: string, call: Call): Promise<Contact | undefined> {
  for (const search of [number, number.slice(1)]) {
    const { contacts } = await api.call(listContacts, { page: 1, limit: 25, search }, call);
    const found = contacts.find((contact) => contact.phone_number === number);
    if (found) return found;
  }
  return undefined;
}
