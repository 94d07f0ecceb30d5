import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { crowd, fill, type Person, pick } from '../tools/world.ts';

/** City by city; the last four have an odd one. */
const CITIES: unknown[] = ['Jaipur', 'jaipur ', 'KANPUR', 'Kan-pur', 'Pune', '', ' \u2800', null, {}, []];
const SEATS: unknown[] = [9, '10', 11.5, 'ten', '', null, '2e1', 'n/a', 'ten', { a: 1 }];

const PEOPLE: Person[] = crowd(11, (n) => ({
  custom_attributes:
    n > 10 ? {} : { city: CITIES[n - 1], seats: SEATS[n - 1], since: n % 2 ? `2025-0${n}-01` : '01/02/2025' },
}));

async function world() {
  const harness = await start();
  fill(harness.sandbox, ...PEOPLE);
  const find = async (condition: object, others: object = {}) => {
    const args = { attributes: [condition], sample: 50, ...others };
    const { data, isError, text } = await harness.call('find_contacts', args);
    const ids = isError ? text : pick(data['sample'], 'id').map((id) => Number(String(id).slice(1)));
    return {
      ids: Array.isArray(ids) ? ids.toSorted((a, b) => a - b) : ids,
      summary: String(data['summary']),
    };
  };
  return { ...harness, find };
}

describe('a filter by an attribute', () => {
  test.each([
    ['equals', { value: 'JAIPUR' }, [1, 2]],
    ['equals', { values: ['pune', 'kanpur'] }, [3, 5]],
    ['equals', { value: 'pune', values: ['kanpur'] }, [3, 5]],
    ['equals', { value: '', values: ['pune'] }, [5]],
    ['contains', { value: '', values: ['pune'] }, [5]],
    ['contains', { values: ['PUR', 'une'] }, [1, 2, 3, 4, 5]],
    ['not_equals', { values: ['jaipur', 'pune', 'kanpur', 'kan-pur'] }, [6, 7, 9, 10]],
    ['exists', {}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['missing', {}, [11]],
    ['empty', {}, [6, 7, 8, 9, 10]],
    ['empty', { value: '', values: [] }, [6, 7, 8, 9, 10]],
    ['exists', { value: null, values: '' }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['equals', { value: 'Pune', values: false }, [5]],
    ['equals', { value: 'Pune', values: {} }, [5]],
  ])('%s %j', async (op, rest, ids) => {
    const { find } = await world();
    expect((await find({ key: 'city', op, ...rest })).ids).toEqual(ids);
  });

  test.each([' ', '\t', '\u00a0', '\u2800', '\u200b', ''])('`contains` of %j is refused', async (value) => {
    const { find, sandbox } = await world();
    for (const blank of [{ value }, { values: [value] }, { values: ['a', value] }]) {
      const { ids } = await find({ key: 'city', op: 'contains', ...blank });
      if (value === '' && 'value' in blank) expect(ids).toContain('needs a `value`');
      else expect(ids).toMatch(/"contains" on "city" needs a `value` that is not blank/);
    }
    expect(sandbox.requests).toEqual([]);
  });

  test('says what it cannot compare, of the contacts that pass the other filters', async () => {
    const { find } = await world();
    const greater = await find({ key: 'seats', op: 'greater', value: 9 });
    expect(greater.ids).toEqual([2, 3, 7]);
    expect(greater.summary).toMatch(
      /6 contacts that fit otherwise are left out: "seats" cannot be compared with "9", being empty \(2\), "ten" \(2\), .*"n\/a" \(1\)/,
    );
    expect((await find({ key: 'seats', op: 'less', value: 10 }, { ids: ['p1', 'p4'] })).summary).toMatch(
      /^1 contact matches\. 1 contact that fits otherwise is left out: .*being "ten" \(1\)\./,
    );
    expect((await find({ key: 'seats', op: 'less', value: 10 }, { ids: ['p1'] })).summary).not.toContain(
      'left out',
    );
  });

  test('says who has no value and so is not "not equal", of the contacts that pass the other filters', async () => {
    const { find } = await world();
    const other = await find({ key: 'city', op: 'not_equals', value: 'Pune' });
    expect(other.ids).toEqual([1, 2, 3, 4, 6, 7, 9, 10]);
    expect(other.summary).toContain('2 contacts that fit otherwise have no "city" and are not counted.');
    const one = await find({ key: 'city', op: 'not_equals', value: 'Pune' }, { ids: ['p1', 'p11'] });
    expect(one.summary).toContain('1 contact that fits otherwise has no "city" and is not counted.');
    const all = await find({ key: 'city', op: 'not_equals', value: 'Pune' }, { ids: ['p1', 'p2'] });
    expect(all.summary).toBe('2 contacts match.');
  });

  test('says how many values `greater` and `less` compared by the alphabet', async () => {
    const { find } = await world();
    const { ids, summary } = await find({ key: 'seats', op: 'greater', value: 'seven' });
    expect(ids).toEqual([4, 9, 10]);
    expect(summary).toContain('`greater` compared 8 values of "seats" as words, by the alphabet.');
    const less = await find({ key: 'city', op: 'less', value: 'k' }, { ids: ['p1', 'p11'] });
    expect(less.summary).toContain('`less` compared 1 value of "city" as words, by the alphabet.');
    for (const value of ['10', '2025-06-01'])
      expect((await find({ key: 'seats', op: 'less', value })).summary).not.toContain('as words');
  });

  test('compares dates with dates alone, and says how others are written', async () => {
    const { find } = await world();
    const { ids, summary } = await find({ key: 'since', op: 'less', value: '2025-06-01' });
    expect(ids).toEqual([1, 3, 5]);
    expect(summary).toContain('"since" cannot be compared with "2025-06-01", being "01/02/2025" (5)');
  });

  test('says which values it found, other spellings, and values that nobody has', async () => {
    const { find } = await world();
    expect((await find({ key: 'city', op: 'contains', value: 'pur' })).summary).toMatch(
      /"city" is "Jaipur" \(2\), "KANPUR" \(1\) and "Kan-pur" \(1\)\.$/,
    );
    expect((await find({ key: 'city', op: 'equals', value: 'kanpur' })).summary).toBe(
      '1 contact matches. Other spellings in "city" are not included: "Kan-pur" (1).',
    );
    expect((await find({ key: 'city', op: 'not_equals', value: 'kanpur' })).summary).toContain(
      'Other spellings in "city" are not left out: "Kan-pur" (1).',
    );
    expect((await find({ key: 'city', op: 'equals', values: ['Pune', 'Jaipour'] })).summary).toContain(
      'Nobody has "city" equal to "Jaipour"; there is "Jaipur" (2).',
    );
    expect((await find({ key: 'city', op: 'equals', value: 'pune' })).summary).toBe('1 contact matches.');
    expect((await find({ key: 'seats', op: 'equals', values: ['20', '9.0'] })).summary).not.toContain(
      'Nobody',
    );
  });

  test('names the values that a text is in, where they are not the text alone', async () => {
    const { call } = await world();
    const summaryOf = async (text: string) => String((await call('find_contacts', { text })).data['summary']);
    expect(await summaryOf('pur')).toBe(
      '4 contacts match. "pur" is in: attribute city (4). It is in "city" as "Jaipur" (2), "KANPUR" (1) and "Kan-pur" (1).',
    );
    expect(await summaryOf('pune')).toBe('1 contact matches. "pune" is in: attribute city (1).');
  });
});

describe('hostile values', () => {
  test('keep a summary short and in one line', async () => {
    const { call, sandbox } = await start();
    const odd = (n: number) => `${n}\u202e", \n${'long '.repeat(400)}`;
    fill(sandbox, ...crowd(40, (n) => ({ custom_attributes: { [odd(1)]: odd(n), constructor: n } })));
    for (const op of ['contains', 'greater', 'equals']) {
      const values = op === 'equals' ? crowd(100).map((_, n) => odd(n)) : ['5'];
      const { data, isError } = await call('find_contacts', {
        attributes: [{ key: odd(1), op, values }],
        sample: 0,
      });
      expect(isError).toBe(false);
      expect(String(data['summary']).length).toBeLessThan(2000);
      expect(data['summary']).not.toMatch(/[\n\u202e]/);
    }
    const { data } = await call('find_contacts', { text: 'long' });
    expect(String(data['summary']).length).toBeLessThan(2000);
  });
});
