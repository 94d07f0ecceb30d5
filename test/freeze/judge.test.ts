import { expect, onTestFinished, test } from 'vitest';
import { pause } from '../kill/killing.ts';
import { start } from '../sandbox/client.ts';
import { fill } from '../tools/world.ts';
import { type Intent, judge } from './judge.ts';
import { Witness } from './witness.ts';

const TOLD: Intent = {
  sets: (fact, value) => fact === 'tag sale' || (fact === 'name' && value === 'Ours'),
  deletes: () => true,
  free: new Set(),
};

type Write = [method: string, body?: object];

/** A program that writes upon what it has read so long ago; what somebody else does comes right after the reading. */
async function afterReading(ms: number, edit: object, [method, body]: Write) {
  const { sandbox, call } = await start();
  fill(sandbox, { tags: ['vip'] });
  const witness = new Witness(sandbox);
  onTestFinished(() => witness.close());
  await call('GET', '/contacts/p1');
  witness.others(() => sandbox.account.edit('p1', edit));
  await pause(ms);
  await call(method, '/contacts/p1', body);
  return judge(witness, sandbox.requests, TOLD);
}

const LONG = 2500;
const TAGS: Write = ['PUT', { tags: ['vip', 'sale'] }];
const NAME: Write = ['PUT', { name: 'Ours' }];
const NO_ATTRIBUTES: Write = ['PUT', { custom_attributes: {} }];

/** What somebody else did, the write, and what it destroys. */
const CASES: [edit: object, write: Write, what: string[]][] = [
  [{ tags: ['vip', 'theirs'] }, TAGS, ['tag']],
  [{ tags: [] }, TAGS, ['tag']],
  [{ tags: ['vip', 'opted-out'] }, TAGS, ['opt-out', 'opt-out']],
  [{ name: 'Theirs' }, NAME, ['name']],
  [{ custom_attributes: { note: 1 } }, NO_ATTRIBUTES, ['attribute']],
  [{ name: 'Theirs' }, ['DELETE'], ['deleted']],
];

const what = (all: { what: string }[]) => all.map((loss) => loss.what);

test('the judge sees what a write upon an old reading destroys, and its request', async () => {
  const seen = await Promise.all(CASES.map(([edit, write]) => afterReading(LONG, edit, write)));
  expect(seen.map(({ losses }) => what(losses))).toEqual(CASES.map(([, , expected]) => expected));
  const lines = seen.map(({ losses }) => losses[0]?.lines);
  const request = (method: string) => expect.stringMatching(`^#2 .* ${method} `);
  const reading = expect.stringMatching(/^#1 .* GET /);
  expect(lines).toEqual(CASES.map(([, [method]]) => [reading, request(method)]));
});

test('the judge keeps apart what no program can prevent', async () => {
  const seen = await Promise.all(CASES.map(([edit, write]) => afterReading(0, edit, write)));
  expect(seen.flatMap(({ losses }) => losses)).toEqual([]);
  expect(seen.map(({ insideTheRoundTrip: inside }) => what(inside))).toEqual(CASES.map(([, , of]) => of));
});

test('the judge has nothing against a write that keeps what somebody else did', async () => {
  const kept: Write = ['PUT', { tags: ['vip', 'theirs', 'sale'] }];
  const clean = { losses: [], insideTheRoundTrip: [], stoppedWhileSending: [] };
  expect(await afterReading(0, { tags: ['vip', 'theirs'] }, kept)).toEqual(clean);
  expect(await afterReading(0, { name: 'Theirs' }, TAGS)).toEqual(clean);
});

test('the judge excuses the one write that a process can have been sending when it was stopped', async () => {
  const { sandbox, call } = await start();
  fill(sandbox, { tags: ['vip'] }, { tags: ['vip'] });
  const witness = new Witness(sandbox);
  onTestFinished(() => witness.close());
  for (const id of ['p1', 'p2']) {
    await call('GET', `/contacts/${id}`);
    witness.others(() => sandbox.account.edit(id, { name: 'Theirs' }));
  }
  await pause(LONG);
  const resumed = Date.now();
  for (const id of ['p1', 'p2']) await call('PUT', `/contacts/${id}`, { name: 'Ours' });
  const verdict = judge(witness, sandbox.requests, TOLD, [resumed]);
  const whose = (all: { contact: string }[]) => all.map(({ contact }) => contact);
  expect(whose(verdict.stoppedWhileSending)).toEqual(['p1']);
  expect(whose(verdict.losses)).toEqual(['p2']);
  // A process that went on before that was not sending it.
  const late = judge(witness, sandbox.requests, TOLD, [resumed - 200]);
  expect(whose(late.losses)).toEqual(['p1', 'p2']);
});
