import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { StdioTransport } from '../../../src/mcp/stdio/transport.ts';
import { crowd, fill } from '../../tools/world.ts';
import { ERAS } from '../clients.ts';
import { answersTo, lineOf, openWire, requestIn } from './connect.ts';

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const call = (era: (typeof ERAS)[number], id: number, contact = `p${id}`) =>
  requestIn(era, id, 'tools/call', { name: 'get_contact', arguments: { contact } });

/** A wire without a server: it keeps the messages, and the test answers them by hand. */
async function openBare() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const wire = new StdioTransport(input, output, SILENT);
  const begun: unknown[] = [];
  wire.onmessage = (message) => begun.push('id' in message ? message.id : Object(message).method);
  await wire.start();
  let said = '';
  output.on('data', (piece) => (said += String(piece)));
  const answer = (id: number) => wire.send({ jsonrpc: '2.0', id, result: {} });
  return { wire, input, begun, answer, said: () => said };
}

describe('many calls at once', () => {
  test('64 begin, the others wait in their order, and none is lost', async () => {
    const { input, begun, answer, wire, said } = await openBare();
    for (let id = 1; id <= 200; id++) input.write(lineOf(call('legacy', id)));
    input.write(lineOf(requestIn('legacy', 900, 'ping')));
    input.end();
    await expect.poll(() => begun.length).toBe(65);
    expect(begun).toEqual([...Array.from({ length: 64 }, (_, n) => n + 1), 900]);
    await answer(900);
    for (let id = 1; id <= 200; id++) await answer(id);
    expect(begun.filter((id) => id !== 900)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    await wire.over;
    await wire.drained();
    expect(said().trim().split('\n')).toHaveLength(201);
  });

  test('a waiting call that is cancelled is neither begun nor answered', async () => {
    const { input, begun, answer, wire, said } = await openBare();
    for (let id = 1; id <= 66; id++) input.write(lineOf(call('legacy', id)));
    const cancel = (requestId: number) => ({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId },
    });
    input.write(lineOf(cancel(65)));
    input.write(lineOf(cancel(1)));
    input.end();
    // The place of the one that was begun is free again.
    await expect.poll(() => begun.slice(64)).toEqual(['notifications/cancelled', 66]);
    for (let id = 2; id <= 66; id++) await answer(id);
    await wire.over;
    await wire.drained();
    const ids = said()
      .trim()
      .split('\n')
      .map((line) => Object(JSON.parse(line)).id);
    expect(ids).toEqual([...Array.from({ length: 63 }, (_, n) => n + 2), 66]);
  });

  test('one id twice at once is answered twice', async () => {
    const { answers } = await answersTo([call('legacy', 1), call('legacy', 1)]);
    expect(answers).toMatchObject([{ id: 1 }, { id: 1 }]);
  });
});

describe.each(ERAS)('the end of input, %s era', (era) => {
  test('comes after all open requests are answered', async () => {
    const { input, wire, answers, sandbox } = await openWire({ sandbox: { latencyMs: 10 } });
    fill(sandbox, ...crowd(150));
    for (const n of crowd(150).keys()) input.write(lineOf(call(era, n + 1)));
    input.end(JSON.stringify(requestIn(era, 'last', 'tools/list')));
    expect(await wire.over).toBe('end of input');
    await wire.drained();
    const found = answers().map(Object);
    const ids = ['last', ...crowd(150).map((_, n) => n + 1)];
    expect(new Set(found.map(({ id }) => id))).toEqual(new Set(ids));
    expect([found.length, found.filter(({ error }) => error)]).toEqual([ids.length, []]);
  });

  test('does not wait for slow calls: they are answered with a next step', async () => {
    const limits = { answersMs: 300, stuckMs: 300 };
    const { input, wire, answers, sandbox } = await openWire({}, limits);
    sandbox.fault({ times: 9, action: { delay: 4000 } });
    input.end(Buffer.concat([1, 2].map((id) => lineOf(call(era, id)))));
    const started = performance.now();
    await wire.over;
    await wire.drained();
    expect(performance.now() - started).toBeLessThan(2000);
    const late = {
      error: { code: -32000, message: expect.stringMatching(/not finished .* Look what became/) },
    };
    expect(answers()).toMatchObject([
      { id: 1, ...late },
      { id: 2, ...late },
    ]);
  });

  test('does not wait for subscriptions, and they are answered when the server ends', async () => {
    const { input, wire, answers } = await openWire();
    input.write(lineOf(requestIn(era, 1, 'prompts/list')));
    input.write(lineOf(requestIn(era, 2, 'subscriptions/listen', { notifications: {} })));
    input.end();
    const started = performance.now();
    await wire.over;
    await wire.drained();
    expect(performance.now() - started).toBeLessThan(2000);
    expect(
      answers()
        .map(Object)
        .filter(({ id }) => id === 1),
    ).toHaveLength(1);
  });
});

test('while nobody reads the answers, no call begins, and every answer arrives in the end', async () => {
  const [input, output] = [new PassThrough(), new PassThrough({ highWaterMark: 1 })];
  const wire = new StdioTransport(input, output, SILENT);
  let begun = 0;
  wire.onmessage = (message) => {
    begun += 1;
    const id = 'id' in message ? message.id : undefined;
    if (id !== undefined) void wire.send({ jsonrpc: '2.0', id, result: { long: 'x'.repeat(20_000) } });
  };
  await wire.start();
  for (const id of crowd(2000).keys()) input.write(lineOf(requestIn('legacy', id, 'tools/list')));
  input.end();
  await delay(300);
  // A megabyte of answers waits.
  expect(begun).toBeLessThan(80);
  let lines = 0;
  output.on('data', (piece) => (lines += String(piece).split('\n').length - 1));
  await wire.over;
  await wire.drained();
  expect([begun, lines]).toEqual([2000, 2000]);
});

test('a client that stops reading does not hold up the end for ever', async () => {
  const [input, output] = [new PassThrough(), new PassThrough({ highWaterMark: 1 })];
  const wire = new StdioTransport(input, output, SILENT, { answersMs: 300, stuckMs: 300 });
  await wire.start();
  for (let n = 0; n < 100; n++) input.write('no JSON\n');
  await delay(50);
  const started = performance.now();
  await wire.close();
  await wire.drained();
  expect(performance.now() - started).toBeLessThan(2000);
});
