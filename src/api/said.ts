import { isNumber, isObject, parseJson, textOf } from '../lib/json.ts';
import { quoted } from '../lib/text.ts';

/** What an error reply says, whichever of the known bodies it has. */
export interface Said {
  /** Joined messages; empty when the body says nothing. */
  text: string;
  code?: string | undefined;
  requestId?: string | undefined;
  /** Seconds to wait, and which limit it was, as the documented 429 gives them. */
  retryAfter?: number | undefined;
  limitType?: string | undefined;
}

/**
 * Reads an error body: the documented envelope, and the other shapes listed in the facts about the wire
 * (`{message}`, `{error: text}`, `{error: {code, message}}`, `{errors: [...]}`, `{api_id, error}`, plain text, HTML, nothing).
 */
export function readSaid(text: string): Said {
  const body = parseJson(text);
  if (!isObject(body)) return { text: plainText(text) };
  const error = isObject(body['error']) ? body['error'] : {};
  const details = isObject(error['details'])
    ? error['details']
    : isObject(body['details'])
      ? body['details']
      : {};
  const messages = [
    string(error['message']) ??
      string(body['message']) ??
      string(body['error']) ??
      string(body['detail']) ??
      '',
    ...eachError(details['errors'] ?? body['errors']),
  ];
  return {
    text: [...new Set(messages)].filter(Boolean).join('; '),
    code: string(error['code']) ?? string(body['code']),
    requestId: string(body['requestId']) ?? string(body['request_id']) ?? string(body['api_id']),
    retryAfter: number(
      details['retryAfter'] ?? details['retry_after'] ?? body['retryAfter'] ?? body['retry_after'],
    ),
    limitType: string(details['limitType'] ?? details['limit_type']),
  };
}

/** One line per entry of an `errors` list: `name: is required, not "x"`. */
function eachError(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 5).map((entry: unknown) => {
    if (!isObject(entry)) return textOf(entry);
    const message = string(entry['message']) ?? string(entry['detail']) ?? string(entry['code']) ?? '';
    const value =
      entry['value'] === undefined || entry['value'] === null
        ? ''
        : `, not ${quoted(textOf(entry['value']), 40)}`;
    const field = string(entry['field']);
    return field ? `${field}: ${message}${value}` : message;
  });
}

/** HTML is a proxy speaking: its title is all that is worth repeating. */
function plainText(text: string): string {
  if (!/^\s*</.test(text)) return text.trim().slice(0, 300);
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim();
  return title ? `an HTML page, "${title}"` : 'an HTML page';
}

function string(value: unknown): string | undefined {
  if (isNumber(value)) return textOf(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  const isWritten = isNumber(value) || (typeof value === 'string' && value.trim() !== '');
  const parsed = isWritten ? Number(textOf(value)) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : undefined;
}
