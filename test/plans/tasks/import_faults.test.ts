import { expect, test } from 'vitest';
import type { Dialect } from '../../../src/sandbox/dialect.ts';
import type { Fault } from '../../../src/sandbox/faults.ts';
import { crowd, fill, numberOf } from '../../tools/world.ts';
import { counting } from '../counts.ts';
import { finished, itemsOf, people, planned, SHEET, withSheet } from '../sheets.ts';

/** 60 rows: 40 new people, 8 of them with a city; 12 who are there, of whom 2 have all of it and 2 opted out; 8 numbers twice. */
const [THERE, NEW, TWICE] = [12, 40, 8];
const ROWS = [
  ...crowd(THERE + NEW).map((_, index) => rowOf(index + 1)),
  ...crowd(TWICE).map(() => rowOf(20)),
];
const CSV = `phone,name,tags,city\n${ROWS.join('\n')}\n`;
const CITY = { columns: { city: 'city' } };

function rowOf(n: number): string {
  return `${numberOf(n)},Guest ${n},"expo, lead",${n <= 4 || n > 44 ? 'Pune' : ''}`;
}

function wanted(n: number) {
  const custom_attributes = n <= 4 || n > 44 ? { city: 'Pune' } : {};
  return { phone_number: numberOf(n), name: `Guest ${n}`, tags: ['expo', 'lead'], custom_attributes };
}

async function world(dialect: Partial<Dialect>) {
  const timing = { timeoutMs: 300 };
  const made = await withSheet(CSV, { sandbox: { dialect: { lateMs: 60, ...dialect } }, timing });
  const full = { tags: ['lead', 'expo'], custom_attributes: { city: 'Pune' } };
  fill(
    made.sandbox,
    ...crowd(THERE, (n) =>
      n <= 2 ? full : { name: `Curated ${n}`, tags: n <= 10 ? ['vip'] : ['opted-out'] },
    ),
  );
  return made;
}

const DIALECTS: Partial<Dialect>[] = [
  {},
  { importTags: 'overwrite', existing: 'upsert', tagStyle: 'lower-trim-sorted', maxLimit: 50 },
  { order: 'shuffled', importMax: 7, existing: 'invalid', listShape: 'data', importRow: 'file' },
  { searchPlus: 'breaks', tagStyle: 'sorted', importMax: 25, putReply: 'empty', nullFields: true },
];

const POST = { method: 'POST', path: 'import' };
const all = (fault: Omit<Fault, 'method'>): Fault[] =>
  ['POST', 'PUT'].map((method) => ({ method, ...fault }));
const FAULTS: [string, Fault[]][] = [
  ['a connection dropped before', all({ action: { drop: 'before' } })],
  ['a connection dropped afterwards', all({ action: { drop: 'after' } })],
  ['connections dropped twice', all({ times: 2, action: { drop: 'before' } })],
  ['every third connection dropped afterwards', all({ rate: 0.34, times: 9, action: { drop: 'after' } })],
  ...[500, 502, 503].flatMap((status): [string, Fault[]][] => [
    [`${status} before`, all({ action: { status } })],
    [`${status} afterwards`, all({ action: { status, applied: true } })],
  ]),
  ['a proxy page', all({ action: { html: 502 } })],
  ['429 with a time', all({ times: 2, action: { status: 429, headers: { 'retry-after': '0.05' } } })],
  ['an unreadable reply', all({ action: { garbage: true } })],
  ['half a reply', all({ action: { truncate: true } })],
  ['a reply that comes too late', [{ ...POST, action: { delay: 400 } }]],
  ['a request that lands late', [{ ...POST, action: { drop: 'after', late: true } }]],
  ['reads that fail before it sends', [{ method: 'GET', times: 4, action: { status: 500 } }]],
];

/** Each fault under one dialect, the next under the next; all dialects without one. */
const CASES = [
  ...DIALECTS.map((dialect) => ['nothing', dialect, []] as const),
  ...FAULTS.map(([what, faults], index) => [what, DIALECTS[index % 4] ?? {}, faults] as const),
  // 40, 20, 10 and 5 rows: that a request was too large is no attempt.
  [
    'drops once the size is known',
    DIALECTS[2] ?? {},
    all({ nth: 5, times: 2, action: { drop: 'before' } }),
  ] as const,
  // Of 40, 20 and 10 rows each is lost once before it is said to be too large.
  [
    'drops until the size is known',
    DIALECTS[2] ?? {},
    [1, 3, 5, 7].map((nth) => ({ ...POST, nth, action: { drop: 'before' } }) as const),
  ] as const,
  ...FAULTS.slice(0, 8).map(
    ([what, faults], index) => [what, DIALECTS[(index + 1) % 4] ?? {}, faults] as const,
  ),
];

test.each(CASES)(
  'an import that meets %s under %o creates and changes each once, says so, and is undone (promises 3, 5)',
  async (_what, dialect, faults) => {
    const made = await world(dialect);
    const { sandbox } = made;
    const before = people(sandbox);
    const plan = await planned(made, { path: SHEET, ...CITY });
    expect(plan.data).toMatchObject({
      rows: { valid: 52, invalid: 0, duplicate: 8 },
      counts: { selected: 52, to_change: 48, unchanged: 2, protected: 2 },
    });
    for (const fault of faults) sandbox.fault(fault);
    expect(await finished(made, plan)).toMatchObject({
      state: 'done',
      counts: counting({ done: 48, failed: 0, unknown: 0, drifted: 0, protected: 2, unchanged: 2 }),
    });
    const added = Array.from({ length: NEW }, (_, index) => wanted(THERE + 1 + index));
    expect(people(sandbox).slice(THERE)).toEqual(added);
    const kept = people(sandbox).slice(2, THERE);
    expect(kept.map(({ name, tags }) => [name, tags.join()])).toEqual(
      kept.map((_, index) => [`Curated ${index + 3}`, index < 8 ? 'expo,lead,vip' : 'opted-out']),
    );
    const done = (await itemsOf(made, plan.plan_id)).filter(({ state }) => state === 'done');
    for (const { after } of done) expect(sandbox.account.get(after?.id ?? '').tags).toContain('expo');
    sandbox.reset();
    const undo = await planned(made, { plan_id: plan.plan_id }, 'plan_undo');
    expect(await finished(made, undo)).toMatchObject({
      state: 'done',
      counts: counting({ done: 48, failed: 0 }),
    });
    expect(people(sandbox)).toEqual(before);
  },
);
