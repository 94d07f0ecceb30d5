import { expect, test } from 'vitest';
import { delimiterOf, isSepLine } from '../../../src/sheets/text/dialect.ts';

test.each([
  ['name,phone\nAsha,1', ','],
  ['name;phone\n"Rao, Asha";1', ';'],
  ['name\tphone\nRao, Asha\t1', '\t'],
  ['name|phone\nA|1', '|'],
  ['"name, full";phone;tags\r\nA;1;"a,b"', ';'],
  ['name,phone,tags (a|b|c|d)\nA,1,a|b\nB,2,', ','],
  ['Nachname, Vorname;Telefon;Tags\nRao, A;1;x\nShah;2;y\nDas;3;z', ';'],
  ['phone', ','],
  ['phone\n1;2', ','],
  ['', ','],
  ['\n\n;;a\n', ';'],
  ['sep=\t\r\nname,x\tphone,y', '\t'],
  ['"sep=;"\nname,phone', ';'],
  ['SEP=|\nname,phone', '|'],
  ['a,b\n"x\n;;;;\n",2', ','],
  ['a;b\n"never closed,,,,,', ';'],
])('%j has cells between %j', (head, delimiter) => {
  expect(delimiterOf(head)).toBe(delimiter);
});

test.each([
  [['sep='], true],
  [['sep=', ''], true],
  [['SEP=;'], true],
  [['sep=', 'x'], false],
  [['separator'], false],
  [[], false],
])('%j is a line for Excel: %j', (cells, is) => {
  expect(isSepLine(cells)).toBe(is);
});
