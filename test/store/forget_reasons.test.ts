import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReasonFact } from '../../src/model/reasons.ts';
import { openStore } from '../../src/store/open.ts';
import { reasonWords } from '../../src/words/plans/reasons.ts';
import { reasonsFrom } from '../words/reasonFacts.ts';
import { contact, FORGETTING, item, plan } from './samples.ts';
import { bytesIn, folder } from './world.ts';

const NUMBER = '+919812345678';
const NAMESAKE = { id: 'c1', phone_number: '+919800000001' };

/** The reasons of other people's items once the person with this name and `NUMBER` is forgotten, and the store's bytes. */
async function forgotten(reasons: readonly ReasonFact[], name: string) {
  const dataDir = folder();
  const store = await openStore(dataDir);
  const before = contact(500, { phone_number: NUMBER, name });
  await store.savePlan(plan('theirs', { state: 'done' }), [item(1, { contact_id: 'c500', before })]);
  const others = reasons.map((reason, at) =>
    item(at + 1, { contact_id: `o${at}`, state: 'drifted', reason, before: contact(1, { name: 'Other' }) }),
  );
  await store.savePlan(plan('others', { state: 'done' }), others);
  expect(await store.forget(NUMBER, FORGETTING)).toBe(1);
  const left = await store.listItems('others', { limit: reasons.length });
  await store.close();
  return { left: left.map(({ reason }) => reason), bytes: bytesIn(dataDir) };
}

test('no reason keeps the name or number of a person who is forgotten, be it as a tag, a key or a value (promise 19)', async () => {
  const name = 'Zaphira Quillfeather';
  const outside = {
    word: fc.constantFrom(name, `met ${name} (${NUMBER})`, `${name}'s`),
    phone: fc.constantFrom(NUMBER, NUMBER.slice(1)),
    person: fc.constantFrom(
      { id: 'c500', phone_number: NUMBER, name },
      { id: 'c500', phone_number: '98123 45678', name: 'Z. Quillfeather' },
      { id: 'c77', phone_number: NUMBER, name },
    ),
  };
  const reasons = reasonsFrom(outside, 10);
  const { left, bytes } = await forgotten(reasons, name);
  expect(left).toHaveLength(reasons.length);
  for (const trace of ['Quillfeather', NUMBER.slice(1), '98123 45678'])
    expect(bytes.includes(trace), trace).toBe(false);
  expect(left.map((reason) => (typeof reason === 'object' ? reason.say : reason))).toEqual(
    reasons.map(({ say }) => say),
  );
});

test.each(['name', 'delete', 'tag', 'merge', 'attribute', 'changed', 'custom_attributes'])(
  'a person called %s takes no word of this program along',
  async (name) => {
    const outside = {
      word: fc.constant('vip'),
      phone: fc.constant('+919800000002'),
      person: fc.constant({ ...NAMESAKE, name: 'Asha' }),
    };
    const reasons = reasonsFrom(outside, 5);
    const { left } = await forgotten(reasons, name);
    expect(left).toEqual(JSON.parse(JSON.stringify(reasons)));
    expect(left.map((reason) => reasonWords(reason ?? ''))).toEqual(
      reasons.map((reason) => reasonWords(reason)),
    );
  },
);

test('a namesake stays in every reason (promise 19)', async () => {
  const person = { ...NAMESAKE, name: 'Asha Rao' };
  const outside = {
    word: fc.constant('vip'),
    phone: fc.constant('+919800000002'),
    person: fc.constant(person),
  };
  const named = reasonsFrom(outside, 5).filter((reason) => JSON.stringify(reason).includes('Asha Rao'));
  const { left } = await forgotten(named, 'Asha Rao');
  expect(left).toEqual(JSON.parse(JSON.stringify(named)));
});

test('a contact whose name and number cannot be read is no person of its own: its data goes by the words in it (promise 19)', async () => {
  const name = 'Zaphira Quillfeather';
  const dataDir = folder();
  const store = await openStore(dataDir);
  const before = contact(500, { phone_number: NUMBER, name });
  await store.savePlan(plan('theirs', { state: 'done' }), [item(1, { contact_id: 'c500', before })]);
  const unreadable = { phone_number: '[null]', name: `["${name}", "${NUMBER}"]` };
  const warning = { say: 'unreadable', contact: { ...NAMESAKE, name: 'Asha', unreadable } } as const;
  await store.savePlan(plan('others', { warnings: [warning] }), []);
  await store.forget(NUMBER, FORGETTING);
  await store.close();
  for (const trace of ['Quillfeather', NUMBER.slice(1)])
    expect(bytesIn(dataDir).includes(trace), trace).toBe(false);
});
