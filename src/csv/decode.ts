import { TextDecoder } from 'node:util';
import { AppError } from '../errors.ts';
import { thousands } from '../lib/text.ts';
import { linesIn } from './cells.ts';
import { kindOfStart } from './kinds.ts';
import type { Source } from './source.ts';

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252';

/** How sentences end that say what to do with a sheet that is no readable text. */
const SAVE_AGAIN = 'Open it in a spreadsheet and save it as "CSV UTF-8".';
/** Bytes that no letter of Windows-1252 has; the sheet is then in yet another encoding. */
const UNUSED = /[\u0081\u008d\u008f\u0090\u009d]/;

/**
 * How the sheet is written, found by reading all of it once: a guess from its head would turn out wrong at row 70,000.
 * With a byte order mark it is what that says; valid UTF-8 is UTF-8; anything else is Windows-1252, which is what
 * Excel writes in the West, unless part of it is UTF-8 after all. What is no text is refused with how to save it as CSV.
 */
export async function encodingOf(source: Source): Promise<Encoding> {
  const marked = await startOf(source);
  if (marked !== undefined) {
    if (await isWholly(source, marked)) return marked;
    throw new AppError(`${source.title} begins as ${marked}, but is not ${marked} throughout.`, SAVE_AGAIN);
  }
  if (await isWholly(source, 'UTF-8')) return 'UTF-8';
  await assertWindows(source);
  return 'Windows-1252';
}

/** The encoding that its byte order mark states. */
async function startOf(source: Source): Promise<Encoding | undefined> {
  for await (const chunk of source.open()) {
    const kind = kindOfStart(chunk);
    if (kind) throw new AppError(`${source.title} is ${kind.what}, not CSV.`, kind.how);
    if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'UTF-16LE';
    if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'UTF-16BE';
    return undefined;
  }
  throw new AppError(`${source.title} is empty.`, 'Give rows under a line that names the columns.');
}

async function isWholly(source: Source, encoding: Encoding): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of source.open()) {
    const text = decoded(decoder, chunk);
    if (text === undefined) return false;
    assertText(text, source);
  }
  return decoded(decoder) !== undefined;
}

/** None where the bytes are not of the decoder's encoding; without a chunk, where they stop in the middle of a letter. */
function decoded(decoder: TextDecoder, chunk?: Uint8Array): string | undefined {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** No sheet has a zero byte; UTF-16 without its mark and all other programs' files have them. */
function assertText(text: string, source: Source): void {
  if (!text.includes('\0')) return;
  throw new AppError(
    `${source.title} is no text: it has zero bytes, as files other than CSV have.`,
    SAVE_AGAIN,
  );
}

/** Read as Windows-1252, the letters of another encoding would become nonsense in silence. */
async function assertWindows(source: Source): Promise<void> {
  const lenient = new TextDecoder('utf-8');
  const windows = new TextDecoder('windows-1252');
  let [line, broken, proper] = [1, 0, false];
  for await (const chunk of source.open()) {
    const text = lenient.decode(chunk, { stream: true });
    const at = broken === 0 ? text.indexOf('\ufffd') : -1;
    if (at >= 0) broken = line + linesIn(text.slice(0, at));
    line += linesIn(text);
    proper ||= /[\u0080-\ufffc]/.test(text);
    const letters = windows.decode(chunk, { stream: true });
    assertText(letters, source);
    if (UNUSED.test(letters))
      throw new AppError(`${source.title} is neither UTF-8 nor Windows-1252.`, SAVE_AGAIN);
  }
  if (!proper) return;
  throw new AppError(
    `${source.title} mixes two encodings: line ${thousands(broken || line)} is not UTF-8, and others are.`,
    'Correct the letters in that line, and save all of it as "CSV UTF-8".',
  );
}

/** The sheet in UTF-8, without its byte order mark; `encoding` is what `encodingOf` said. */
export async function* utf8Of(source: Source, encoding: Encoding): AsyncGenerator<Uint8Array | string> {
  if (encoding !== 'UTF-8') return yield* transcoded(source, encoding);
  let first = true;
  for await (const chunk of source.open()) {
    const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    first = false;
    yield marked ? chunk.subarray(3) : chunk;
  }
}

async function* transcoded(source: Source, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source.open()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
