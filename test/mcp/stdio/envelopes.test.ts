import { describe, expect, test } from 'vitest';
import { ERAS } from '../clients.ts';
import { answersTo, helloIn, openWire, requestIn } from './connect.ts';

const PING = { jsonrpc: '2.0', method: 'ping' };
const LIST = { jsonrpc: '2.0', method: 'prompts/list' };
const RESULT = (id: unknown) => ({ id, result: expect.any(Object) });
const REFUSED = (id: unknown, code: number) => ({ id, error: { code, message: expect.any(String) } });

async function only(message: object | string): Promise<unknown> {
  const { answers } = await answersTo([
    helloIn('2025-11-25'),
    typeof message === 'string' ? message : { ...message },
  ]);
  expect(answers.length).toBeLessThanOrEqual(2);
  return answers[1];
}

describe('a request', () => {
  test.each([
    ['params that are null', { ...LIST, id: 1, params: null }],
    ['params that are an empty list', { ...LIST, id: 1, params: [] }],
    ['`_meta` that is null', { ...LIST, id: 1, params: { _meta: null } }],
    ['`_meta` that is an empty list', { ...LIST, id: 1, params: { _meta: [] } }],
    ['a progress token that is null', { ...LIST, id: 1, params: { _meta: { progressToken: null } } }],
    ['names that the protocol does not know', { ...LIST, id: 1, extra: true, headers: {} }],
    ['an id that is empty', { ...PING, id: '' }],
    ['the id 0', { ...PING, id: 0 }],
    ['a negative id', { ...PING, id: -7 }],
  ])('with %s is answered', async (_what, message) => {
    expect(await only(message)).toMatchObject(RESULT(message.id));
  });

  test.each([
    ['params that are a list', { ...LIST, id: 1, params: ['a'] }],
    ['params that are a text', { ...LIST, id: 1, params: 'a' }],
    ['params that are a number', { ...LIST, id: 1, params: 5 }],
    ['`_meta` that is a text', { ...LIST, id: 1, params: { _meta: 'a' } }],
    ['a progress token that is an object', { ...LIST, id: 1, params: { _meta: { progressToken: {} } } }],
    ['a progress token that is true', { ...LIST, id: 1, params: { _meta: { progressToken: true } } }],
    ['a progress token that is a fraction', { ...LIST, id: 1, params: { _meta: { progressToken: 0.5 } } }],
    [
      'a task that is a number',
      { ...LIST, id: 1, params: { _meta: { 'io.modelcontextprotocol/related-task': 5 } } },
    ],
  ])('with %s is refused as wrong params', async (_what, message) => {
    expect(await only(message)).toMatchObject(REFUSED(1, -32602));
  });

  test.each([
    ['an id that is null', { ...PING, id: null }, null],
    ['an id that is an object', { ...PING, id: { a: 1 } }, null],
    ['an id that is a list', { ...PING, id: [1] }, null],
    ['an id that is true', { ...PING, id: true }, null],
    ['an id that is a fraction', { ...PING, id: 1.5 }, 1.5],
    ['no method', { jsonrpc: '2.0', id: 1 }, 1],
    ['a method that is null', { jsonrpc: '2.0', id: 1, method: null }, 1],
    ['a method that is a number, and no id', { jsonrpc: '2.0', method: 1, params: 'bar' }, null],
    ['no `jsonrpc`', { id: 1, method: 'ping' }, 1],
    ['another `jsonrpc`', { jsonrpc: '1.0', id: 1, method: 'ping' }, 1],
    ['a `jsonrpc` that is a number', { jsonrpc: 2, id: 1, method: 'ping' }, 1],
    ['a result', { ...PING, id: 1, result: {} }, 1],
    ['an error', { ...PING, id: 1, error: { code: 1, message: 'x' } }, 1],
    ['nothing in it', {}, null],
  ])('with %s is refused', async (_what, message, id) => {
    expect(await only(message)).toMatchObject(REFUSED(id, -32600));
  });

  test.each(['null', '5', '"ping"', 'true', '[]', '[5]'])('%s is refused', async (line) => {
    expect(await only(line)).toMatchObject(REFUSED(null, -32600));
  });

  test.each(['ping', '{"jsonrpc":"2.0","id":1', '{"a":1}{"b":2}', "{'id': 1}", '[1,'])(
    '%s is no JSON',
    async (line) => {
      expect(await only(line)).toMatchObject(REFUSED(null, -32700));
    },
  );

  test('gets its id back to the digit, also in a refusal', async () => {
    const { wire, input, output } = await openWire();
    let said = '';
    output.on('data', (piece) => (said += String(piece)));
    input.end(
      '{"jsonrpc":"2.0","id":12345678901234567890,"method":"ping"}\n{"jsonrpc":"2.0","id":1.0,"method":"ping"}',
    );
    await wire.over;
    await wire.drained();
    expect(said).toContain('"id":12345678901234567890,"error":{"code":-32600');
    expect(said).toContain('"id":1}');
  });
});

describe('a notification is never answered', () => {
  test.each([
    { method: 'ping', jsonrpc: '1.0' },
    { method: 'ping' },
    { ...PING, params: null },
    { ...PING, params: 'text' },
    { ...PING, params: { _meta: { progressToken: {} } } },
    { ...PING, method: 'notifications/cancelled', params: [] },
    { ...PING, method: 'notifications/cancelled', params: { requestId: { a: 1 } } },
    { ...PING, method: 'notifications/nothing', params: { _meta: null } },
    { ...PING, method: 'tools/call', params: { name: 'list_contacts', arguments: {} } },
  ])('%j', async (message) => {
    const { answers, sandbox } = await answersTo([helloIn('2025-11-25'), message]);
    expect([answers.length, sandbox.requests]).toEqual([1, []]);
  });
});

describe('a response is never answered', () => {
  test.each([
    { jsonrpc: '2.0', id: 7, result: {} },
    { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'x' } },
    { jsonrpc: '2.0', result: null },
    { id: 1, error: 'x' },
    { jsonrpc: '2.0', id: {}, result: {} },
  ])('%j', async (message) => {
    expect((await answersTo([helloIn('2025-11-25'), message])).answers).toHaveLength(1);
  });
});

describe('a form that is answered oddly', () => {
  const hello = helloIn('2025-11-25');
  const withForms = { ...hello, params: { ...Object(hello['params']), capabilities: { elicitation: {} } } };

  test.each([
    { result: null },
    { result: [] },
    { result: 'accept' },
    { error: 'no' },
    { result: { action: 'accept', _meta: null, content: {} }, error: null },
    { error: { message: 'no' } },
  ])('%j ends the wait for it with the phrase, and nothing is deleted', async (odd) => {
    const { input, sandbox, answers } = await openWire();
    const [contact] = sandbox.account.contacts.keys();
    const params = { name: 'delete_contact', arguments: { contact } };
    for (const message of [withForms, { jsonrpc: '2.0', id: 1, method: 'tools/call', params }])
      input.write(`${JSON.stringify(message)}\n`);
    const form = () =>
      answers()
        .map(Object)
        .find(({ method }) => method === 'elicitation/create');
    await expect.poll(form).toBeDefined();
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id: form().id, ...odd })}\n`);
    const answer = () =>
      answers()
        .map(Object)
        .find(({ id }) => id === 1);
    await expect.poll(answer).toBeDefined();
    expect(JSON.stringify(answer())).toMatch(/DELETE 1 \w{4}/);
    expect(sandbox.writes()).toEqual([]);
  });
});

describe('the log on stderr', () => {
  test('names each fault once, without a word of the message', async () => {
    const secret = '+919876543210';
    const lines = [`${secret}`, `{"${secret}`, secret, `{"id":"${secret}","jsonrpc":"1.0","method":"ping"}`];
    const { logged } = await answersTo([
      ...lines,
      ...lines,
      Buffer.from([0x7b, 0xe9]),
      Buffer.from('{"a"', 'utf16le'),
    ]);
    expect(logged).toEqual([
      { fault: 'This line is not JSON.' },
      { fault: 'A message says `"jsonrpc": "2.0"`.' },
      { fault: 'This line has bytes that are not UTF-8.' },
      { fault: 'This line is UTF-16; messages are written in UTF-8.' },
    ]);
  });
});

describe('batches', () => {
  const batch = JSON.stringify([
    { ...PING, id: 1 },
    { ...PING, id: 2, method: 'tools/call', params: { name: 'get_contact', arguments: { contact: 'p1' } } },
    { jsonrpc: '2.0', method: 'notifications/nothing' },
    5,
    { ...helloIn('2025-03-26'), id: 3 },
    { ...PING, id: 4, method: 'no/such' },
  ]);

  test('are answered in one line in the revision with batches', async () => {
    const { answers } = await answersTo([helloIn('2025-03-26'), batch, { ...PING, id: 9 }]);
    expect(answers).toHaveLength(3);
    const [together] = answers.filter(Array.isArray);
    expect(together).toHaveLength(5);
    expect(together).toEqual(
      expect.arrayContaining([
        expect.objectContaining(RESULT(1)),
        expect.objectContaining(RESULT(2)),
        expect.objectContaining(REFUSED(null, -32600)),
        expect.objectContaining(REFUSED(3, -32600)),
        expect.objectContaining(REFUSED(4, -32601)),
      ]),
    );
  });

  test('of notifications alone get no answer, an empty one is refused', async () => {
    const silent = JSON.stringify([{ jsonrpc: '2.0', method: 'notifications/nothing' }]);
    const { answers } = await answersTo([helloIn('2025-03-26'), silent, '[]']);
    expect(answers.slice(1)).toMatchObject([REFUSED(null, -32600)]);
  });

  test.each(['2024-11-05', '2025-06-18', '2025-11-25'])(
    'are refused in %s, and nothing of them is done',
    async (revision) => {
      const { answers, sandbox } = await answersTo([helloIn(revision), batch]);
      expect(answers.slice(1)).toMatchObject([REFUSED(null, -32600)]);
      expect(sandbox.requests).toEqual([]);
    },
  );

  test('are refused before a revision is agreed on, and by the modern era', async () => {
    const modern = JSON.stringify([requestIn('modern', 2, 'prompts/list')]);
    const { answers } = await answersTo([modern, requestIn('modern', 1, 'prompts/list'), modern]);
    expect(answers).toMatchObject([REFUSED(null, -32600), REFUSED(null, -32600), RESULT(1)]);
  });
});

describe.each(ERAS)('lines of the %s era', (era) => {
  test('with a byte order mark, or another line ending, are answered', async () => {
    const [first, second] = [1, 2].map((id) => JSON.stringify(requestIn(era, id, 'prompts/list')));
    const { answers } = await answersTo([`\ufeff${first}\r`, `\ufeff${second}`]);
    expect(answers).toMatchObject([RESULT(1), RESULT(2)]);
  });

  test('that are too long are refused by their id, and the next one is answered', async () => {
    const long = { text: 'x'.repeat(11_000_000), id: 'inner' };
    const call = (id: unknown) =>
      requestIn(era, id, 'tools/call', { name: 'find_contacts', arguments: long });
    const { id: _id, ...idLast } = call(0);
    const { answers, logged } = await answersTo([
      call(1),
      { ...idLast, id: 2 },
      { jsonrpc: '2.0', method: 'notifications/message', params: long },
      { jsonrpc: '2.0', id: 0, result: { content: long } },
      `"${'x'.repeat(11_000_000)}"`,
      requestIn(era, 3, 'prompts/list'),
    ]);
    expect(answers).toMatchObject([
      REFUSED(1, -32600),
      REFUSED(null, -32600),
      REFUSED(null, -32600),
      RESULT(3),
    ]);
    expect(logged).toEqual([{ fault: 'A message takes at most 10 MiB.' }]);
  });
});
