import type { Row, What } from '../../src/view/contract.ts';

const FIRST = [
  'Asha',
  'Vikram',
  'Meera',
  'Tobias',
  'Nuria',
  'Kofi',
  'Ingrid',
  'Ravi',
  'Esha',
  'Mateo',
  'Yuki',
];
const LAST = [
  'Rao',
  'Iyer',
  'Nair',
  'Okafor',
  'Lindqvist',
  'Pillai',
  'Baptiste',
  'Sato',
  'Fontaine',
  'Mbeki',
];

/** Names that try to be something else, or run the other way. */
export const ODD = [
  'ليلى حداد',
  'דנה לוי',
  '<img src=x onerror=alert(1)>',
  'Sam\u202eeteled\u202c',
  'عبد الرحمن بن محمد بن عبد العزيز الحسيني الهاشمي من الفرع الشمالي',
  'Maximiliane-Theodora von und zu Hohenbrück-Lindenfels',
  '山田 花子 👩‍👩‍👧',
  ' ',
  '</script><script>alert(2)</script>',
];

export function person(index: number): { name: string; number: string } {
  const odd = index % 9 === 4 ? ODD[Math.floor(index / 9)] : undefined;
  const first = FIRST[index % FIRST.length];
  const last = LAST[(index * 5 + Math.floor(index / FIRST.length)) % LAST.length];
  const digits = String(index % 1000).padStart(3, '0');
  return { name: odd ?? `${first} ${last}`, number: `+44 7700 900${digits}` };
}

export function people(
  count: number,
  tab: string,
  what: (index: number) => What[],
  from = 0,
): Omit<Row, 'n'>[] {
  return Array.from({ length: count }, (_, index) => ({
    ...person(index + from),
    tab,
    state: '',
    what: what(index),
  }));
}

/** Rows with their numbers. */
export function numbered(...parts: Omit<Row, 'n'>[][]): Row[] {
  return parts.flat().map((row, n) => ({ n, ...row }));
}
