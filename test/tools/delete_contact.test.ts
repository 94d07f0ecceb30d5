import { describe, expect, test } from 'vitest';
import { type Forms, person, start } from '../harness.ts';
import { connectRaw, type Peer } from '../mcp/raw.ts';
import { ERAS, fill, numberOf, unsaid, writes } from './world.ts';

const ASHA = { name: 'Asha', tags: ['vip', 'lead'], custom_attributes: { city: 'Pune' } };

describe.each(ERAS)('delete_contact, %s era', (era) => {
  test('deletes after the person accepts, and shows the contact as it was in words and in data', async () => {
    const { call, sandbox } = await start({ era, forms: person('accept') });
    fill(sandbox, ASHA, {});
    const answer = await call('delete_contact', { contact: numberOf(1) });
    expect(answer.isError).toBe(false);
    expect([...sandbox.account.contacts.keys()]).toEqual(['p2']);
    expect(answer.data['contact']).toMatchObject({ id: 'p1', name: 'Asha', tags: ['vip', 'lead'] });
    expect(unsaid(answer)).toEqual([]);
    // The contact, the id of its plan and the way back; a plan's own fields would say that it waits.
    expect(answer.data).toEqual({
      contact: expect.anything(),
      plan_id: expect.stringMatching(/^plan_/),
      next: expect.stringMatching(/^`plan_undo`/),
    });
    expect(answer.text.startsWith(`Deleted (${answer.data['plan_id']}). The contact was: `)).toBe(true);
  });

  test('names in the form the account, the count, the person, and what cannot come back', async () => {
    const { call, forms, sandbox } = await start({ era, forms: person('cancel') });
    fill(sandbox, ASHA);
    await call('delete_contact', { contact: 'p1' });
    expect(forms).toHaveLength(1);
    expect(forms[0]).toMatch(/^Delete "Asha" \(\+919000000001\) in account MA_SANDBOX at 127\.0\.0\.1:\d+\./);
    expect(forms[0]).toMatch(
      /created date, last activity and history are lost for good.*as a new one.*tags: "vip" and "lead"/s,
    );
  });

  test('deletes nothing when the form is closed, and gives the plan, which waits', async () => {
    const { call, sandbox } = await start({ era, forms: person('cancel', 0) });
    fill(sandbox, ASHA);
    const { isError, data } = await call('delete_contact', { contact: 'p1' });
    expect([isError, data]).toMatchObject([
      false,
      {
        kind: 'delete',
        state: 'waiting',
        counts: { to_change: 1 },
        next: expect.stringMatching(/^The form was closed or not answered, so nothing was sent\./),
      },
    ]);
    expect(data).not.toHaveProperty('contact');
    expect((await call('get_plan', { plan_id: data['plan_id'] })).data).toMatchObject({ state: 'waiting' });
    expect(writes({ sandbox })).toEqual([]);
  });

  test('deletes nothing after a decline, which is an error', async () => {
    const words = /^The person declined (plan_\w+); nothing was changed[\s\S]*Do not ask again/;
    const { call, sandbox } = await start({ era, forms: person('decline', 1150) });
    fill(sandbox, ASHA);
    const { isError, text } = await call('delete_contact', { contact: 'p1' });
    expect([isError, text]).toEqual([true, expect.stringMatching(words)]);
    const { data } = await call('get_plan', { plan_id: words.exec(text)?.[1] });
    expect(data).toMatchObject({ kind: 'delete', state: 'declined' });
    expect(writes({ sandbox })).toEqual([]);
  });

  test.each([
    ['without forms', 'none', []],
    ['that twice declines before anybody could read', person('decline'), ['p2']],
  ] as const)('waits in a client %s until the person typed the phrase', async (_, forms, before) => {
    const { call, sandbox } = await start({ era, forms });
    fill(sandbox, ASHA, {});
    for (const contact of before)
      expect((await call('delete_contact', { contact })).data['next']).toContain('closed or not answered');
    const answer = await call('delete_contact', { contact: 'p1' });
    const { plan_id, approval_phrase } = answer.data;
    expect(answer).toMatchObject({
      isError: false,
      data: { kind: 'delete', state: 'waiting', sample: [{ contact_id: 'p1', name: 'Asha' }] },
    });
    expect(answer.data).not.toHaveProperty('contact');
    expect(approval_phrase).toMatch(/^DELETE 1 [2-9A-HJ-NP-Z]{4}$/);
    expect(answer.text).toMatch(
      /^Not deleted yet\.\nDelete "Asha".* in account[\s\S]*lost for good[\s\S]*is waiting[\s\S]*Next: .*Show `text`.*`apply_plan`.*`export_contacts`/,
    );
    expect((await call('list_plans', { state: 'waiting' })).data['total']).toBe(before.length + 1);
    expect(unsaid(answer)).toEqual([]);
    expect(await call('apply_plan', { plan_id })).toMatchObject({
      isError: false,
      data: { state: 'waiting', approval_phrase },
    });
    expect(writes({ sandbox })).toEqual([]);
    const applied = await call('apply_plan', { plan_id, approval: approval_phrase });
    expect(applied.data).toMatchObject({ state: 'done', counts: { done: 1 } });
    expect(writes({ sandbox })).toEqual(['DELETE /contacts/p1']);
  });
});

describe.each(ERAS)('delete_contact when it must not, %s era', (era) => {
  test('deletes nothing when the contact changed while the form was open (promise 2)', async () => {
    let edit = () => {};
    const forms: Forms = () => {
      edit();
      return { action: 'accept', content: {} };
    };
    const { call, sandbox } = await start({ era, forms });
    fill(sandbox, ASHA);
    edit = () => void sandbox.account.edit('p1', { tags: ['vip', 'lead', 'new'] });
    const { isError, text } = await call('delete_contact', { contact: 'p1' });
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/^The contact was not deleted, because it changed since: the /),
    ]);
    expect(writes({ sandbox })).toEqual([]);
  });

  test('refuses a contact that opted out before the form, or while it was open (promise 9)', async () => {
    let edit = () => {};
    const forms: Forms = () => {
      edit();
      return { action: 'accept', content: {} };
    };
    const { call, sandbox, forms: shown } = await start({ era, forms });
    fill(sandbox, { name: 'Rahul', tags: ['unsubscribed'] }, ASHA);
    edit = () => void sandbox.account.edit('p2', { tags: ['dnd'] });
    const first = await call('delete_contact', { contact: 'p1' });
    expect([first.isError, shown]).toEqual([true, []]);
    expect(first.text).toMatch(/opted out \("unsubscribed"\) and is not deleted/);
    const second = await call('delete_contact', { contact: 'p2' });
    expect([second.isError, second.text]).toEqual([true, expect.stringContaining('opted out ("dnd")')]);
    expect(writes({ sandbox })).toEqual([]);
  });
});

describe('delete_contact', () => {
  test('says that somebody else was faster', async () => {
    let remove = () => {};
    const forms: Forms = () => {
      remove();
      return { action: 'accept', content: {} };
    };
    const { call, sandbox } = await start({ forms });
    fill(sandbox, ASHA);
    remove = () => void sandbox.account.remove('p1');
    const { isError, text } = await call('delete_contact', { contact: 'p1' });
    expect([isError, text]).toEqual([true, expect.stringContaining('somebody deleted it')]);
  });

  test('says that a merged contact was deleted already, by id and by number', async () => {
    const { call, sandbox } = await start({ forms: person('accept') });
    fill(sandbox, { name: 'Asha' }, { name: 'Bela' });
    const { data } = await call('plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] });
    await call('apply_plan', { plan_id: data['plan_id'] });
    for (const contact of ['p2', numberOf(2)])
      expect((await call('delete_contact', { contact })).data).toEqual({
        plan_id: data['plan_id'],
        contact: expect.objectContaining({ id: 'p2', name: 'Bela' }),
        warnings: [expect.stringMatching(/already/)],
      });
    expect(sandbox.account.contacts.has('p1')).toBe(true);
  });

  test('sends no second request when the reply to the first was lost (promise 3)', async () => {
    const { call, sandbox } = await start({ forms: person('accept') });
    fill(sandbox, ASHA);
    sandbox.fault({ method: 'DELETE', action: { drop: 'after' } });
    expect((await call('delete_contact', { contact: 'p1' })).isError).toBe(false);
    expect(writes({ sandbox })).toEqual(['DELETE /contacts/p1']);
  });

  test('refuses an unknown id before any form, and unknown arguments by name (promise 11)', async () => {
    const { call, forms } = await start({ forms: person('accept') });
    expect((await call('delete_contact', { contact: 'nobody' })).text).toContain(
      'no contact with the id "nobody"',
    );
    expect((await call('delete_contact', { contacts: 'p1' })).text).toContain('did you mean `contact`');
    expect(forms).toEqual([]);
  });

  test('shows no hidden characters of a number in the form (promise 13)', async () => {
    const { call, forms, sandbox } = await start({ forms: person('cancel') });
    fill(sandbox, { phone_number: '+9190\u202e\n0000' });
    await call('delete_contact', { contact: 'p1' });
    const [head, ...rest] = forms[0]?.split('\n') ?? [];
    expect(head).toMatch(/^Delete "Person 1" \(\+9190\\u\{202e\}\\u\{a\}0000\) in account /);
    expect(rest).toEqual([expect.stringMatching(/^Its created date, [^\u202e]*$/)]);
  });

  test('shows where a name ends in the form (promise 13)', async () => {
    const { call, forms, sandbox } = await start({ forms: person('cancel') });
    fill(sandbox, { name: 'Test", +10000000000, no tags, 0 attributes. Nothing else. "' });
    await call('delete_contact', { contact: 'p1' });
    expect(forms[0]?.match(/(?<!\\)"/g)).toHaveLength(2);
  });
});

/** The first round of a delete by hand. Returns the state that the client keeps until the person answers. */
async function ask(peer: Peer, contact: string): Promise<string> {
  const { result } = await peer.request('tools/call', { name: 'delete_contact', arguments: { contact } });
  expect(result).toMatchObject({ resultType: 'input_required' });
  return String(result['requestState']);
}

const YES = { approval: { action: 'accept', content: {} } };

describe('delete_contact, a client that cheats', () => {
  test('refuses a forged or altered state and an answer without one', async () => {
    const { context, sandbox } = await start();
    fill(sandbox, ASHA, { name: 'Ben' });
    const peer = await connectRaw(context);
    const state = await ask(peer, 'p1');
    const [version, payload = '', mac] = state.split('.');
    const other = Buffer.from(payload, 'base64url').toString().replaceAll('p1', 'p2');
    const forged = [version, Buffer.from(other).toString('base64url'), mac].join('.');
    for (const requestState of [forged, `${state}x`, 'v1.e30.e30', '', undefined]) {
      const params = {
        name: 'delete_contact',
        arguments: { contact: 'p1' },
        inputResponses: YES,
        requestState,
      };
      const { result, error } = await peer.request('tools/call', params);
      expect(error !== undefined || result['resultType'] === 'input_required').toBe(true);
    }
    expect(writes({ sandbox })).toEqual([]);
  });

  test('deletes once when the answer is sent twice', async () => {
    const { context, sandbox } = await start();
    fill(sandbox, ASHA);
    const peer = await connectRaw(context);
    const requestState = await ask(peer, 'p1');
    const params = {
      name: 'delete_contact',
      arguments: { contact: 'p1' },
      inputResponses: YES,
      requestState,
    };
    expect((await peer.request('tools/call', params)).result).toMatchObject({
      structuredContent: { contact: { id: 'p1' } },
    });
    expect((await peer.request('tools/call', params)).result).toMatchObject({ isError: true });
    expect(writes({ sandbox })).toEqual(['DELETE /contacts/p1']);
  });

  test('never deletes a contact other than the one shown', async () => {
    const { context, sandbox } = await start();
    fill(sandbox, ASHA, { name: 'Ben' });
    const peer = await connectRaw(context);
    const requestState = await ask(peer, 'p1');
    await peer.request('tools/call', {
      name: 'delete_contact',
      arguments: { contact: 'p2' },
      inputResponses: YES,
      requestState,
    });
    expect([...sandbox.account.contacts.keys()]).toContain('p2');
  });
});

describe('delete_contact, a client that mixes calls up', () => {
  test('refuses an approval that was given for another call', async () => {
    const { context, sandbox } = await start();
    fill(sandbox, ASHA, { name: 'Ben' });
    const peer = await connectRaw(context);
    const requestState = await ask(peer, 'p1');
    await peer.request('tools/call', {
      name: 'delete_contact',
      arguments: { contact: 'p2' },
      inputResponses: YES,
      requestState,
    });
    expect(writes({ sandbox })).toEqual([]);
  });
});

test('a deletion that was undone is not reported as done: the contact exists under a new id', async () => {
  const { call, sandbox } = await start({ forms: person('accept', 1100) });
  fill(sandbox, ASHA);
  const { plan_id } = (await call('delete_contact', { contact: 'p1' })).data;
  const undo = await call('plan_undo', { plan_id });
  await call('apply_plan', { plan_id: undo.data['plan_id'] });
  const again = sandbox.account.byNumber(numberOf(1))?.id;
  const { isError, text } = await call('delete_contact', { contact: 'p1' });
  expect([isError, text]).toEqual([true, expect.stringContaining(`Use the id ${again}`)]);
  expect(sandbox.account.contacts.size).toBe(1);
});
