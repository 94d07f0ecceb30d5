import { counted, cutAtItem, quoted } from '../../lib/text.ts';
import type { ImportFact, NotImported } from '../../model/facts.ts';
import { type Size, someWords } from '../lists.ts';

/** `1 row is refused: row 5, "Dev" (…).`; `was`, once the import is over. */
export function refusedWords({ rows, refused }: ImportFact, size: Size, when: 'now' | 'then'): string[] {
  const { invalid } = rows;
  if (invalid === 0) return [];
  const [one, more] = when === 'now' ? ['is', 'are'] : ['was', 'were'];
  const isNamed = size.examples > 0 && refused.first.length > 0;
  const named = isNamed ? `: ${someWords(refused, Math.min(size.examples, 3), rowWords)}` : '';
  return [`${counted(invalid, 'row')} ${invalid === 1 ? one : more} refused${named}.`];
}

function rowWords({ row, name, reason }: NotImported): string {
  return `row ${row}${name === '' ? '' : `, ${quoted(name, 40)}`} (${cutAtItem(reason, 160)})`;
}
