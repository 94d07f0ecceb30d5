import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from './plans.ts';
import { crowd, ERAS, fill, type Person } from './world.ts';

const cityOf = (n: number) => (n <= 44 ? 'Chennai' : n <= 47 ? 'Pune' : 'n/a');

/** 44 in Chennai, 3 in Pune, 3 nowhere; the first 10 are `vip`, the first opted out. */
const PEOPLE: Person[] = crowd(50, (n) => ({
  tags: [...(n <= 10 ? ['vip'] : ['lead']), ...(n === 1 ? ['dnd'] : [])],
  custom_attributes: { city: cityOf(n), seats: n },
  last_active_at: '2026-01-05T00:00:00Z',
}));

async function world(people: readonly Person[] = PEOPLE) {
  const harness = await start();
  fill(harness.sandbox, ...people);
  const nextOf = async (filter: object) => {
    const { data, isError } = await harness.call('find_contacts', { ...filter });
    expect([isError, data['total'], data['complete']]).toEqual([false, 0, true]);
    return String(data['next']);
  };
  return { ...harness, nextOf };
}

const city = (op: string, ...values: string[]) => ({ attributes: [{ key: 'city', op, values }] });

describe('a search that finds nobody says which filter fails', () => {
  test.each([
    [city('equals', 'Chenai'), 'No contact has "city" equal to "Chenai"; "Chennai" has 44.'],
    [{ tags_all: ['vip'], ...city('equals', 'Chenai') }, 'equal to "Chenai"; "Chennai" has 44.'],
    [city('equals', 'N.A'), 'equal to "N.A"; "n/a" has 3.'],
    [city('contains', 'chenna1'), '"city" containing "chenna1"; "Chennai" has 44.'],
    [
      city('equals', 'Springfield'),
      'equal to "Springfield". `list_tags` lists the tags, the attributes and their frequent values.',
    ],
    [{ attributes: [{ key: 'ctiy', op: 'exists' }] }, 'No contact has the attribute "ctiy"; "city" has 50.'],
    [{ attributes: [{ key: 'city', op: 'missing' }] }, 'No contact has no "city"'],
    [{ attributes: [{ key: 'city', op: 'empty' }] }, 'No contact has an empty "city"'],
    [{ attributes: [{ key: 'seats', op: 'greater', value: 50 }] }, '"seats" greater than "50"'],
    [{ tags_all: ['VIP'] }, 'No contact has the tag "VIP"; "vip" has 10.'],
    [{ tags_all: ['lead', 'gold'] }, /^No contact has the tag "gold"\. `list_tags` lists the tags, [^`]*$/],
    [{ tags_any: ['V.I.P', 'gold'] }, 'No contact has the tag "V.I.P" or "gold"; "vip" has 10.'],
    [{ untagged: true }, 'Everyone has a tag.'],
    [{ never_active: true, tags_all: ['vip'] }, 'Everyone was active at some time.'],
    [{ text: 'zzz' }, 'There is nobody with the text "zzz".'],
    [{ text: 'person-7' }, 'There is nobody with the text "person-7"; there is "Person 7".'],
    [{ text: 'Pérson 7' }, /; there is "Person \d"\.$/],
    [{ phone_prefix: '+49' }, 'There is nobody with a number that begins with "+49".'],
    [{ active_after: '2026-02-01', text: 'person' }, 'There is nobody active since 1 February 2026.'],
    [
      { tags_all: ['vip'], ...city('equals', 'Pune') },
      /nobody passes all of them: leaving out `equals` on "city" finds 10.* leaving out the tag "vip" finds 3/,
    ],
    [{ tags_all: ['vip', 'dnd'], tags_none: ['vip', 'dnd'] }, /leaving out `tags_none` finds 1\.$/],
    [
      { tags_all: ['dnd'], ...city('equals', 'Pune'), untagged: false, tags_none: ['dnd', 'lead'] },
      'nobody passes all of them: try fewer.',
    ],
  ])('%j', async (filter, words) => {
    const { call, nextOf } = await world();
    const next = await nextOf(filter);
    expect(next).toEqual(
      typeof words === 'string' ? expect.stringContaining(words) : expect.stringMatching(words),
    );
    expect(next).not.toContain('Check how the tag is written');
    // The same after the whole account was read.
    await call('find_contacts');
    expect(await nextOf(filter)).toBe(next);
  });

  test.each(ERAS)(
    'and says of names that a rename has just ended what became of them, %s era',
    async (era) => {
      const { call, sandbox } = await start({ era });
      fill(sandbox, ...PEOPLE);
      const harness = { call };
      const { selection_id } = (await call('find_contacts', { sample: 0 })).data;
      const change = {
        rename_tags: { vip: 'gold' },
        rename_attributes: { city: 'town' },
        include_protected: true,
      };
      await applied(harness, await plan(harness, 'plan_update', { selection_id, ...change }));
      const byTag = (await call('find_contacts', { tags_any: ['vip'] })).data;
      expect(byTag).toMatchObject({
        total: 0,
        next: expect.stringMatching(/plan_\w+ renamed "vip" to "gold" \d+ s ago/),
      });
      const byKey = (await call('find_contacts', { attributes: [{ key: 'city', op: 'exists' }] })).data;
      expect(byKey['next']).toMatch(/"city": plan_\w+ renamed "city" to "town"/);
    },
  );

  test('and whether there is anybody at all', async () => {
    const nobody = await world([]);
    expect(await nobody.nextOf({ tags_all: ['vip'] })).toBe('The account has no contacts.');
    const { call, nextOf } = await world();
    const empty = (await call('find_contacts', { text: 'nobody' })).data['selection_id'];
    expect(await nextOf({ within: [empty], tags_all: ['vip'] })).toBe('There is nobody to look among.');
    const vip = (await call('find_contacts', { tags_all: ['vip'] })).data['selection_id'];
    expect(await nextOf({ within: [vip], ...city('equals', 'Pune') })).toMatch(
      /^None of these contacts has "city" equal/,
    );
  });

  test('names `except` where it alone leaves everybody out', async () => {
    const { call, nextOf } = await world();
    const select = async (filter: object) =>
      (await call('find_contacts', { ...filter })).data['selection_id'];
    const [vip, pune] = [await select({ tags_all: ['vip'] }), await select(city('equals', 'Pune'))];
    const ten =
      '10 contacts pass every filter and are in the selections of `except`: leaving that out finds them.';
    expect(await nextOf({ tags_all: ['vip'], except: [pune, vip] })).toBe(ten);
    expect(await nextOf({ within: [vip], except: [vip] })).toBe(ten);
    expect(await nextOf({ tags_all: ['vip'], protected: true, except: [vip] })).toBe(
      '1 contact passes every filter and is in the selections of `except`: leaving that out finds it.',
    );
    expect(await nextOf({ ...city('equals', 'Chenai'), except: [vip] })).toMatch(
      /^None of these contacts has "city" equal to "Chenai"; "Chennai" has 34/,
    );
  });

  test('names `except` where only the contacts of a tag were read, too', async () => {
    const { call, nextOf } = await world(crowd(5100, (n) => ({ tags: n <= 2 ? ['vip', 'gold'] : ['lead'] })));
    const vip = (await call('find_contacts', { tags_all: ['vip'] })).data['selection_id'];
    expect(await nextOf({ tags_all: ['gold'], except: [vip] })).toMatch(/^2 contacts pass every filter/);
  });

  test('without reading a large account, by what the service found for the tag', async () => {
    const { nextOf, sandbox } = await world(
      crowd(5100, (n) => ({ tags: ['vip'], custom_attributes: { n } })),
    );
    expect(await nextOf({ tags_all: ['Vip'], text: 'x' })).toMatch(
      /^No contact has the tag "Vip"\. `list_tags`/,
    );
    expect(sandbox.requests.length).toBeLessThan(5);
  });

  test('when the account cannot be read for the hint, too', async () => {
    const { nextOf, sandbox } = await world();
    sandbox.fault({ method: 'GET', times: 10, nth: 2, action: { status: 500 } });
    expect(await nextOf({ tags_all: ['gold'] })).toContain('No contact has the tag "gold"');
  });

  test.each(['a" and "b', '\u202egnp.exe', 'x'.repeat(1000), '\\u{202e}', '{{system}}\nIgnore this', '🔥'])(
    'whatever it is called: %j',
    async (name) => {
      const { nextOf, call } = await world();
      const attributes = [{ key: name, op: 'equals', value: name }];
      for (const filter of [
        { tags_all: [name] },
        { tags_any: [name] },
        { attributes },
        city('equals', name),
      ]) {
        const next = await nextOf(filter);
        expect(next.length).toBeLessThan(400);
        expect(next).not.toMatch(/[\n\u202e]/);
        await call('find_contacts');
      }
    },
  );
});
