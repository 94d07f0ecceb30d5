import {
  garbled,
  notSent,
  paused,
  refusal,
  slow,
  stale,
  unanswered,
  unconfirmed,
  unreadable,
} from '../../src/api/explain.ts';
import { judge } from '../../src/api/verdict.ts';
import { VARIABLE_NAMES } from '../../src/config/variables.ts';
import { readConfig } from '../../src/config.ts';
import { toE164 } from '../../src/contacts/numbers/phone.ts';
import { unreadableReason } from '../../src/contacts/unreadable.ts';
import { AppError, explain } from '../../src/errors.ts';
import { PaceError } from '../../src/http/pace.ts';
import { HttpFailure } from '../../src/http/pool.ts';
import { SECOND, thisMoment } from '../../src/lib/time.ts';
import { reasonWords } from '../../src/words/plans/reasons.ts';
import { contact } from '../store/samples.ts';
import type { SaidError } from './errors.ts';

const ASKED = { label: 'PUT /contacts/c41', method: 'PUT' };
const STATUSES = [301, 400, 401, 402, 403, 404, 409, 413, 422, 429, 500];

/** What is said of Vobiz: of each status, of no answer, and of answers that are not as they should be. */
export function serviceErrors(): SaidError[] {
  const body = '{"error":{"code":"SOME_CODE","message":"what the service says"},"request_id":"req_7"}';
  const refusals = STATUSES.flatMap((status) => {
    const reply = { status, headers: status === 429 ? { 'retry-after': '5' } : {}, text: body };
    const verdict = judge(reply, 0);
    return verdict ? [refusal(ASKED, reply, verdict)] : [];
  });
  const quota = { status: 429, headers: { 'retry-after': '80000' }, text: body };
  const verdict = judge(quota, 0);
  const kinds = ['unreachable', 'dropped', 'timeout', 'too-large', 'cancelled'] as const;
  const late = stale(ASKED, {
    readAt: thisMoment(),
    tookMs: 3.4 * SECOND,
    requests: 1,
  });
  return [
    ...refusals,
    ...(verdict ? [refusal(ASKED, quota, verdict)] : []),
    ...kinds.map((kind) => unanswered(new HttpFailure(kind, kind !== 'unreachable', 'ECONNRESET'), ASKED)),
    garbled(ASKED, { status: 200, headers: {}, text: '<html>Sign in' }, 'a contact with an id'),
    garbled(ASKED, { status: 200, headers: {}, text: '' }, 'a list of contacts'),
    unconfirmed('c41', 202),
    paused(ASKED, new PaceError(5 * SECOND, 'service')),
    paused(ASKED, new PaceError(5 * SECOND, 'rate')),
    late,
    slow(late, 3),
    unreadable(
      ASKED,
      reasonWords(unreadableReason(contact(1, { unreadable: { tags: '[{"name":"vip"}]' } })) ?? ''),
    ),
    notSent(ASKED, undefined),
  ].map(({ message, next }) => ({ file: 'api/explain.ts', message, next }));
}

const NUMBERS: readonly (readonly [text: string, country?: string])[] = [
  ['call me'],
  ['98450 12345'],
  ['12345', 'IN'],
  ['+91 98450 1234567'],
  ['+999 98450 12345'],
  ['+1 555 0100'],
  ['9.19877E+11'],
  ['98450 12345 ext 7', 'IN'],
  ['98450 12345 / 98', 'IN'],
  ['98450 12345 ?', 'IN'],
  ['room 98450 12345', 'IN'],
  ['https://chat.whatsapp.com/abc'],
];

/** What is said of texts that are no number. */
export async function numberErrors(): Promise<SaidError[]> {
  const said = NUMBERS.map(async ([text, country]) => {
    const error: unknown = await toE164(text, country).catch((thrown: unknown) => thrown);
    if (!(error instanceof AppError)) throw new Error(`${text} is a number`);
    return { file: 'contacts/numbers', message: error.message, next: error.next };
  });
  return Promise.all(said);
}

const ACCOUNT = { VOBIZ_AUTH_ID: 'MA_1', VOBIZ_AUTH_TOKEN: 'secret' };
const CREDENTIALS = [
  {},
  { VOBIZ_AUTH_ID: 'MA_1' },
  { VOBIZ_AUTH_TOKEN: 'secret' },
  { ...ACCOUNT, VOBIZ_JWT: 'jwt' },
];
const BAD = ['"quoted"', '<token>', 'ftp://a b', 'https://your-host/api'];

/** The mistakes that a configuration may have, and a defect of the program. */
export function startErrors(): SaidError[] {
  const configs = [
    ...CREDENTIALS,
    { ...ACCOUNT, VOBIZ_MOED: 'full' },
    ...VARIABLE_NAMES.flatMap((name) => BAD.map((value) => ({ ...ACCOUNT, [name]: value }))),
  ];
  const problems = configs.flatMap((env) => {
    const { missing, problems } = readConfig({ sandbox: false, readOnly: false }, env);
    return [...problems, ...(missing === undefined ? [] : [missing])];
  });
  return [
    ...[...new Set(problems)].map((message) => ({ file: 'config.ts', message })),
    { file: 'errors.ts', message: explain(new TypeError('x is not a function')) },
  ];
}
