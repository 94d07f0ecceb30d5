import { expect, test } from 'vitest';
import { countries } from '../../../src/contacts/countries/written.ts';

const { read, callingCode } = await countries();

test.each([
  ['IN', 'in IND India INDIA Bharat भारत Indien Inde Índia الهند 印度 Индия 🇮🇳'],
  ['US', 'US us U.S. USA U.S.A. usa America EE.UU. EUA अमेरिका'],
  ['GB', 'GB UK U.K. GBR England Scotland Wales Britain Großbritannien GROSSBRITANNIEN Inggris Angleterre'],
  ['AE', 'AE ARE UAE U.A.E. Emirates VAE الإمارات الامارات'],
  ['DE', 'DE DEU Germany Deutschland Alemania Allemagne Alemanha Germania Jerman जर्मनी ألمانيا المانيا'],
  ['MX', 'MX MEX México Mexico Mexiko Messico'],
  ['TR', 'TR Turkey Türkiye Turquía'],
  ['XK', 'Kosovo'],
])('%s is read from its codes and names, by short names and in other languages', (country, texts) => {
  const said = texts.split(' ').map((text) => [text, read(text)?.country]);
  expect(said).toEqual(said.map(([text]) => [text, country]));
});

test.each([
  ['United States of America', 'US'],
  ['Korea, Republic of', 'KR'],
  ['south korea', 'KR'],
  ['Bosnia and Herzegovina', 'BA'],
  ['Saint Lucia', 'LC'],
  ["Côte d'Ivoire", 'CI'],
  ['the Netherlands', 'NL'],
  ['Uni Emirat Arab', 'AE'],
  ['Reino Unido', 'GB'],
  ['المملكة العربية السعودية', 'SA'],
  ['India (+91)', 'IN'],
  ['IN - India', 'IN'],
  ['🇮🇳 India', 'IN'],
  ['Россия +7', 'RU'],
  ['\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 'GB'],
])('%j is %s', (text, country) => {
  expect(read(text)?.country).toBe(country);
});

test.each([
  ['91', '91'],
  ['+91', '91'],
  ['0091', '91'],
  ['(+44)', '44'],
  ['🇨🇦', '1'],
])('numbers of %j begin with +%s', (text, code) => {
  expect(callingCode(read(text) ?? {})).toBe(code);
});

test.each([
  'Narnia',
  'EU',
  'XX',
  'ZZ',
  'Congo',
  'Korea',
  'Springfield',
  '91-22',
  '1-868',
  'India +44',
  'US/UK',
  'India / Narnia',
  '0',
  '',
  '-',
  'x'.repeat(100_000),
])('%j is no country, and none is guessed (promise 7)', (text) => {
  expect(read(text)).toBeUndefined();
});
