import { expect, test } from 'vitest';
import { SAYS } from './facts.ts';
import { page } from './page.ts';
import { REASON_SAYS } from './reasonFacts.ts';
import { allSentences } from './sentences.ts';

/** Words that only the authors know. Names of fields, states and arguments stay, in backticks. */
const JARGON =
  /\b(relayed|drift\w*|carr(?:y|ies|ied)|left over|taken back|anew|overrul\w+|protection|audience is)\b/i;

const withoutCode = (text: string) => text.replaceAll(/`[^`]*`/g, '');

test('every sentence is on the page', () => {
  const text = page();
  const all = allSentences();
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter((one) => !text.includes(one.text.replaceAll('\n', ' ')))).toEqual([]);
  for (const say of [...SAYS, ...REASON_SAYS]) expect(text).toContain(`${say}: `);
});

test('no sentence uses a word that only the authors know', () => {
  const odd = allSentences().filter(({ text }) => JARGON.test(withoutCode(text)));
  expect(odd.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
});
