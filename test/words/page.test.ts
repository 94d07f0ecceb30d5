import { expect, test } from 'vitest';
import { SAYS } from './facts.ts';
import { allErrors, page } from './page.ts';
import { REASON_SAYS } from './reasonFacts.ts';
import { allSentences } from './sentences.ts';

/** Words that only the authors know. Names of fields, states and arguments stay, in backticks. */
const JARGON =
  /\b(relayed|drift\w*|carr(?:y|ies|ied)|left over|taken back|anew|overrul\w+|protection|audience is)\b/i;

const withoutCode = (text: string) => text.replaceAll(/`[^`]*`/g, '');

test('plans are read aloud with the names and tags that accounts have', async () => {
  const [, texts = ''] = /^# Texts of plans\n(.*?)^# Reasons$/ms.exec(await page()) ?? [];
  expect(texts).toContain('"Asha Rao" (+919845012345)');
  expect(texts).not.toMatch(/not a number|(.)\1{19}|\\u\{/);
  expect(texts.match(/[^\x20-\x7e\n“”ग्राहक]/gu)).toBeNull();
});

test('every sentence is on the page', async () => {
  const text = await page();
  const all = allSentences();
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter((one) => !text.includes(one.text.replaceAll('\n', ' ')))).toEqual([]);
  for (const say of [...SAYS, ...REASON_SAYS]) expect(text).toContain(`${say}: `);
});

test('no sentence uses a word that only the authors know', () => {
  const odd = allSentences().filter(({ text }) => JARGON.test(withoutCode(text)));
  expect(odd.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});

test('every error is on the page as somebody reads it, and says what is wrong in whole sentences', async () => {
  const errors = await allErrors();
  expect(errors.length).toBeGreaterThan(200);
  const text = await page();
  expect(errors.filter(({ message, next = '' }) => !text.includes(message) || !text.includes(next))).toEqual(
    [],
  );
  const said = errors.flatMap(({ message, next = [] }) => [message].concat(next));
  expect(
    said.filter((one) => JARGON.test(withoutCode(one)) || /undefined|\[object|\$\{[a-z]/.test(one)),
  ).toEqual([]);
  // The command line says what is wrong after its own name, as other programs do.
  const sentences = errors.filter(({ file, message }) => file !== 'cli.ts' && !/[.?]$/m.test(message));
  expect(sentences.map(({ file, message }) => `${file}: ${message}`)).toEqual([]);
  expect(errors.filter(({ next }) => next !== undefined && !/^[A-Z0-9`].*[.?]$/s.test(next))).toEqual([]);
});
