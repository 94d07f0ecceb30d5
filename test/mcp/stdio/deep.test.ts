import { expect, test } from 'vitest';
import { answersTo, helloIn, lineOf, requestIn } from './connect.ts';

const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`;
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const quoted = (json: string) => JSON.stringify(json);

/** A tool, its arguments as JSON text, and the argument at fault. */
const DEEP: [tool: string, args: string, at: string][] = [20_000, 200_000].flatMap((levels) => [
  ['update_contact', `{"contact":"x","set_attributes":{"a":${nested(levels)}}}`, 'set_attributes'],
  [
    'update_contact',
    `{"contact":"x","set_attributes":${quoted(`{"a":${nested(levels)}}`)}}`,
    'set_attributes',
  ],
  ['create_contact', `{"custom_attributes":${objects(levels)}}`, 'custom_attributes'],
  ['list_contacts', `{"search":${nested(levels)}}`, 'search'],
  ['find_contacts', `{"attributes":[{"key":"a","op":"equals","value":${nested(levels)}}]}`, 'attributes'],
  ['find_contacts', `{"attributes":${quoted(nested(levels))}}`, 'attributes'],
  ['plan_merge', `{"groups":${nested(levels)}}`, 'groups'],
  ['list_tags', `{"unknown":${nested(levels)}}`, 'unknown'],
]);

async function answered(era: 'legacy' | 'modern', tool: string, args: string) {
  const call = JSON.stringify(requestIn(era, 1, 'tools/call', { name: tool, arguments: {} }));
  const line = lineOf(call.replace('"arguments":{}', `"arguments":${args}`));
  const { answers, sandbox } = await answersTo([...(era === 'legacy' ? [helloIn('2025-11-25')] : []), line]);
  return { answer: answers.at(-1), sandbox };
}

test.each(['legacy', 'modern'] as const)(
  'arguments that lie too deep within each other are refused by name, %s era',
  async (era) => {
    for (const [tool, args, at] of DEEP) {
      const { answer, sandbox } = await answered(era, tool, args);
      const text = expect.stringMatching(
        new RegExp(
          `^\`${at}\` has more than 100 lists or objects within each other[\\s\\S]*\nNext: Call again`,
        ),
      );
      expect(answer).toMatchObject({ id: 1, result: { isError: true, content: [{ text }] } });
      expect(sandbox.requests).toEqual([]);
    }
  },
);

test('a value of a hundred levels is taken', async () => {
  const args = `{"phone_number":"+919876543210","name":"A","custom_attributes":{"a":${nested(98)}}}`;
  const { sandbox } = await answered('modern', 'create_contact', args);
  expect(sandbox.writes().map(({ body }) => JSON.stringify(body))).toEqual([
    expect.stringContaining(nested(98)),
  ]);
});
