import { describe, expect, test } from 'vitest';
import { type Dialect, type Limit, newDialect } from '../../src/sandbox/dialect.ts';
import { type Harness, start } from '../harness.ts';
import { plan } from '../tools/plans.ts';
import { crowd, fill, type Person } from '../tools/world.ts';
import { loose, type Moment, momentOf, written } from './oracle.ts';
import { carriedOut, planned, ran, receiptOf } from './receipt.ts';

interface Op {
  change: Record<string, unknown>;
  tool?: 'plan_delete';
  /** Besides Asha, who is part of every plan. */
  others?: Person[];
}

const asha: Person = {
  name: 'Asha',
  tags: ['Lead', 'vip', ' old '],
  custom_attributes: { city: 'Pune', plan: 'pro' },
};
const bare: Person = { name: 'Bela', tags: [], custom_attributes: {} };

const OPS: Readonly<Record<string, Op>> = {
  'tags added': { change: { add_tags: ['Gold', 'new'] }, others: [bare] },
  'another spelling added': { change: { add_tags: ['VIP'] }, others: [bare] },
  'tags removed': { change: { remove_tags: ['vip', ' old '] } },
  'the last tag removed': { change: { remove_tags: ['vip'] }, others: [{ tags: ['vip'] }] },
  'all tags removed': { change: { remove_tags: ['*'] } },
  'tags renamed': { change: { rename_tags: { vip: 'Gold' } }, others: [{ tags: ['vip', 'Gold'] }, bare] },
  'a spelling renamed': { change: { rename_tags: { vip: 'VIP' } } },
  'a name set': { change: { name: 'Chitra' }, others: [{ name: ' Asha ' }] },
  'a name spelt otherwise': { change: { name: 'ASHA' } },
  'attributes set': { change: { set_attributes: { city: 'Goa', n: 1 } }, others: [bare] },
  'an attribute spelt otherwise': { change: { set_attributes: { city: 'PUNE' } } },
  'an attribute removed': { change: { remove_attributes: ['city'] } },
  'the last attribute removed': {
    change: { remove_attributes: ['city', 'plan'] },
    others: [{ custom_attributes: { city: 'Pune' } }],
  },
  'an attribute renamed': { change: { rename_attributes: { city: 'town' } } },
  everything: {
    change: {
      name: 'Chitra',
      add_tags: ['Gold'],
      remove_tags: ['vip'],
      set_attributes: { tier: 1 },
      remove_attributes: ['city'],
    },
  },
  'a new number': { change: { new_number: '+919111111111' } },
  deleted: { change: {}, tool: 'plan_delete', others: [bare] },
};

/** Operations by name; each dialect concerns some of them. */
const ALL = /^/;
const TAGS = /tag|spelling|every|number|deleted/;
const ATTRIBUTES = /attribute|every/;
const NAMES = /name|every/;
const NEW = /number|deleted/;
const REPLIES = /spelt|last|every/;

const DIALECTS: readonly (readonly [Partial<Dialect>, RegExp])[] = [
  [{}, ALL],
  [{ attributes: 'merge' }, ATTRIBUTES],
  [{ emptyAttributes: 'ignore' }, ATTRIBUTES],
  [{ attributes: 'merge', emptyTags: 'ignore', emptyAttributes: 'ignore' }, ALL],
  [{ emptyTags: 'ignore' }, TAGS],
  [{ tagStyle: 'lower' }, TAGS],
  [{ tagStyle: 'trim' }, TAGS],
  [{ tagStyle: 'sorted' }, TAGS],
  [{ tagStyle: 'lower-trim-sorted', nameStyle: 'trim' }, TAGS],
  [{ tagStyle: 'lower-trim-sorted', putReply: 'stale' }, /tag|spel|every/],
  [{ tagStyle: 'lower', putReply: 'empty', attributes: 'merge', emptyTags: 'ignore' }, TAGS],
  [{ nameStyle: 'trim' }, NAMES],
  [{ ignores: ['name'] }, NAMES],
  [{ ignores: ['tags'] }, TAGS],
  [{ ignores: ['custom_attributes'] }, ATTRIBUTES],
  [{ nullFields: true }, /last|all|number|deleted/],
  [{ putReply: 'wrapped' }, REPLIES],
  [{ putReply: 'empty' }, REPLIES],
  [{ putReply: 'stale' }, ALL],
  [{ existing: 'conflict' }, NEW],
  [{ existing: 'invalid' }, NEW],
  [{ existing: 'bad-request' }, NEW],
  [{ existing: 'upsert' }, NEW],
  [{ listShape: 'data', maxLimit: 1 }, NEW],
  [{ order: 'shuffled', maxLimit: 2 }, NEW],
  [{ order: 'updated' }, NEW],
  [{ search: 'word', searchPlus: 'breaks' }, NEW],
  [{ search: 'prefix', searchPlus: 'ignored', searchCase: 'exact' }, NEW],
  [{ tagMatch: 'blind', idStyle: 'number' }, NEW],
  [{ putNumber: 'refused', idStyle: 'short' }, NEW],
  [{ basePath: '/v1', unknownPath: 'unauthorized', errorStyle: 'html' }, NEW],
];

/** The people of one operation, Asha first. */
async function account(dialect: Partial<Dialect>, { others = [] }: Op): Promise<Harness> {
  const harness = await start({ sandbox: { contacts: 0, dialect } });
  fill(harness.sandbox, asha, ...others.map((other) => ({ ...asha, ...other })));
  return harness;
}

/** Everything untrue in the receipts of an operation and of its undo. */
async function untrue(dialect: Partial<Dialect>, op: Op): Promise<string[]> {
  const harness = await account(dialect, op);
  const was = momentOf(harness.sandbox);
  const contacts = [...was.contacts.keys()];
  const done = await ran(harness, op.tool ?? 'plan_update', { contacts, ...op.change });
  const undo = await planned(harness, 'plan_undo', { plan_id: done.plan_id });
  if (!('phrase' in undo))
    return [...done.untrue, ...changed(was, harness).map((id) => `${undo.text} But ${id} changed.`)];
  const back = await carriedOut(harness, undo);
  const open = [...done.items, ...back.items]
    .filter(({ state }) => state === 'failed')
    .map(({ contact_id }) => contact_id);
  const left = changed(was, harness).filter((id) => !open.includes(id));
  return [...done.untrue, ...back.untrue, ...left.map((id) => `${id} is not as before`)];
}

/** The contacts that are not as before, spelling, id and times aside. */
function changed(was: Moment, { sandbox }: Harness): string[] {
  const folded = (contact: Parameters<typeof written>[0]) => {
    const { name, tags, custom_attributes } = written(contact);
    return JSON.stringify([loose(name), tags.map(loose).sort(), Object.entries(custom_attributes).sort()]);
  };
  return [...was.contacts.values()].flatMap((before) => {
    const now = sandbox.account.byNumber(before.phone_number);
    return now && folded(now) === folded(before) ? [] : [before.id];
  });
}

describe.each(DIALECTS)('under %j', (dialect, concerned) => {
  const ops = Object.entries(OPS).filter(([name]) => concerned.test(name));
  test.each(ops)('receipts are true of %s, and undone (promises 5 and 8)', async (_, op) => {
    expect(await untrue(dialect, op)).toEqual([]);
  });
});

describe.each<Partial<Dialect>>([{ listShape: 'data' }, { order: 'shuffled' }, { order: 'updated' }])(
  'pages of 50 and %j',
  (dialect) => {
    test('leave no contact out of a plan or of its undo (promise 6)', async () => {
      const harness = await start({ sandbox: { contacts: 0, dialect: { maxLimit: 50, ...dialect } } });
      fill(harness.sandbox, ...crowd(60, () => asha));
      const was = momentOf(harness.sandbox);
      const { data } = await harness.call('find_contacts', { tags_all: ['vip'] });
      const done = await ran(harness, 'plan_update', {
        selection_id: data['selection_id'],
        add_tags: ['Gold'],
      });
      const undone = await ran(harness, 'plan_undo', { plan_id: done.plan_id });
      expect([done.states, undone.states]).toEqual([{ done: 60 }, { done: 60 }]);
      expect([...done.untrue, ...undone.untrue, ...changed(was, harness)]).toEqual([]);
    });
  },
);

describe('a service that turns requests away', () => {
  const styles = [
    'message',
    'text-error',
    'code-object',
    'list',
    'detail-list',
    'api-id',
    'plain',
    'html',
    'empty',
  ];

  test('is quoted by the receipt, however it words the refusal', async () => {
    for (const errorStyle of styles) {
      const harness = await start({ sandbox: { contacts: 0, dialect: newDialect({ errorStyle }) } });
      fill(harness.sandbox, asha);
      harness.sandbox.fault({ method: 'PUT', action: { status: 422 } });
      const { items, untrue } = await ran(harness, 'plan_update', { contacts: ['p1'], name: 'Bela' });
      const reason = expect.stringMatching(/422 \(PUT \/contacts\/p1/);
      expect([errorStyle, items, untrue]).toEqual([
        errorStyle,
        [expect.objectContaining({ state: 'failed', reason })],
        [],
      ]);
    }
  });

  test.each<Limit>([
    { concurrent: 1, tell: 'nothing' },
    { concurrent: 1, status: 503, tell: 'retry-after' },
    { writesPerSecond: 20, status: 403, tell: 'retry-after' },
  ])('for a while, by %j, gets everything done once', async (limit) => {
    const harness = await start({ sandbox: { contacts: 0, dialect: { limit } } });
    fill(harness.sandbox, ...crowd(4, () => asha));
    const contacts = [...harness.sandbox.account.contacts.keys()];
    const { states, untrue } = await ran(harness, 'plan_update', { contacts, add_tags: ['Gold'] });
    expect([states, untrue]).toEqual([{ done: 4 }, []]);
    expect(harness.sandbox.writes().filter(({ applied }) => applied)).toHaveLength(4);
  });

  test('until tomorrow leaves a receipt of the done and the open items, and the plan goes on from there', async () => {
    const harness = await start({ sandbox: { contacts: 0 }, env: { VOBIZ_CONCURRENCY: '1' } });
    fill(harness.sandbox, ...crowd(5, () => asha));
    const was = momentOf(harness.sandbox);
    const contacts = [...was.contacts.keys()];
    const { plan_id, phrase: approval } = await plan(harness, 'plan_update', {
      contacts,
      add_tags: ['Gold'],
    });
    harness.sandbox.dialect.limit = { daily: was.requests + contacts.length + 7 };
    const blocked = await harness.call('apply_plan', { plan_id, approval });
    expect(blocked.data).toMatchObject({ state: 'blocked', reason: expect.stringContaining('quota') });
    expect(await receiptOf(harness, plan_id, was)).toMatchObject({
      states: { done: 2, pending: 3 },
      untrue: [],
    });
    harness.sandbox.dialect.limit = {};
    await harness.call('apply_plan', { plan_id });
    expect(await receiptOf(harness, plan_id, was)).toMatchObject({ states: { done: 5 }, untrue: [] });
  });
});
