import { describe, expect, test } from 'vitest';
import { start } from '../harness.ts';
import { finished, planned, withSheet } from '../plans/sheets.ts';
import { applied, plan } from '../tools/plans.ts';
import { crowd, fill, numberOf, type Person } from '../tools/world.ts';
import { allRows, windowOf } from './asking.ts';

/** A plan that gives everybody a tag, and its window. */
async function tagging(people: Person[]) {
  const harness = await start({ sandbox: { contacts: 0 }, env: { VOBIZ_APPROVAL: 'relay' } });
  fill(harness.sandbox, ...people);
  const { data } = await harness.call('find_contacts', {});
  const made = await plan(harness, 'plan_update', { selection_id: data['selection_id'], add_tags: ['vip'] });
  return { ...harness, made, plan_id: made.plan_id, ask: await windowOf(harness) };
}

describe('progress', () => {
  test('tells the rows that ended since the last question, so that they turn into done', async () => {
    const { sandbox, call, made, plan_id, ask } = await tagging(crowd(60));
    expect(await ask('progress', { plan_id, since: 0 })).toMatchObject({ changed: [], since: 0 });
    sandbox.fault({ method: 'PUT', times: 60, action: { delay: 30 } });
    const applying = call('apply_plan', { plan_id, approval: made.phrase, wait_seconds: 20 });
    const seen = new Map<number, string>();
    let [since, most, isOver] = [0, 0, false];
    void applying.then(() => (isOver = true));
    for (let last = false; !last; ) {
      last = isOver;
      const progress = await ask('progress', { plan_id, since });
      since = progress.since;
      most = Math.max(most, progress.changed.length);
      for (const { n, tab, state } of progress.changed) seen.set(n, `${tab} ${state}`);
      if (progress.moving) expect(progress.text).toMatch(/^\d+ of 60 done/);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await applying;
    expect(seen.size).toBe(60);
    expect(new Set(seen.values())).toEqual(new Set(['made done']));
    expect(most).toBeLessThan(60);
  });

  test('says to another window that somebody declined', async () => {
    const { plan_id, ask, context } = await tagging(crowd(3));
    const { hash } = await ask('plan', { plan_id });
    await ask('decide', { plan_id, hash, decision: 'decline' });
    expect(await ask('progress', { plan_id, since: 0 })).not.toHaveProperty('decided');
    const other = await windowOf({ context });
    expect(await other('progress', { plan_id, since: 0 })).toMatchObject({
      state: 'declined',
      decided: 'Somebody declined it.',
    });
  });
});

describe('a receipt', () => {
  test('puts problems first, by outcome and reason, each with what to do', async () => {
    const { sandbox, made, plan_id, ask, call } = await tagging(crowd(8));
    sandbox.account.remove('p2');
    sandbox.account.edit('p3', { tags: ['opted-out'] });
    for (const id of ['p4', 'p5'])
      sandbox.fault({ method: 'PUT', path: `/${id}`, times: 9, action: { status: 422 } });
    await applied({ call }, made);
    const head = await ask('plan', { plan_id });
    expect(head.now).toEqual({ text: 'Done, with 3 problems', tone: 'mind' });
    expect(head.title).toBe('Done, except for 2 of 6: added the tag "vip" to 4 contacts');
    expect(head.problems.map(({ outcome, count, names, todo }) => [outcome, count, names, todo])).toEqual([
      [
        'not changed',
        2,
        [`"Person 5" (${numberOf(5)})`, `"Person 4" (${numberOf(4)})`],
        'Mend what the reason says, then ask for it again in the chat.',
      ],
      ['not there any more', 1, [`"Person 2" (${numberOf(2)})`], 'Nothing to do.'],
    ]);
    expect(head.problems[1]?.reason).toBe('Somebody deleted it.');
    expect(head.problems[0]?.reason).toMatch(/^Vobiz refused the request: 422 \(PUT \/contacts, (?!.*req_)/);
    expect(head.facts).toEqual([
      {
        about: 'Left alone',
        tone: 'plain',
        text: `1 opted out and was not changed: "Person 3" (${numberOf(3)}).`,
        people: [
          {
            name: 'Person 3',
            number: numberOf(3),
            reason: 'opted out ("opted-out") and is not given "vip"',
          },
        ],
        more: 0,
      },
    ]);
    expect(head.tabs.map(({ label, count }) => [label, count])).toEqual([
      ['Done', 4],
      ['With problems', 3],
      ['Left alone', 1],
    ]);
    expect(head.can).toEqual({ stop: false, undo: { label: 'Undo 4…' }, sheet: true });
    const { csv } = await ask('sheet', { plan_id });
    expect(csv).toContain(`"Person 8","${numberOf(8)}","done","'+ vip",""`);
    expect(csv).toContain(`"Person 3","${numberOf(3)}","opted out","","opted out (""opted-out"")`);
  });

  test('says by which plan it was undone, and offers no second undo', async () => {
    const { ask, call, made, plan_id } = await tagging(crowd(3));
    await applied({ call }, made);
    const undo = await ask('undo', { plan_id });
    const waiting = await ask('plan', undo);
    expect(waiting.title).toMatch(
      /^Take back “Add the tag "vip" to 3 contacts” \(\d+ \w+, \d\d:\d\d\): remove the tag "vip"$/,
    );
    const { data } = await call('get_plan', undo);
    await call('apply_plan', { ...undo, approval: data['approval_phrase'] });
    const head = await ask('plan', { plan_id });
    expect(head.title).toBe('Added the tag "vip" to 3 contacts');
    expect(head.origin).toMatch(new RegExp(`It was undone by ${undo.plan_id}\\.$`));
    expect(head.can).not.toHaveProperty('undo');
  });

  test('of a plan that did not end says what it is for, how it stands and what to do', async () => {
    const { sandbox, ask, call, made, plan_id } = await tagging(crowd(60));
    sandbox.fault({ method: 'PUT', times: 60, action: { delay: 400 } });
    await call('apply_plan', { plan_id, approval: made.phrase, wait_seconds: 0 });
    await expect.poll(async () => (await ask('plan', { plan_id })).moving).toBe(true);
    expect(await ask('plan', { plan_id })).toMatchObject({
      now: { text: 'Under way' },
      title: 'Add the tag "vip" to 60 contacts',
      facts: [],
      tabs: [{ key: '', label: 'All', count: 60 }],
      columns: ['Name', 'Number', 'What changes'],
      can: { stop: true, sheet: false },
    });
    await ask('stop', { plan_id });
    await expect.poll(async () => (await ask('progress', { plan_id, since: 0 })).moving).toBe(false);
    const head = await ask('plan', { plan_id });
    expect(head.title).toBe('Add the tag "vip" to 60 contacts');
    expect(head.facts[0]?.text).toMatch(
      /^Stopped: \d+ of 60 contacts (is|are) done, the other .*or undo what was done\.$/,
    );
    expect(head.tabs.find(({ key }) => key === 'change')?.label).toBe('Not done');
  });

  test('of a plan that nobody approved says that nothing was sent', async () => {
    const { ask, call, plan_id } = await tagging(crowd(2));
    await call('stop_plan', { plan_id });
    expect(await ask('plan', { plan_id })).toMatchObject({
      now: { text: 'Discarded', tone: 'plain' },
      title: 'Add the tag "vip" to 2 contacts',
      facts: [{ about: 'What happened', text: 'Discarded. Nothing was sent.' }],
      tabs: [{ label: 'Not done', count: 2 }],
      can: { stop: false },
    });
  });

  test('of an import names refused rows and where they are', async () => {
    const world = await withSheet(`phone,name\n${numberOf(1)},Asha\n9.19877E+11,Ruined\n`);
    const made = await planned(world);
    await finished(world, made);
    const ask = await windowOf(world);
    const { title, facts } = await ask('plan', { plan_id: made.plan_id });
    expect(title).toBe('Imported "people.csv" and added 1 contact');
    expect(facts).toMatchObject([
      {
        about: 'Not imported',
        text: expect.stringMatching(/^1 row was refused: row 2, "Ruined".*people-to-fix\.csv/s),
        people: [{ name: 'Ruined' }],
      },
      { about: 'The sheet', text: 'It has 2 columns.' },
    ]);
    const rows = await allRows(ask, made.plan_id);
    expect(rows.map(({ tab, name }) => [tab, name])).toEqual([
      ['made', 'Asha'],
      ['refused', 'Ruined'],
    ]);
  });
});
