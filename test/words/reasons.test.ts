import { expect, test } from 'vitest';
import { readJson } from '../../src/lib/json.ts';
import { shown } from '../../src/lib/text.ts';
import { reasonWords } from '../../src/words/plans/reasons.ts';
import { HOSTILE, reasonsFrom } from './reasonFacts.ts';

const REASONS = reasonsFrom(HOSTILE, 50);

test('every reason is one visible line, whatever names, values and messages it holds (promise 13)', () => {
  for (const reason of REASONS) {
    const words = reasonWords(reason);
    expect(words, JSON.stringify(reason)).toBe(shown(words));
    expect(words, JSON.stringify(reason)).not.toMatch(/undefined|\[object/);
  }
});

test('a reason says the same after it was stored', () => {
  for (const reason of REASONS)
    expect(reasonWords(readJson(JSON.stringify(reason)))).toBe(reasonWords(reason));
});

test('the finished sentences of an older store stay as they are, alone and among facts', () => {
  expect(reasonWords('somebody deleted it')).toBe('somebody deleted it');
  const keep = { id: 'c1', phone_number: '+919800000001', name: 'Asha' };
  const lost = [{ keep, key: 'city', value: 'Pune', lost: [{ value: 'Goa', contact: keep }] }];
  const notes = ['stored the tag "VIP" as "vip"'];
  expect(reasonWords({ say: 'merged', lost, notes })).toMatch(/ is lost; stored the tag "VIP" as "vip"$/);
});

test('two reasons of different kinds never say the same', () => {
  const byWords = Map.groupBy(REASONS, (reason) => reasonWords(reason));
  const kinds = [...byWords.values()].map((same) => new Set(same.map(({ say }) => say)));
  const ambiguous = kinds.filter((says) => says.size > 1).map((says) => [...says].sort().join(', '));
  expect(ambiguous).toEqual([]);
});
