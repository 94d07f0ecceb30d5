import { describe, expect, test } from 'vitest';
import { DAY } from '../../src/lib/time.ts';
import { type Harness, start } from '../harness.ts';
import { NEVER, type Reply, type Session, session } from './answering.ts';
import { crowd, ERAS, fill, tagsOf, writes } from './world.ts';

/** Long enough to read a form. */
const SLOW = { afterMs: 1100 };
const DECLINE: Reply = { result: { action: 'decline' } };
const CANCEL: Reply = { result: { action: 'cancel' } };
const ACCEPT: Reply = { result: { action: 'accept', content: {} } };
const UNANSWERED = expect.stringMatching(/^The form was closed or not answered, so nothing was sent\./);
const REFUSED: Reply = { error: { code: -32601, message: 'Method not found' } };
const PHRASE = /APPLY 1 [2-9A-HJ-NP-Z]{4}/;

async function account(timing = {}): Promise<Harness> {
  const world = await start({ sandbox: { contacts: 0 }, timing });
  fill(world.sandbox, { name: 'Asha' }, { name: 'Bela' });
  return world;
}

/** A waiting plan. */
async function tagging({ call }: Pick<Session, 'call'>, tag = 'vip'): Promise<string> {
  return String((await call('plan_update', { contacts: ['p1'], add_tags: [tag] })).data['plan_id']);
}

async function stateOf({ call }: Pick<Session, 'call'>, plan_id: string): Promise<unknown> {
  return (await call('get_plan', { plan_id })).data['state'];
}

const phraseIn = (text: string): string => PHRASE.exec(text)?.[0] ?? 'no phrase';

describe.each(ERAS)('a client that draws no form, %s era', (era) => {
  const UNDRAWN: [string, Reply[], number][] = [
    ['an empty answer', [{ result: {} }], 1],
    ['an unknown action', [{ result: { action: 'maybe' } }], 1],
    ['an empty answer, however late', [{ result: {}, ...SLOW }], 1],
    ['two cancels within a second', [CANCEL], 2],
    ['two declines within a second', [DECLINE], 2],
    ['a decline and a cancel within a second', [DECLINE, CANCEL], 2],
    ...(era === 'legacy' ? ([['an error', [REFUSED], 1]] satisfies [string, Reply[], number][]) : []),
  ];

  test.each(UNDRAWN)('is given the phrase in the answer after %s', async (_what, replies, calls) => {
    const world = await account();
    const client = await session(world.context, era, { replies });
    const plan_id = await tagging(client);
    for (let n = 1; n < calls; n += 1) {
      const early = await client.call('apply_plan', { plan_id });
      expect(early).toMatchObject({ isError: false, data: { state: 'waiting', next: UNANSWERED } });
      expect(early.text).not.toMatch(PHRASE);
    }
    const { text } = await client.call('apply_plan', { plan_id });
    expect(text).toMatch(PHRASE);
    expect([await stateOf(client, plan_id), writes(world)]).toEqual(['waiting', []]);
    const done = await client.call('apply_plan', { plan_id, approval: phraseIn(text) });
    expect([done.data['state'], tagsOf(world, 'p1')]).toEqual(['done', ['vip']]);
    // From then on the client counts as one without forms.
    const next = await client.call('plan_update', { contacts: ['p2'], add_tags: ['vip'] });
    expect(next.data['approval_phrase']).toMatch(PHRASE);
    await client.call('apply_plan', { plan_id: next.data['plan_id'] });
    expect(client.forms).toHaveLength(calls);
  });

  test.each(UNDRAWN)('can delete a contact by the phrase after %s', async (_what, replies, calls) => {
    const world = await account();
    const client = await session(world.context, era, { replies });
    for (let n = 1; n < calls; n += 1) await client.call('delete_contact', { contact: 'p1' });
    const { data, isError } = await client.call('delete_contact', { contact: 'p1' });
    expect([isError, data]).toEqual([false, expect.objectContaining({ kind: 'delete', state: 'waiting' })]);
    expect(data).not.toHaveProperty('contact');
    const { plan_id, approval_phrase: approval } = data;
    expect(approval).toMatch(/^DELETE 1 [2-9A-HJ-NP-Z]{4}$/);
    await client.call('apply_plan', { plan_id, approval });
    expect(writes(world)).toEqual(['DELETE /contacts/p1']);
  });

  test('cannot approve by a phrase that came with a call whose form nobody saw', async () => {
    const world = await account();
    const other = await start({ beside: world });
    const plan_id = await tagging(other);
    const { data } = await other.call('get_plan', { plan_id });
    const client = await session(world.context, era, { replies: [{ result: {} }] });
    const answer = await client.call('apply_plan', { plan_id, approval: data['approval_phrase'] });
    expect(answer).toMatchObject({ isError: false, data: { state: 'waiting', next: UNANSWERED } });
    expect([answer.text, writes(world)]).toEqual([expect.stringMatching(PHRASE), []]);
  });
});

test('a 2026 client that ends its call at the form, twice, is given the phrase', async () => {
  const world = await account({ formMs: 500 });
  const client = await session(world.context, 'modern', { replies: [REFUSED] });
  const plan_id = await tagging(client);
  const said: string[] = [];
  for (let n = 1; n <= 3; n += 1) said.push((await client.call('apply_plan', { plan_id })).text);
  expect(said).toEqual(['the client gave up', 'the client gave up', expect.stringMatching(PHRASE)]);
  const done = await client.call('apply_plan', { plan_id, approval: phraseIn(String(said[2])) });
  expect([done.data['state'], client.forms.length]).toEqual(['done', 2]);
});

describe.each(ERAS)('a person, %s era', (era) => {
  test('who closes a form after reading it leaves the plan waiting, however often, and no phrase is given', async () => {
    const world = await account();
    const client = await session(world.context, era, { replies: [{ ...CANCEL, ...SLOW }] });
    const plan_id = await tagging(client);
    for (let n = 1; n <= 2; n += 1) {
      const { isError, data, text } = await client.call('apply_plan', { plan_id });
      expect([isError, data]).toMatchObject([false, { state: 'waiting', next: UNANSWERED }]);
      expect(text).not.toMatch(PHRASE);
    }
    expect([await stateOf(client, plan_id), client.forms.length]).toEqual(['waiting', 2]);
  });

  test('who declines after reading it has declined the plan for good', async () => {
    const world = await account();
    const client = await session(world.context, era, { replies: [{ ...DECLINE, ...SLOW }] });
    const plan_id = await tagging(client);
    expect((await client.call('apply_plan', { plan_id })).text).toContain(`The person declined ${plan_id}`);
    expect(await stateOf(client, plan_id)).toBe('declined');
    await client.call('apply_plan', { plan_id });
    expect([client.forms.length, writes(world)]).toEqual([1, []]);
  });

  test('who took the time once may decline fast from then on', async () => {
    const world = await account();
    const client = await session(world.context, era, { replies: [{ ...CANCEL, ...SLOW }, CANCEL, DECLINE] });
    const plan_id = await tagging(client);
    for (let n = 1; n <= 2; n += 1) await client.call('apply_plan', { plan_id });
    expect((await client.call('apply_plan', { plan_id })).text).toContain(`The person declined ${plan_id}`);
    expect(await stateOf(client, plan_id)).toBe('declined');
  });

  test.each([
    ['nothing', { action: 'accept' }],
    ['null', { action: 'accept', content: null }],
    ['a list', { action: 'accept', content: { answers: [{}] } }],
  ])('who accepts with a content of %s has approved', async (_what, result) => {
    const world = await account();
    const client = await session(world.context, era, { replies: [{ result }] });
    const { data } = await client.call('apply_plan', { plan_id: await tagging(client) });
    expect([data['state'], tagsOf(world, 'p1')]).toEqual(['done', ['vip']]);
  });
});

test('who never answers a form leaves the plan waiting, and no phrase is given', async () => {
  const world = await account({ formMs: 200 });
  const client = await session(world.context, 'legacy', { replies: [NEVER] });
  const plan_id = await tagging(client);
  for (let n = 1; n <= 3; n += 1) {
    const { data, text } = await client.call('apply_plan', { plan_id });
    expect(data).toMatchObject({ state: 'waiting', next: UNANSWERED });
    expect(text).not.toMatch(PHRASE);
  }
  expect([await stateOf(client, plan_id), client.forms.length]).toEqual(['waiting', 3]);
});

describe.each(ERAS)('the memory of a client that drew no form, %s era', (era) => {
  const NONE: Reply = { result: {} };

  /** A client that drew no form in an earlier session. */
  async function remembered(world: Harness, version = '1'): Promise<void> {
    const first = await session(world.context, era, { version, replies: [NONE] });
    await first.call('apply_plan', { plan_id: await tagging(first, 'before') });
    expect(first.forms).toHaveLength(1);
  }

  async function offered(client: Session): Promise<unknown> {
    return (await client.call('plan_update', { contacts: ['p1'], add_tags: ['now'] })).data[
      'approval_phrase'
    ];
  }

  test('offers the phrase in a new session, in another process, too, and tries the form again', async () => {
    const world = await account();
    await remembered(world);
    const { context } = await start({ beside: world });
    const client = await session(context, era, { replies: [{ ...ACCEPT, ...SLOW }] });
    const planned = await client.call('plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    expect(planned.data['approval_phrase']).toMatch(PHRASE);
    expect(planned.text).toMatch(/asked in a form, or, where none appears, type APPLY 1/);
    const { plan_id, approval_phrase: approval } = planned.data;
    const { data } = await client.call('apply_plan', { plan_id, approval });
    expect([data['state'], client.forms.length]).toEqual(['done', 1]);
    // Somebody answered a form, so the client is never taken for one without forms.
    expect(await offered(client)).toBeUndefined();
    expect(await offered(await session(context, era, {}))).toBeUndefined();
  });

  test('lets an offered phrase count when again no form is drawn', async () => {
    const world = await account();
    await remembered(world);
    const client = await session(world.context, era, { replies: [NONE] });
    const planned = await client.call('plan_update', { contacts: ['p1'], add_tags: ['vip'] });
    const { plan_id, approval_phrase: approval } = planned.data;
    const { data } = await client.call('apply_plan', { plan_id, approval });
    expect([data['state'], client.forms.length]).toEqual(['done', 1]);
  });

  test('is kept by name and version, for 30 days', async () => {
    const world = await account();
    await remembered(world);
    expect(await offered(await session(world.context, era, { version: '2' }))).toBeUndefined();
    expect(await offered(await session(world.context, era, { name: 'another' }))).toBeUndefined();
    expect(await offered(await session(world.context, era, {}))).toMatch(PHRASE);
    const { store } = await world.context.journal();
    const at = Date.now() + 30 * DAY + 1000;
    Object.assign(world.context, { now: () => at });
    expect(await offered(await session(world.context, era, {}))).toBeUndefined();
    await store.prune({ at, plansBefore: 0, draftsBefore: 0 });
    Object.assign(world.context, { now: Date.now });
    expect(await offered(await session(world.context, era, {}))).toBeUndefined();
  });

  test('is dropped once somebody took the time to answer a form', async () => {
    const world = await account();
    const first = await session(world.context, era, { replies: [{ ...CANCEL, ...SLOW }] });
    await first.call('apply_plan', { plan_id: await tagging(first, 'before') });
    const second = await session(world.context, era, { replies: [NONE] });
    const plan_id = await tagging(second);
    expect((await second.call('apply_plan', { plan_id })).text).toMatch(PHRASE);
    expect(await offered(await session(world.context, era, {}))).toBeUndefined();
  });

  test('helps a client that begins a session for each call', async () => {
    const world = await account();
    const once = async (name: string, args: Record<string, unknown>) =>
      (await session(world.context, era, { replies: [DECLINE] })).call(name, args);
    const plan_id = await tagging(await session(world.context, era, {}));
    const first = await once('apply_plan', { plan_id });
    expect(first.text).not.toMatch(PHRASE);
    const { text } = await once('apply_plan', { plan_id });
    expect(text).toMatch(PHRASE);
    const { data } = await once('apply_plan', { plan_id, approval: phraseIn(text) });
    expect([data['state'], tagsOf(world, 'p1')]).toEqual(['done', ['vip']]);
  });

  test('says when no phrase is enough for a plan that needs more than the budget of a day', async () => {
    const world = await account();
    fill(world.sandbox, ...crowd(600));
    await remembered(world);
    const client = await session(world.context, era, { replies: [NONE] });
    const { selection_id } = (await client.call('find_contacts', { sample: 0 })).data;
    const change = { selection_id, set_attributes: { seen: 'yes' } };
    const whole = await client.call('plan_update', change);
    expect(whole.data).toMatchObject({ counts: { to_change: 600 } });
    expect(whole.text).not.toMatch(/APPLY/);
    const { text } = await client.call('apply_plan', { plan_id: whole.data['plan_id'] });
    expect(text).toMatch(/at most 500 changes in 1 day .*this needs 600[\s\S]*smaller plan \(500 changes/);
  });
});
