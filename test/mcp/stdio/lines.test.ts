import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Line, Lines, MOST_BYTES } from '../../../src/mcp/stdio/lines.ts';

/** The lines of bytes that come in these pieces. */
function linesOf(...chunks: (string | Buffer)[]): Line[] {
  const lines = new Lines();
  const cut = chunks.flatMap((chunk) => [...lines.add(Buffer.from(chunk))]);
  const last = lines.end();
  return last ? [...cut, last] : cut;
}

function textsOf(...chunks: (string | Buffer)[]): string[] {
  return linesOf(...chunks).map((line) => (line.kind === 'text' ? line.text : `(${line.kind})`));
}

/** The same bytes in pieces that end at these places. */
function cutAt(bytes: Buffer, places: number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('lines', () => {
  test('are the same for every cut of the bytes, inside of a letter, too', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/[\r\n]/g, ' '));
    const ending = fc.constantFrom('\n', '\r\n');
    const places = fc.array(fc.nat(), { maxLength: 12 });
    const all = fc.array(fc.tuple(line, ending), { maxLength: 12 });
    fc.assert(
      fc.property(all, places, (pairs, where) => {
        const bytes = Buffer.from(pairs.flat().join(''));
        const texts = pairs.map(([text]) => text.trim()).filter((text) => /[^\0-\x20]/.test(text));
        const plain = texts.every((text) => !text.includes('\0'));
        fc.pre(plain);
        expect(textsOf(...cutAt(bytes, where))).toEqual(texts);
      }),
    );
  });

  test('many in a piece, one in many pieces, the last line without an end, blank lines left out', () => {
    expect(textsOf('a\nb\r\n\n \t\r\nc\n')).toEqual(['a', 'b', 'c']);
    expect(textsOf(...'{"a":1}\n{"b"'.split(''))).toEqual(['{"a":1}', '{"b"']);
    expect(textsOf('')).toEqual([]);
  });

  test('have no byte order mark, on any line and for any cut', () => {
    const bytes = Buffer.from('\ufeffa\n\ufeff\ufeffb\n\ufeff\n');
    for (const place of bytes.keys()) expect(textsOf(...cutAt(bytes, [place]))).toEqual(['a', 'b']);
  });

  test.each([
    ['UTF-16 with a mark', '\ufeff{"id":1}\r\n{"id":2}\r\n', ['(UTF-16)', '(UTF-16)']],
    ['UTF-16 without one', '{"id":1}\n{"id":2}\n', ['(UTF-16)', '(UTF-16)']],
  ])('in %s are told as that', (_what, text, lines) => {
    const little = Buffer.from(text, 'utf16le');
    expect(textsOf(little)).toEqual(lines);
    expect(textsOf(Buffer.from(little).swap16())).toEqual(lines);
  });

  test('with bytes that are no UTF-8 spoil no other lines', () => {
    expect(textsOf(Buffer.from('ok\nJos\xe9\nok\n', 'latin1'))).toEqual(['ok', '(not UTF-8)', 'ok']);
    expect(textsOf(Buffer.from('é').subarray(0, 1), '\nok')).toEqual(['(not UTF-8)', 'ok']);
  });

  test('hold at most 10 MiB: a longer line is reported at once, with its beginning alone, and only once', () => {
    const most = 'x'.repeat(MOST_BYTES);
    expect(textsOf(`${most}\nok\n`).map(({ length }) => length)).toEqual([MOST_BYTES, 2]);
    const lines = new Lines();
    const told = (chunk: string) => [...lines.add(Buffer.from(chunk))];
    expect(told(most)).toEqual([]);
    expect(told('x')).toEqual([{ kind: 'too long', head: 'x'.repeat(64 * 1024) }]);
    expect(told(most)).toEqual([]);
    expect(told('x\nok\n')).toMatchObject([{ text: 'ok' }]);
    expect(lines.end()).toBe(undefined);
  });
});
