import { describe, expect, test } from 'vitest';
import { type Answer, type Forms, type Harness, type HarnessOptions, start } from '../harness.ts';
import { connectRaw, type Peer } from '../mcp/raw.ts';
import { plan } from './plans.ts';
import { ERAS, fill, tagsOf, writes } from './world.ts';

const TAG = { contacts: ['p1'], add_tags: ['vip'] };
type Action = 'accept' | 'decline' | 'cancel';

/** A person who answers on demand; by then a form has been open for long enough to read it. */
function waitingPerson() {
  const { promise, resolve } = Promise.withResolvers<Action>();
  const forms: Forms = async () => {
    const action = await promise;
    return { action, ...(action === 'accept' && { content: {} }) };
  };
  const answer = async (action: Action) => {
    await new Promise((done) => setTimeout(done, 1200));
    resolve(action);
  };
  return { forms, answer };
}

async function account(options: HarnessOptions): Promise<Harness> {
  const world = await start({ ...options, sandbox: { contacts: 0 } });
  fill(world.sandbox, { name: 'Asha' }, { name: 'Bela' });
  return world;
}

/** Waits until the form is open. */
async function shown({ forms }: Harness): Promise<void> {
  await expect.poll(() => forms.length).toBe(1);
}

const WAITS_ON = ({ isError, data }: Answer) => [isError, data['state'], data['next']];
const WAITING = [
  false,
  'waiting',
  expect.stringMatching(/^The form was closed or not answered, so nothing was sent\./),
];
const TOLD: Record<Action, [(answer: Answer) => unknown, unknown]> = {
  accept: [({ data }) => data['state'], 'done'],
  decline: [({ text }) => text, expect.stringMatching(/declined/)],
  cancel: [WAITS_ON, WAITING],
};

describe.each(ERAS)('apply_plan twice at once, %s era', (era) => {
  test.each(['accept', 'decline', 'cancel'] as const)(
    'shows one form, and both calls tell of its %s',
    async (action) => {
      const { forms, answer } = waitingPerson();
      const world = await account({ era, forms });
      const { plan_id } = await plan(world, 'plan_update', TAG);
      const both = [world.call('apply_plan', { plan_id }), world.call('apply_plan', { plan_id })];
      await shown(world);
      await answer(action);
      const [told, expected] = TOLD[action];
      expect((await Promise.all(both)).map(told)).toEqual([expected, expected]);
      expect(world.forms).toHaveLength(1);
      expect(writes(world)).toEqual(action === 'accept' ? ['PUT /contacts/p1'] : []);
    },
  );

  test('in two processes shows one form, and the phrase does not count while it is open', async () => {
    const { forms, answer } = waitingPerson();
    const world = await account({ era, forms });
    const other = await start({ beside: world });
    const { plan_id, phrase: approval } = await plan(other, 'plan_update', TAG);
    const first = world.call('apply_plan', { plan_id });
    await shown(world);
    const second = other.call('apply_plan', { plan_id, approval });
    await answer('decline');
    expect((await second).text).toMatch(/is declined: nothing was changed/);
    expect((await first).text).toContain('The person declined');
    expect(writes(world)).toEqual([]);
  });

  test('and without an answer says after a while that an open form decides', async () => {
    const { forms, answer } = waitingPerson();
    const world = await account({ era, forms });
    const other = await start({ beside: world, timing: { callMs: 300 } });
    const { plan_id, phrase: approval } = await plan(other, 'plan_update', TAG);
    const first = world.call('apply_plan', { plan_id });
    await shown(world);
    const { isError, data } = await other.call('apply_plan', { plan_id, approval });
    expect([isError, data]).toMatchObject([
      false,
      {
        state: 'waiting',
        next: expect.stringMatching(/^The person has the plan before them, in a form or on the page/),
      },
    ]);
    await answer('accept');
    expect([(await first).data['state'], tagsOf(world, 'p1')]).toEqual(['done', ['vip']]);
  });

  test('asks again after a form that was neither answered nor closed', async () => {
    const world = await account({ era, forms: () => ({ action: 'accept' }), timing: { formMs: 400 } });
    const { plan_id } = await plan(world, 'plan_update', TAG);
    const { store } = await world.context.journal();
    const at = Date.now();
    expect(await store.openForm(plan_id, { at, until: at + 400 })).toBe(true);
    expect(await store.openForm(plan_id, { at, until: at + 400 })).toBe(false);
    expect((await world.call('apply_plan', { plan_id })).data['state']).toBe('done');
    expect(world.forms).toHaveLength(1);
  });
});

describe.each(ERAS)('delete_contact twice at once, %s era', (era) => {
  test.each([
    ['accept', ({ data }: Answer) => data['contact'], expect.objectContaining({ id: 'p1' })],
    ['decline', ({ text }: Answer) => text, expect.stringContaining('declined')],
    ['cancel', WAITS_ON, WAITING],
  ] as const)('shows one form, and both calls tell of its %s', async (action, told, expected) => {
    const { forms, answer } = waitingPerson();
    const world = await account({ era, forms });
    const both = [
      world.call('delete_contact', { contact: 'p1' }),
      world.call('delete_contact', { contact: 'p1' }),
    ];
    await shown(world);
    await answer(action);
    expect((await Promise.all(both)).map(told)).toEqual([expected, expected]);
    expect((await world.call('list_plans')).data['total']).toBe(1);
    expect([world.forms.length, writes(world)]).toEqual([
      1,
      action === 'accept' ? ['DELETE /contacts/p1'] : [],
    ]);
  });
});

describe.each(ERAS)('the second decision, %s era', (era) => {
  test('is answered with the first', async () => {
    const { forms, answer } = waitingPerson();
    const world = await account({ era, forms });
    const other = await start({ beside: world });
    const { plan_id } = await plan(world, 'plan_update', TAG);
    const declining = world.call('apply_plan', { plan_id });
    await shown(world);
    const { store } = await other.context.journal();
    const { hash = '' } = (await store.findPlan(world.context.rules.account, plan_id)) ?? {};
    const client = { name: 'first', version: '2.0' };
    await store.approvePlan({ plan_id, hash, how: 'form', at: Date.now(), client });
    await answer('decline');
    const { isError, text } = await declining;
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/was approved already, in a form of "first 2\.0"\. It is \w+[\s\S]*`stop_plan`/),
    ]);
  });
});

/** The first round of a call, by hand. */
async function ask(peer: Peer, plan_id: string): Promise<unknown> {
  const { result } = await peer.request('tools/call', { name: 'apply_plan', arguments: { plan_id } });
  return result['requestState'];
}

test('a 2026 client that gave up on a form and calls later gets a form at once', async () => {
  const world = await account({});
  const { plan_id } = await plan(world, 'plan_update', TAG);
  const peer = await connectRaw(world.context);
  expect(await ask(peer, plan_id)).toBeDefined();
  await new Promise((done) => setTimeout(done, 2100));
  const started = performance.now();
  const requestState = await ask(peer, plan_id);
  expect([typeof requestState, performance.now() - started < 1000]).toEqual(['string', true]);
  const inputResponses = { approval: { action: 'accept', content: {} } };
  const params = { name: 'apply_plan', arguments: { plan_id }, requestState, inputResponses };
  const { result } = await peer.request('tools/call', params);
  expect(result).toMatchObject({ structuredContent: { state: 'done' } });
});

describe.each(ERAS)('the journal, %s era', (era) => {
  test('keeps how a plan was approved, and in which client', async () => {
    const world = await account({ era, forms: () => ({ action: 'accept', content: {} }) });
    const relaying = await start({ beside: world, era });
    const byForm = await plan(world, 'plan_update', TAG);
    await world.call('apply_plan', { plan_id: byForm.plan_id });
    const byPhrase = await plan(relaying, 'plan_update', { ...TAG, add_tags: ['lead'] });
    await relaying.call('apply_plan', { plan_id: byPhrase.plan_id, approval: byPhrase.phrase });
    for (const [plan_id, how, words] of [
      [byForm.plan_id, 'form', /It was approved in a form of "test 1", 20/],
      [byPhrase.plan_id, 'relayed', /It was approved by a phrase that the agent passed on in "test 1", 20/],
    ] as const) {
      expect((await world.call('get_plan', { plan_id })).text).toMatch(words);
      const { contents } = await world.client.readResource({ uri: `vobiz://plans/${plan_id}` });
      const [content] = contents;
      expect(JSON.parse(content && 'text' in content ? String(content.text) : '')).toMatchObject({
        approved: how,
        approved_in: 'test 1',
        approved_at: expect.stringMatching(/^20/),
      });
    }
  });
});
