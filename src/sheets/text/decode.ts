import { TextDecoder } from 'node:util';
import { AppError } from '../../errors.ts';
import { thousands } from '../../lib/text.ts';
import { kindOfStart } from './kinds.ts';
import type { Source } from './source.ts';

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252';

const SAVE_AGAIN = 'Save it as "CSV UTF-8" in the program that it comes from.';
/** Without a byte order mark Excel reads a sheet in the computer's own encoding, and saves the wrong letters. */
const NO_DOUBLE_CLICK = 'Do not open it with a double click: letters of names would be lost.';
/** The one way into Excel that keeps letters. */
const IMPORT = 'Import it into a spreadsheet as UTF-8 (in Excel: Data > From Text/CSV, file origin 65001)';
/** No letter of Windows-1252 has these bytes: the sheet is in yet another encoding. */
const UNUSED = /[\u0081\u008d\u008f\u0090\u009d]/;

/**
 * The encoding of a sheet, found by reading all of it once: a guess from its head would turn out wrong at row 70,000.
 * A byte order mark decides; valid UTF-8 is UTF-8; anything else is Windows-1252, as Excel writes it in the West, unless
 * some lines are UTF-8 after all. A file that is no text is refused with the way to save it as CSV.
 */
export async function encodingOf(source: Source): Promise<Encoding> {
  const marked = await markOf(source);
  if (marked !== undefined) {
    if (await isWholly(source, marked)) return marked;
    throw new AppError(`${source.title} begins as ${marked}, but is not ${marked} throughout.`, SAVE_AGAIN);
  }
  if (await isWholly(source, 'UTF-8')) return 'UTF-8';
  await assertWindows(source);
  return 'Windows-1252';
}

/** The encoding of the byte order mark. */
async function markOf(source: Source): Promise<Encoding | undefined> {
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

/** The text of a chunk, or none where its bytes are not of the encoding; without a chunk, none where the bytes end within a letter. */
function decoded(decoder: TextDecoder, chunk?: Uint8Array): string | undefined {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** No sheet has a zero byte; UTF-16 without its mark and files of other programs do. */
function assertText(text: string, source: Source): void {
  if (!text.includes('\0')) return;
  throw new AppError(
    `${source.title} is not a text file: it has zero bytes in it, which no CSV has.`,
    SAVE_AGAIN,
  );
}

/** Letters of another encoding would become nonsense without a word. */
async function assertWindows(source: Source): Promise<void> {
  const lenient = new TextDecoder('utf-8');
  const windows = new TextDecoder('windows-1252');
  const lines = new MixedLines();
  let unused = false;
  for await (const chunk of source.open()) {
    lines.look(lenient.decode(chunk, { stream: true }));
    const letters = windows.decode(chunk, { stream: true });
    assertText(letters, source);
    unused ||= UNUSED.test(letters);
  }
  lines.look(lenient.decode());
  const mixed = lines.mixed();
  if (mixed !== undefined)
    throw new AppError(
      `${source.title} mixes two encodings: ${mixed}.`,
      `${IMPORT}, correct the letters in that line, and save all of it as "CSV UTF-8". ${NO_DOUBLE_CLICK}`,
    );
  if (unused)
    throw new AppError(
      `${source.title} is neither UTF-8 nor Windows-1252, so its letters cannot be read.`,
      `${SAVE_AGAIN} ${NO_DOUBLE_CLICK}`,
    );
}

interface Lines {
  first: number;
  count: number;
}

/** Counts lines that are UTF-8 and lines that are not, in a text that was leniently decoded as UTF-8. */
class MixedLines {
  readonly #proper: Lines = { first: 0, count: 0 };
  readonly #broken: Lines = { first: 0, count: 0 };
  #line = 1;
  #isProper = false;
  #isBroken = false;
  #anyProper = false;
  /** A carriage return at the end of the last chunk, to which a line feed may belong. */
  #ended = '';

  look(text: string): void {
    const lines = `${this.#ended}${text}`.split(/\r\n|\n|\r(?!$)/);
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#see(line);
      this.#end();
    }
    this.#ended = last.endsWith('\r') ? '\r' : '';
    this.#see(last);
  }

  #see(text: string): void {
    this.#isProper ||= /[\u0080-\ufffc]/.test(text);
    this.#isBroken ||= text.includes('\ufffd');
  }

  #end(): void {
    this.#anyProper ||= this.#isProper;
    if (this.#isBroken) add(this.#broken, this.#line);
    else if (this.#isProper) add(this.#proper, this.#line);
    this.#line += 1;
    this.#isProper = false;
    this.#isBroken = false;
  }

  /** To be called at the end of the text: a phrase that names the line which differs; none when no line is UTF-8. */
  mixed(): string | undefined {
    this.#end();
    const [broken, proper] = [this.#broken, this.#proper];
    if (!this.#anyProper) return undefined;
    if (proper.count === 0 || broken.count <= proper.count)
      return `line ${thousands(broken.first)} is not UTF-8, and others are`;
    return `line ${thousands(proper.first)} is UTF-8, and others are not`;
  }
}

function add(lines: Lines, line: number): void {
  lines.first ||= line;
  lines.count += 1;
}

/** The sheet in UTF-8, without its byte order mark. */
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
