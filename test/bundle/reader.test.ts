import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { garble } from '../mcp/stdio/garble.ts';
import { pointTo } from '../pointTo.ts';
import { atEnd, launch, MAIN, NODE, openSandbox, parsed, serve, temporary, tidyUp } from './bundle.ts';

afterAll(tidyUp);

const SOON = { timeout: 8000, interval: 50 };
const CLIENT = { capabilities: {}, clientInfo: { name: 'by hand', version: '1' } };
const HELLO = { protocolVersion: '2025-11-25', ...CLIENT };
const request = (id: unknown, method: string, params: object = {}) =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });
const call = (id: number, name: string, args: object = {}) =>
  request(id, 'tools/call', { name, arguments: args });
const idsIn = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => parsed(line)['id']);

/** The bundle, fed with bytes; its output is complete after its end. */
function feed(bytes: string | Buffer, args = ['--sandbox']) {
  const launched = launch([MAIN, ...args]);
  launched.child.stdin.end(bytes);
  return launched;
}

describe.concurrent('a server whose input ends', () => {
  test('answers a whole file of requests into another file, and ends with 0', async () => {
    const folder = temporary();
    const [from, to] = [join(folder, 'requests.jsonl'), join(folder, 'answers.jsonl')];
    const requests = [
      request(1, 'initialize', HELLO),
      '{"jsonrpc":"2.0","method":"notifications/initialized"}',
      request(2, 'tools/list'),
      call(3, 'find_contacts'),
      call(4, 'list_tags'),
      call(5, 'list_contacts'),
      call(6, 'find_duplicates'),
      request(7, 'resources/list'),
      request(8, 'resources/read', { uri: 'vobiz://tags' }),
      request(9, 'prompts/list'),
      call(10, 'plan_update', { contacts: ['nobody'], add_tags: ['vip'] }),
      call(11, 'create_contact', { phone_number: '+919876543210', name: 'New' }),
      request(12, 'ping'),
    ];
    writeFileSync(from, `\ufeff${requests.join('\r\n')}`);
    const env = { PATH: process.env['PATH'] ?? '' };
    const stdio = [openSync(from, 'r'), openSync(to, 'w'), 'ignore'] as const;
    const child: ChildProcess = spawn(NODE, [MAIN, '--sandbox'], { env, stdio: [...stdio] });
    atEnd(() => child.kill('SIGKILL'));
    expect((await once(child, 'close'))[0]).toBe(0);
    const answers = readFileSync(to, 'utf8');
    expect(
      idsIn(answers)
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  test('cuts no line for a late and slow reader', async () => {
    const asked = [request(0, 'initialize', HELLO)];
    for (let id = 1; id <= 40; id++) asked.push(request(id, 'tools/list'));
    const child = spawn(NODE, [MAIN, '--sandbox'], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
    atEnd(() => child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    child.stdin.end(`${asked.join('\n')}\n`);
    await delay(3000);
    let text = '';
    for await (const piece of child.stdout) {
      text += String(piece);
      await delay(50);
    }
    expect(
      idsIn(text)
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual([...asked.keys()]);
    expect(text.endsWith('}\n')).toBe(true);
    expect((await ended)[0]).toBe(0);
  });
});

describe.concurrent('a client that hangs up', () => {
  test.each(['SIGTERM', 'closed output'])('by %s is no defect', async (how) => {
    const sandbox = await openSandbox({ contacts: 4000, latencyMs: 300 });
    const env = { ...pointTo(sandbox), VOBIZ_CONCURRENCY: '1' };
    const { child, ended, call: ask, send, said } = await serve([], env);
    void ask('list_tags');
    await vi.waitFor(() => expect(sandbox.requests.length).toBeGreaterThan(0), SOON);
    if (how === 'SIGTERM') child.kill('SIGTERM');
    else {
      child.stdout.destroy();
      send({ jsonrpc: '2.0', id: 99, method: 'ping' });
    }
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said.stderr).toBe('');
  });
});

describe.concurrent('lines that are no messages', () => {
  test('of 11 MB leave the server as it was: the next request is answered, and it ends', async () => {
    const long = call(5, 'find_contacts', { text: 'x'.repeat(11_000_000) });
    const { said, ended } = feed(
      `${request(1, 'initialize', HELLO)}\n${long}\n${request(2, 'tools/list')}\n`,
    );
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(idsIn(said.stdout)).toEqual([1, 5, 2]);
    expect(parsed(said.stdout.split('\n')[1] ?? '')).toMatchObject({ error: { code: -32600 } });
  });

  test('in UTF-16 are named on stderr, once, and answered', async () => {
    const text = `${request(1, 'initialize', HELLO)}\r\n${request(2, 'ping')}\r\n`;
    const { said, ended } = feed(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(said.stdout.trim().split('\n').map(parsed)).toMatchObject(
      Array(2).fill({ id: null, error: { code: -32700 } }),
    );
    expect(said.stderr.match(/UTF-16/g)).toHaveLength(1);
  });

  test('cut, joined, random and mixed with messages: each message is answered once, and nothing else is', async () => {
    const { child, said, ended } = launch([MAIN, '--sandbox']);
    const { bytes, good } = garble(1, 20_000);
    child.stdin.end(bytes);
    expect(await ended).toEqual({ code: 0, signal: null });
    const answers = said.stdout.trim().split('\n').map(parsed);
    const results = answers.filter(({ result }) => result).map(({ id }) => id);
    expect(results.length).toBe(good.length);
    expect(new Set(results)).toEqual(new Set(good));
    const others = answers.filter(({ result }) => !result);
    expect(
      others.filter(({ id, error }) => id !== null || ![-32700, -32600].includes(Object(error).code)),
    ).toEqual([]);
    expect(said.stderr.trim().split('\n').length).toBeLessThan(8);
  });
});
