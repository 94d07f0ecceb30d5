import { isNumber, isObject, parseJson, textOf } from '../lib/json.ts';
import { quoted } from '../lib/text.ts';

/** The content of an error reply, in whichever of the known shapes it came. */
export interface ErrorBody {
  /** Joined messages; empty when the body has none. */
  text: string;
  code?: string | undefined;
  requestId?: string | undefined;
  /** Seconds to wait, and the name of the limit, as the documented 429 gives them. */
  retryAfter?: number | undefined;
  limitType?: string | undefined;
}

/**
 * Reads an error body: the documented envelope, and the other shapes listed in the facts about the wire
 * (`{message}`, `{error: text}`, `{error: {code, message}}`, `{errors: [...]}`, `{api_id, error}`, plain text, HTML, nothing).
 */
export function readErrorBody(text: string): ErrorBody {
  const body = parseJson(text);
  if (!isObject(body)) return { text: plainText(text) };
  const error = firstObject(body['error']);
  const details = firstObject(error['details'], body['details']);
  const message = firstText(error['message'], body['message'], body['error'], body['detail']);
  const messages = [message ?? '', ...eachError(details['errors'] ?? body['errors'])];
  return {
    text: [...new Set(messages)].filter(Boolean).join('; '),
    code: firstText(error['code'], body['code']),
    requestId: firstText(body['requestId'], body['request_id'], body['api_id']),
    retryAfter: firstNumber(
      details['retryAfter'],
      details['retry_after'],
      body['retryAfter'],
      body['retry_after'],
    ),
    limitType: firstText(details['limitType'], details['limit_type']),
  };
}

/** One line per entry of an `errors` list: `name: is required, not "x"`. */
function eachError(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, 5).map((entry: unknown) => {
    if (!isObject(entry)) return textOf(entry);
    const message = firstText(entry['message'], entry['detail'], entry['code']) ?? '';
    const value =
      entry['value'] === undefined || entry['value'] === null
        ? ''
        : `, not ${quoted(textOf(entry['value']), 40)}`;
    const field = firstText(entry['field']);
    return field ? `${field}: ${message}${value}` : message;
  });
}

/** HTML is a proxy's answer: only its title is worth repeating. */
function plainText(text: string): string {
  if (!/^\s*</.test(text)) return text.trim().slice(0, 300);
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim();
  return title ? `an HTML page, "${title}"` : 'an HTML page';
}

function firstObject(...values: unknown[]): Record<string, unknown> {
  return values.find(isObject) ?? {};
}

function firstText(...values: unknown[]): string | undefined {
  const value = values.find((each) => isNumber(each) || (typeof each === 'string' && each !== ''));
  return value === undefined ? undefined : textOf(value);
}

function firstNumber(...values: unknown[]): number | undefined {
  const value = values.find((each) => each !== undefined && each !== null);
  const isWritten = isNumber(value) || (typeof value === 'string' && value.trim() !== '');
  const parsed = isWritten ? Number(textOf(value)) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : undefined;
}
