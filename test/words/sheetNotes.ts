/** How sheets are read, for the tests of texts: every kind of note, with headers and cells as hostile as they get. */
import fc from 'fast-check';
import type { SheetNote, Texts } from '../../src/model/sheetNotes.ts';
import { cell, count, emptyWord, header, person, some, word } from './arbitrary.ts';

type Say = SheetNote['say'];
type Facts<S extends Say> = Omit<Extract<SheetNote, { say: S }>, 'say'>;

const headers = fc.array(header, { minLength: 1, maxLength: 40 });
const rows = fc.record({ rows: count });
const textCount = fc.tuple(cell, count);

const texts: fc.Arbitrary<Texts> = fc
  .tuple(fc.array(textCount, { minLength: 1, maxLength: 12 }), fc.nat(9))
  .map(([first, others]) => ({ first, rows: first.reduce((sum, [, times]) => sum + times, others) }));

/** A kind without facts here does not compile. */
const NOTES: { readonly [S in Say]: fc.Arbitrary<Facts<S>> } = {
  'not utf-8': fc.record({
    delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
  }),
  wrapped: fc.constant({}),
  titles: fc.record({ lines: fc.array(header, { minLength: 1, maxLength: 10 }) }),
  'name parts': fc.record({ headers }),
  'tags from': fc.record({ headers }),
  'no names': fc.record({ stand_ins: fc.array(header, { maxLength: 3 }) }),
  'number columns': fc.record({ headers }),
  guessed: fc.record({ as: fc.constantFrom('name' as const, 'phone_number' as const), header }),
  'left out': fc.record({ columns: some(fc.record({ header, stands_in: fc.boolean() }), 20) }),
  'country unused': fc.record({ header, country: fc.constant('IN') }),
  agreed: fc.tuple(texts, texts, count, fc.nat(9)).chain(([noes, unclear, yes, blank]) =>
    fc.record({
      header,
      as: fc.constantFrom(
        'mark_opt_outs' as const,
        'skip_opt_outs' as const,
        'attribute' as const,
        'left_out' as const,
      ),
      answers: fc.constant({ yes, no: noes.rows, unclear: unclear.rows, blank }),
      noes: fc.constant(noes),
      unclear: fc.constant(unclear),
    }),
  ),
  'more consents': fc.record({ headers: some(header, 20) }),
  'empty words': fc.record({ words: some(fc.tuple(emptyWord, count), 20) }),
  'lost letters': fc.record({ rows: count, example: fc.oneof(person, fc.record({ tag: word })) }),
  nameless: fc.oneof(rows, fc.record({ rows: count, header })),
  'several numbers': rows,
  'opt-outs refused': rows,
  unwritten: fc.constant({ why: 'The disk is full.' }),
};

export const NOTE_SAYS = Object.keys(NOTES);

/** A note of this kind. */
export function noteOf(say: string): fc.Arbitrary<SheetNote> {
  const [, facts] = Object.entries(NOTES).find(([name]) => name === say) ?? [];
  if (facts === undefined) throw new RangeError(`no facts for ${say}`);
  return fc
    .record({ say: fc.constant(say), facts })
    .map(({ facts: rest }) => Object.assign({ say }, rest)) as fc.Arbitrary<SheetNote>;
}
