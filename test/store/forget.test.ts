import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SheetNote } from '../../src/model/sheetNotes.ts';
import type { Store } from '../../src/store/contract.ts';
import { openStore } from '../../src/store/open.ts';
import { warningsWords } from '../../src/words/plans/warnings.ts';
import { start } from '../harness.ts';
import { ACCOUNT, contact, FORGETTING, item, plan, selection } from './samples.ts';
import { bytesIn, folder, open } from './world.ts';

const NUMBER = '+919812345678';
const OTHER_NUMBER = '+919855555555';
const NAME = 'Zaphira Quillfeather';
const NOTHING = { adds: [], removes: [], sets: {}, unsets: [] };
const person = (facts: object = {}) => contact(500, { phone_number: NUMBER, name: NAME, ...facts });
const theirs = (seq: number, facts: object = {}) =>
  item(seq, { contact_id: 'c500', before: person(), ...facts });

async function fill(store: Store): Promise<void> {
  await store.savePlan(
    plan('ended', {
      state: 'done',
      summary: `Rename ${NAME} (${NUMBER})`,
      warnings: [`${NAME} was active today`],
      reason: `about ${NUMBER}.`,
    }),
    [
      theirs(1, { state: 'done', after: person() }),
      item(2, { state: 'failed', reason: `a double of ${NUMBER}` }),
    ],
  );
  await store.savePlan(plan('moved', { kind: 'delete', state: 'stopped' }), [
    item(3, {
      contact_id: 'c7',
      before: contact(7, { name: NAME }),
      task: { do: 'renumber', phone_number: NUMBER },
    }),
    theirs(4, { before: person({ phone_number: OTHER_NUMBER }) }),
    theirs(5, {
      contact_id: 'c9',
      task: { do: 'create', contact: person(), replaces: 'c9' },
      before: contact(9),
    }),
  ]);
  await store.savePlan(plan('going', { state: 'running' }), [theirs(1), item(2)]);
  await store.addSelection(selection('s1', { ids: ['c1', 'c500', 'c2'] }));
  await store.addSelection(selection('s2', { filter: { text: NAME } }));
}

describe('forgetting a number', () => {
  test('leaves neither the number nor the name in any file (promise 19)', async () => {
    const dataDir = folder();
    const store = await openStore(dataDir);
    await fill(store);
    const second = await openStore(dataDir);
    expect(await second.forget(NUMBER, FORGETTING)).toBe(5);
    await second.close();
    // The files as they lie on the disk now, with the log, before closing the store could clean up more.
    const bytes = bytesIn(dataDir);
    for (const trace of [NUMBER.slice(1), OTHER_NUMBER.slice(1), NAME, 'Quillfeather']) {
      expect(bytes.includes(trace), trace).toBe(false);
    }
    expect(bytes).toContain('Person 2');
    await store.close();
  });

  test('deletes the items of ended plans, and blanks those of plans that go on (promise 19)', async () => {
    const store = await open();
    await fill(store);
    await store.forget(NUMBER, FORGETTING);
    expect((await store.listItems('ended', { limit: 9 })).map(({ seq }) => seq)).toEqual([2]);
    expect(await store.listItems('moved', { limit: 9 })).toEqual([]);
    expect(await store.listItems('going', { limit: 9 })).toMatchObject([
      {
        contact_id: '',
        state: 'failed',
        reason: { say: 'forgotten' },
        before: { name: '', phone_number: '', tags: [] },
      },
      { contact_id: 'c2', state: 'pending' },
    ]);
  });

  test('takes the person out of sentences and selections, and leaves the rest (promise 19)', async () => {
    const store = await open();
    await fill(store);
    await store.forget(NUMBER, FORGETTING);
    expect(await store.findPlan(ACCOUNT, 'ended')).toMatchObject({
      summary: 'Rename (forgotten) ((forgotten))',
      warnings: ['(forgotten) was active today'],
      reason: 'about (forgotten).',
    });
    expect(await store.listItems('ended', { limit: 9 })).toMatchObject([
      { reason: 'a double of (forgotten)' },
    ]);
    expect(await store.findSelection(ACCOUNT, 's1')).toMatchObject({ ids: ['c1', 'c2'] });
    expect(await store.findSelection(ACCOUNT, 's2')).toBeUndefined();
  });

  test('takes the person out of facts by id and number, and leaves namesakes (promise 19)', async () => {
    const store = await open();
    const { id, phone_number, name } = person();
    const known = { id, phone_number, name };
    const namesake = { id: 'c1', phone_number: '+919800000001', name: NAME };
    const gone = { id: '', phone_number: '(forgotten)', name: '(forgotten)' };
    const scope = {
      where: 'the sandbox',
      selected: 2,
      overruled: 0,
      left: { protected: 1, drifted: 0, gone: 0, unchanged: 0, left_over: 0 },
      opted_out: { first: [known], count: 1 },
    };
    const changed = (first: object) => ({ first: [first, namesake], count: 2 });
    const found = { filter: { text: 'quillf' } };
    const nothing = { first: [], count: 0 };
    const parts = {
      ...{ adds: nothing, removes: nothing, clears: false, renames: [], moves: [] },
      names: { to: NAME, contacts: 2 },
      sets: { first: [{ key: 'knows', value: NAME, contacts: 2 }], count: 1 },
      unsets: nothing,
    };
    const planned = {
      say: 'update' as const,
      parts,
      scope: { ...scope, changed: { first: [known, namesake], count: 2 }, found },
    };
    const drifted = { say: 'drifted', people: { first: [known], count: 1 } } as const;
    await store.savePlan(plan('p1', { summary: planned, warnings: [drifted, { say: 'new number' }] }), [
      theirs(1),
      item(2, { state: 'protected', reason: { say: 'opted out', contact: known } }),
    ]);
    const undo = { say: 'undo', plan_id: 'p1', undone: planned, of: 2, parts } as const;
    const does = { changed: 1, created: 0, deleted: 0, replaced: 0 };
    const again = { ...scope, changed: { first: [known], count: 1 } };
    await store.savePlan(plan('p2', { undoes: 'p1', summary: { ...undo, does, scope: again } }), []);
    expect(await store.forget(NUMBER, FORGETTING)).toBe(1);
    const left = {
      parts: { names: { to: '(forgotten)' }, sets: { first: [{ value: '(forgotten)' }] } },
      scope: { changed: changed(gone), opted_out: { first: [gone] }, found: 'forgotten' },
    };
    expect(await store.findPlan(ACCOUNT, 'p1')).toMatchObject({
      summary: left,
      warnings: [{ people: { first: [gone] } }, { say: 'new number' }],
    });
    expect(await store.findPlan(ACCOUNT, 'p2')).toMatchObject({
      summary: { undone: left, parts: left.parts, scope: { changed: { first: [gone] } } },
    });
    expect((await store.listItems('p1', { limit: 9 })).at(-1)).toMatchObject({ reason: { contact: gone } });
  });

  test('erases the person from what is kept of how a sheet was read, and nobody else (promise 19)', async () => {
    const dataDir = folder();
    const store = await openStore(dataDir);
    const [theirName, other] = ['Z?phira', { id: '', name: 'M?ller', phone_number: OTHER_NUMBER }];
    const read = (note: SheetNote) => ({ say: 'sheet' as const, note });
    const warnings = [
      read({ say: 'titles', lines: [`Guests of ${NAME}`, 'July'] }),
      read({ say: 'lost letters', rows: 2, example: { id: '', name: theirName, phone_number: NUMBER } }),
      read({ say: 'lost letters', rows: 1, example: other }),
      read({
        say: 'agreed',
        header: `Told ${NAME}`,
        as: 'left_out',
        answers: { yes: 0, no: 1, unclear: 1, blank: 0 },
        noes: { first: [[`no, ${NAME}`, 1]], rows: 1 },
        unclear: { first: [[`ask ${NUMBER}`, 1]], rows: 1 },
      }),
      read({ say: 'left out', columns: { first: [{ header: NAME, stands_in: false }], count: 9 } }),
    ];
    await store.savePlan(plan('p1', { kind: 'import', warnings }), [item(1)]);
    await store.savePlan(plan('p2', { state: 'done' }), [theirs(1)]);
    await store.forget(NUMBER, FORGETTING);
    const { warnings: kept = [] } = (await store.findPlan(ACCOUNT, 'p1')) ?? {};
    expect(kept[2]).toEqual(warnings[2]);
    expect(warningsWords(kept)).toEqual([
      expect.stringContaining('"Guests of (forgotten)" and "July"'),
      expect.stringContaining('In 2 rows, letters of the name or of a tag were lost'),
      expect.stringContaining('such as "M?ller"'),
      expect.stringContaining('"Told (forgotten)" may say'),
      expect.stringContaining('"(forgotten)" and 8 more'),
    ]);
    await store.close();
    for (const trace of [NUMBER.slice(1), NAME, theirName])
      expect(bytesIn(dataDir).includes(trace), trace).toBe(false);
  });

  test('deletes every selection in whose filters a part of the person may stand (promise 19)', async () => {
    const dataDir = folder();
    const store = await openStore(dataDir);
    await fill(store);
    const filters = [
      { text: 'quillfeat' },
      { attributes: [{ key: 'employer', op: 'equals', value: 'Zaphira Exports' }] },
      { phone_prefix: '98123' },
    ];
    for (const [n, filter] of filters.entries()) await store.addSelection(selection(`t${n}`, { filter }));
    await store.forget(NUMBER, FORGETTING);
    for (const n of filters.keys()) expect(await store.findSelection(ACCOUNT, `t${n}`)).toBeUndefined();
    expect(await store.findSelection(ACCOUNT, 's1')).toBeDefined();
    await store.close();
    for (const trace of ['quillfeat', 'Zaphira', '98123'])
      expect(bytesIn(dataDir).includes(trace), trace).toBe(false);
  });

  test('finds contacts that were merged into another, with all that is kept of either (promise 19)', async () => {
    const dataDir = folder();
    const store = await openStore(dataDir);
    await store.savePlan(
      plan('merged', { state: 'done', kind: 'merge', summary: `Merge ${NAME} into Person 1` }),
      [item(1, { task: { do: 'merge', delta: NOTHING, losers: [person()] }, state: 'done' }), item(2)],
    );
    await store.savePlan(plan('other', { state: 'done' }), [theirs(1), item(2, { contact_id: 'c1' })]);
    const groups = [['c500', 'c9']];
    await store.addSelection(selection('s1', { filter: { by: 'phone', groups }, ids: ['c500', 'c9'] }));
    expect(await store.forget(NUMBER, FORGETTING)).toBe(3);
    expect(await store.findSelection(ACCOUNT, 's1')).toBeUndefined();
    expect((await store.listItems('merged', { limit: 9 })).map(({ seq }) => seq)).toEqual([2]);
    await store.close();
    for (const trace of [NUMBER.slice(1), NAME]) expect(bytesIn(dataDir).includes(trace)).toBe(false);
  });

  test('does not let a request that was under way bring the person back (promise 19)', async () => {
    const store = await open();
    await fill(store);
    const [taken] = await store.takeItems('going', 1);
    await store.forget(NUMBER, FORGETTING);
    await store.settleItems(
      [{ plan_id: 'going', seq: taken?.seq ?? 0, state: 'done', after: person(), reason: undefined }],
      1000,
    );
    expect(await store.listItems('going', { limit: 1 })).toMatchObject([
      { state: 'failed', after: undefined },
    ]);
  });

  test('finds a number with or without its plus, and cuts whole words only', async () => {
    const store = await open();
    const al = contact(1, { name: 'Al', phone_number: NUMBER.slice(1) });
    await store.savePlan(plan('p1', { summary: 'Al is also in All' }), [item(1, { before: al })]);
    expect(await store.forget(NUMBER, FORGETTING)).toBe(1);
    expect(await store.latestPlan(ACCOUNT)).toMatchObject({ summary: '(forgotten) is also in All' });
  });

  test('says that nobody was found, and takes damaged files that were set aside with it', async () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, 'store.db'), `not a database, but with ${NUMBER}`.repeat(100));
    const store = await openStore(dataDir);
    expect(store.setAside).toBeDefined();
    await store.savePlan(plan('p1'), [item(1)]);
    expect(await store.forget(NUMBER, FORGETTING)).toBe(0);
    expect(await store.countItems('p1')).toMatchObject({ pending: 1 });
    await store.close();
    expect(bytesIn(dataDir).includes(NUMBER)).toBe(false);
  });
});

test('the search that found the contacts of a plan stands in none of its sentences any more (promise 19)', async () => {
  const { call, sandbox, context, dataDir } = await start({ sandbox: { contacts: 0 } });
  sandbox.account.replaceAll([
    { id: 'c1', name: 'Zebulon Quillfeather', phone_number: '+919812300077', tags: [] },
    { id: 'c2', name: 'Zebulon Other', phone_number: '+919812300078', tags: [] },
  ]);
  const { data } = await call('find_contacts', { text: 'zebul' });
  const planned = await call('plan_update', { selection_id: data['selection_id'], add_tags: ['vip'] });
  expect(planned.data['text']).toContain('with the text "zebul"');
  const { plan_id, approval_phrase: approval } = planned.data;
  await call('apply_plan', { plan_id, approval });
  await call('plan_undo', { plan_id });
  const { store } = await context.journal();
  await store.forget('+919812300077', FORGETTING);
  for (const trace of ['zebul', 'Quillfeather', '919812300077'])
    expect(bytesIn(dataDir).includes(trace), trace).toBe(false);
});
