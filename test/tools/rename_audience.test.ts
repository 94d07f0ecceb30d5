import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { plan } from './plans.ts';
import { crowd, fill, type Person } from './world.ts';

async function textOf(people: readonly Person[], args: Record<string, unknown>): Promise<string> {
  const server = await start();
  fill(server.sandbox, ...people);
  return String((await plan(server, 'plan_update', args)).answer.data['text']);
}

const with_ = (count: number, ...tags: string[]) => crowd(count, () => ({ tags }));

describe('a rename to a tag that others have', () => {
  test('says how many have it, and that campaigns to it reach the renamed, too', async () => {
    const text = await textOf([...with_(3, 'diwali 2025'), ...with_(4, 'newsletter')], {
      rename_tags: { 'diwali 2025': 'newsletter' },
    });
    expect(text).toContain(
      '\n4 others have "newsletter" already: from then on, campaigns to it reach these 3, too.\n',
    );
  });

  test('counts those who have both names among those who have it already', async () => {
    const text = await textOf([...with_(2, 'a', 'b'), ...with_(1, 'a')], { rename_tags: { a: 'b' } });
    expect(text).toContain(
      '\n2 others have "b" already: from then on, campaigns to it reach this one, too.\n',
    );
  });

  test('says it of each of several new tags', async () => {
    const people = [...with_(2, 'a', 'c'), ...with_(3, 'b'), ...with_(4, 'd')];
    expect(await textOf(people, { rename_tags: { a: 'b', c: 'd' } })).toContain(
      '\nOthers have the new tags already: "b" (3) and "d" (4). From then on, campaigns to these tags reach those who get them, too.\n',
    );
  });

  test('says so where they were not counted', async () => {
    const people = [...with_(2, 'a'), ...with_(5001, 'b')];
    expect(await textOf(people, { rename_tags: { a: 'b' } })).toContain(
      '\nWho has "b" already was not counted; from then on, campaigns to it reach these 2, too.\n',
    );
  });

  test('says nothing of it where nobody has it', async () => {
    expect(await textOf(with_(2, 'a'), { rename_tags: { a: 'b' } })).not.toContain('already');
  });
});

describe('of people who opted out, a rename', () => {
  const OUT = { name: 'Mohan', tags: ['opted-out', 'VIP'] };

  test('names those whom campaigns to the new name did not reach before', async () => {
    const text = await textOf([OUT, ...with_(2, 'VIP'), ...with_(2, 'vip')], { rename_tags: { VIP: 'vip' } });
    expect(text).toMatch(
      /\n1 of them opted out, and from then on campaigns to "vip" reach this person: "Mohan" \(\+\d+\)\.\n/,
    );
    expect(text).not.toContain('as before');
  });

  test('tells those who have both names from them', async () => {
    const both = { tags: ['opted-out', 'VIP', 'vip'] };
    expect(await textOf([OUT, both, both], { rename_tags: { VIP: 'vip' } })).toMatch(
      /\n1 of them opted out, and .* reach this person: "Mohan" \(\+\d+\)\. 2 more opted out and stay in that audience, as before\.$/,
    );
  });

  test('names them where two tags become one that is new', async () => {
    const text = await textOf([OUT, ...with_(2, 'v.i.p')], { rename_tags: { VIP: 'vip', 'v.i.p': 'vip' } });
    expect(text).toMatch(/campaigns to "vip" reach this person: "Mohan"/);
  });

  test('names them where others keep the old tag: the new one is another audience', async () => {
    const people = [OUT, ...with_(2, 'VIP')];
    expect(await textOf(people, { contacts: ['p1'], rename_tags: { VIP: 'vip' } })).toMatch(
      /campaigns to "vip" reach this person: "Mohan"/,
    );
  });

  test('says that they stay where all keep one audience under another name', async () => {
    const text = await textOf([OUT, ...with_(2, 'VIP')], { rename_tags: { VIP: 'vip' } });
    expect(text).toContain('\n1 of them opted out and stays in that audience, as before.\n');
  });

  test('moves no audience when it renames the opt-out itself: no campaign was aimed at it', async () => {
    const text = await textOf([{ tags: ['dnd'] }, { tags: ['opted-out'] }], {
      rename_tags: { dnd: 'opted-out' },
    });
    expect(text).not.toMatch(/campaign|audience/i);
  });
});

describe('the advice to aim campaigns at the new tag', () => {
  test('is left out where others keep the old one', async () => {
    const args = { contacts: ['p1'], rename_tags: { customer: 'vip' } };
    const text = await textOf(with_(3, 'customer'), args);
    expect(text).toContain(
      '\n"customer" stays on 2 other contacts: from then on, campaigns to it reach only those.\n',
    );
    expect(text).not.toMatch(/Aim campaigns|reaches nobody/);
  });

  test('is given of the other tags', async () => {
    const people = [{ tags: ['a', 'b'] }, ...with_(1, 'a')];
    const text = await textOf(people, { contacts: ['p1'], rename_tags: { a: 'x', b: 'y' } });
    expect(text).toContain('\nAim campaigns at "y" instead of "b" from then on: ');
    expect(text).toContain('\n"a" stays on 1 other contact: ');
  });
});
