import { RequestError } from '../../errors.ts';
import { quoted } from '../../lib/text.ts';

const NEXT = 'List from the beginning, without a cursor.';

export function unknownCursor(cursor: string): RequestError {
  return new RequestError(`The cursor ${quoted(cursor)} is not one of this server's.`, NEXT);
}

export function outdatedCursor(cursor: string): RequestError {
  return new RequestError(`The cursor ${quoted(cursor)} is of a list that is not kept any more.`, NEXT);
}
