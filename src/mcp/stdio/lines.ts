/** A message is a line of at most so many bytes. */
export const MOST_BYTES = 10 * 1024 * 1024;
/** So much is kept of a longer message: most have their id there. */
const HEAD_BYTES = 64 * 1024;
const NEWLINE = 0x0a;
const SPACE = 0x20;

export type Line =
  | { kind: 'text'; text: string; bytes: number }
  | { kind: 'too long'; head: string }
  | { kind: 'UTF-16' }
  | { kind: 'not UTF-8' };

/** Cuts chunks of any size into lines. Blank lines are left out, and byte order marks dropped. */
export class Lines {
  #parts: Buffer[] = [];
  #bytes = 0;

  *add(chunk: Buffer): Generator<Line> {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const line = this.#keep(chunk.subarray(from, end)) ?? this.end();
      if (line) yield line;
      this.#reset();
      from = end + 1;
    }
    const overlong = this.#keep(chunk.subarray(from));
    if (overlong) yield overlong;
  }

  /** The last line, also without a newline after it. */
  end(): Line | undefined {
    return this.#bytes > MOST_BYTES ? undefined : lineOf(Buffer.concat(this.#parts));
  }

  /** A line that becomes too long is reported at once, and the rest of it is dropped as it comes. */
  #keep(part: Buffer): Line | undefined {
    if (this.#bytes > MOST_BYTES) return undefined;
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes <= MOST_BYTES) return undefined;
    const head = Buffer.concat(this.#parts, HEAD_BYTES).toString().trim();
    this.#parts = [];
    return { kind: 'too long', head };
  }

  #reset(): void {
    this.#parts = [];
    this.#bytes = 0;
  }
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function lineOf(bytes: Buffer): Line | undefined {
  if (bytes.every((byte) => byte <= SPACE)) return undefined;
  if (isUtf16(bytes)) return { kind: 'UTF-16' };
  try {
    // Byte order marks count as space, too.
    const text = UTF_8.decode(bytes).trim();
    return text === '' ? undefined : { kind: 'text', text, bytes: bytes.length };
  } catch {
    return { kind: 'not UTF-8' };
  }
}

/** By its byte order mark, or by the zero beside its first letter. */
function isUtf16([first, second]: Buffer): boolean {
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return marked || (second !== undefined && (first === 0) !== (second === 0));
}
