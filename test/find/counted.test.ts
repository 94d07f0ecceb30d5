import { expect, test } from 'vitest';
import { countTags } from '../../src/find/tags/tagCounts.ts';
import { countValues } from '../../src/find/values.ts';
import type { Contact } from '../../src/model/contact.ts';

const person = { id: 'p', phone_number: '+919000000001', name: 'Asha', created_at: '', updated_at: '' };

test('empty values are counted apart from texts that are written like them', async () => {
  const values = ['null', null, '{}', {}, 'null', null, '[]', [], '\u200b', '\u200b'];
  const contacts = values.map((x): Contact => ({ ...person, tags: [], custom_attributes: { x } }));
  const counted = await countValues(contacts, 'x');
  expect(counted).toEqual({
    empty: 6,
    values: [
      ['null', 2],
      ['{}', 1],
      ['[]', 1],
    ],
  });
});

test('a tag that the service sent twice counts once for its contact', () => {
  const contacts = [['a', 'a', 'b'], ['a'], []].map(
    (tags): Contact => ({ ...person, tags, custom_attributes: {} }),
  );
  const { counts, untagged } = countTags(contacts);
  expect([[...counts], untagged]).toEqual([
    [
      ['a', 2],
      ['b', 1],
    ],
    1,
  ]);
});
