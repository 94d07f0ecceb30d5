import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** How a program saves a sheet that it has opened. */
export type Saving = (cells: string[][]) => Buffer;

/** Opens a sheet and saves it in the way of another program, beside it. */
export function resaved(path: string, saving: Saving): string {
  const cells: string[][] = parse(readFileSync(path), { bom: true, relax_column_count: true });
  const again = path.replace(/\.csv$/, '-again.csv');
  writeFileSync(again, saving(cells));
  return again;
}

/** With quotation marks only if the cell needs them. */
function lines(cells: string[][], delimiter: string, ending = '\r\n'): string {
  const written = (cell: string) => (/["\r\n,;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return cells.map((row) => row.map(written).join(delimiter) + ending).join('');
}

export const SAVINGS = {
  'semicolons and CRLF': (cells) => Buffer.from(`\ufeff${lines(cells, ';')}`),
  'UTF-16 with tabs': (cells) => Buffer.from(`\ufeff${lines(cells, '\t')}`, 'utf16le'),
  'commas and bare LF': (cells) => Buffer.from(lines(cells, ',', '\n')),
  'a German Excel': (cells) => Buffer.from(`\ufeff${lines(asExcel(cells, 'de'), ';')}`),
  'an American Excel': (cells) => Buffer.from(`\ufeff${lines(asExcel(cells, 'en'), ',')}`),
} satisfies Readonly<Record<string, Saving>>;

const MONTHS = 'jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez';
const LONGEST = 32_767;

/** How Excel changes cells when it opens a text file: texts that look like values, and long texts. */
function asExcel(cells: string[][], language: 'de' | 'en'): string[][] {
  return cells.map((row) => row.map((cell) => excelCell(cell.slice(0, LONGEST), language)));
}

function excelCell(cell: string, language: 'de' | 'en'): string {
  const [decimal, group] = language === 'de' ? [',', '.'] : ['.', ','];
  const text = cell.trim();
  if (/^(true|wahr)$/i.test(text)) return language === 'de' ? 'WAHR' : 'TRUE';
  if (/^(false|falsch)$/i.test(text)) return language === 'de' ? 'FALSCH' : 'FALSE';
  if (/^=/.test(text)) return '#NAME?';
  if (isDate(text, language)) return language === 'de' ? '02.01.2026' : '1/2/2026';
  const plain = text.replaceAll(group, '').replace(decimal, '.').replace(/%$/, '');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return cell;
  return general(Number(plain)).replace('.', decimal);
}

function isDate(text: string, language: 'de' | 'en'): boolean {
  const numeric = language === 'de' ? /^\d{1,2}[./-]\d{1,2}([./-]\d*)?$/ : /^\d{1,2}[/-]\d{1,2}([/-]\d+)?$/;
  const month = new RegExp(
    `^(\\d{1,4}[ .-]*)?(${MONTHS})[a-zä]{0,6}[ .,-]*\\d{1,4}([ ,-]+\\d{1,4})?$|^\\d+[ .-]*(${MONTHS})[a-zä]{0,6}$`,
    'i',
  );
  return (
    numeric.test(text) || month.test(text) || /^\d{4}-\d{1,2}-\d{1,2}$/.test(text) || /^\d+:\d\d/.test(text)
  );
}

/** As a cell in the format General shows a number. */
function general(number: number): string {
  const size = Math.abs(number);
  if (size !== 0 && (size >= 1e11 || size < 1e-9))
    return number
      .toExponential(5)
      .replace(/\.?0*e/, 'E')
      .replace(/E([+-])(\d)$/, 'E$10$2');
  return String(Number(number.toPrecision(10)));
}
