import { RequestError } from '../errors.ts';
import { quoted } from '../lib/text.ts';

export function unknownCursor(cursor: string): RequestError {
  return new RequestError(
    `The cursor ${quoted(cursor)} is not one of this server's.`,
    'List from the beginning, without a cursor.',
  );
}
