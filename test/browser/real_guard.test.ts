import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Household, type Served, tagging } from './real.ts';
import { ask, decideBy, exchange, question } from './requests.ts';

const FORBIDDEN = { status: 403, body: 'Forbidden\n' };

describe('the server of the page', () => {
  let house: Household;
  let server: Served;
  let plan_id: string;
  let link: string;
  let origin: string;

  beforeEach(async () => {
    house = new Household();
    await house.start();
    server = await house.serve();
    plan_id = await tagging(server, 'seen');
    void server.call('apply_plan', { plan_id });
    link = await server.link();
    origin = new URL(link).origin;
  });
  afterEach(() => house.end());

  test('answers its own page alone, and everybody else with the same bytes', async () => {
    const token = (await exchange(link)) ?? '';
    const headers = { 'x-session': token };
    const { port } = new URL(origin);
    expect(await ask(origin, { headers })).toMatchObject({ status: 200 });
    const strangers: [string, Parameters<typeof ask>[1]][] = [
      ['no session', {}],
      ['a session of nobody', { headers: { 'x-session': 'A'.repeat(22) } }],
      ['a question that there is not', { headers, path: '/api/nothing' }],
      ['a question of every object', { headers, path: '/api/constructor' }],
      ['another path', { headers, path: '/' }],
      ['a path that climbs', { headers, path: '/api/../api/start' }],
      ['the name of this computer', { headers: { ...headers, host: `localhost:${port}` } }],
      ['a name that leads here', { headers: { ...headers, host: `evil.test:${port}` } }],
      ['a host without port', { headers: { ...headers, host: '127.0.0.1' } }],
      ['no host', { headers: { ...headers, host: '' } }],
      ['another port', { headers: { ...headers, origin: 'http://127.0.0.1:1' } }],
      ['a secure page', { headers: { ...headers, origin: `https://127.0.0.1:${port}` } }],
      ['a page without origin', { headers: { ...headers, origin: 'null' } }],
      ['no origin', { headers: { ...headers, origin: '' } }],
      ['a form', { headers: { ...headers, 'content-type': 'text/plain' } }],
      [
        'a form that looks like JSON',
        { headers: { ...headers, 'content-type': 'text/plain; application/json' } },
      ],
      ['no kind of content', { headers: { ...headers, 'content-type': '' } }],
      ['no JSON', { headers, body: '{' }],
      ['nothing', { headers, body: '' }],
      ['a list', { headers, body: '[]' }],
      ['null', { headers, body: 'null' }],
      ['too much', { headers, body: JSON.stringify({ a: 'x'.repeat(70_000) }) }],
      ['far too much', { headers, body: JSON.stringify({ a: 'x'.repeat(5_000_000) }) }],
      ['PUT', { headers, method: 'PUT' }],
      ['DELETE', { headers, method: 'DELETE' }],
      ['OPTIONS', { headers: { ...headers, 'access-control-request-method': 'POST' }, method: 'OPTIONS' }],
      ['a fragment of a plan', { headers, path: '/api/plan', body: '{"plan_id":1}' }],
      ['a GET of another host', { method: 'GET', headers: { host: 'evil.test' } }],
    ];
    for (const [who, request] of strangers) {
      const replied = await ask(origin, request);
      expect({ who, ...replied }).toMatchObject({ who, ...FORBIDDEN });
      const { date: _, ...same } = replied.headers;
      expect({ who, same }).toMatchObject({ who, same: { 'content-type': 'text/plain; charset=utf-8' } });
      expect(Object.keys(same).join()).not.toContain('access-control');
    }
    const head = await ask(origin, { headers, method: 'HEAD' });
    expect(head).toMatchObject({ status: 403, body: '' });
    expect(await ask(origin, { headers })).toMatchObject({ status: 200 });
  });

  test('gives the same page for every path, without data, that nobody may keep, frame or tell of', async () => {
    const paths = [
      '/',
      `/plans/${plan_id}`,
      '/plans/plan_other',
      '/tags',
      '/api/start',
      '/%2e%2e/etc',
      '/?a=1',
    ];
    const replies = await Promise.all(paths.map((path) => ask(origin, { method: 'GET', path })));
    const [{ headers, body } = replies[0] ?? expect.fail()] = replies;
    expect(new Set(replies.map((reply) => reply.body)).size).toBe(1);
    expect(body).not.toContain(plan_id);
    expect(body).not.toContain('MA_SANDBOX');
    const common = {
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    };
    expect(headers).toMatchObject(common);
    const policy = headers['content-security-policy'];
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'/,
    );
    expect(policy).toContain("frame-ancestors 'none'");
    const refused = await ask(origin);
    expect(refused.headers).toMatchObject({
      ...common,
      'content-security-policy': expect.stringMatching(/^default-src 'none'/),
    });
    expect(headers['set-cookie'] ?? refused.headers['set-cookie']).toBeUndefined();
  });

  test('hears nobody but this computer, and is not held up by a request that never ends', async () => {
    const { port } = new URL(origin);
    const socket = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`POST /api/start HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\n`);
    expect(await ask(origin, { method: 'GET', path: '/' })).toMatchObject({ status: 200 });
    const [other = '127.0.0.2'] = Object.values(networkInterfaces())
      .flat()
      .flatMap((one) => (one?.family === 'IPv4' && !one.internal ? [one.address] : []));
    const refused = await new Promise((resolve) => {
      connect(Number(port), other)
        .on('error', resolve)
        .on('connect', () => resolve('connected'));
    });
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('takes a link once, for two minutes, and a session for an hour', async () => {
    const [token, second] = await Promise.all([exchange(link), exchange(link)]);
    expect([token, second].filter(Boolean)).toHaveLength(1);
    const mine = token ?? second ?? '';
    expect(await question(origin, mine, 'start')).toMatchObject({ plan_id });
    await server.later(59 * 60_000);
    expect(await question(origin, mine, 'start')).toMatchObject({ plan_id });
    await server.later(2 * 60_000);
    expect(await question(origin, mine, 'start')).toEqual({ status: 403 });
    expect(await question(origin, mine, 'decide', { plan_id, hash: 'x', decision: 'approve' })).toEqual({
      status: 403,
    });
  });

  test('takes no link after two minutes, and no token of another process', async () => {
    await server.later(121_000);
    expect(await exchange(link)).toBeUndefined();
    const other = await house.serve();
    const plan = await tagging(other, 'other');
    void other.call('apply_plan', { plan_id: plan });
    const otherLink = await other.link();
    const token = (await exchange(otherLink)) ?? '';
    expect(await question(new URL(otherLink).origin, token, 'start')).toMatchObject({ plan_id: plan });
    expect(await question(origin, token, 'start')).toEqual({ status: 403 });
  });

  test('takes no session whose time nobody knows any more, since the clock was put back', async () => {
    const token = (await exchange(link)) ?? '';
    expect(await question(origin, token, 'start')).toMatchObject({ plan_id });
    await server.later(-60 * 60_000);
    expect(await question(origin, token, 'start')).toEqual({ status: 403 });
  });

  test('says nothing to what is no request of a page at all', async () => {
    const { port, host } = new URL(origin);
    const said = (lines: string[]) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1');
        let text = '';
        socket.on('data', (data) => (text += String(data)));
        socket.on('close', () => resolve(text));
        socket.on('error', () => resolve(text));
        socket.end(`${lines.join('\r\n')}\r\n\r\n`);
      });
    const foreign = [
      ['GET / HTTP/1.0'],
      ['GET http://evil.test/ HTTP/1.1', 'Host: evil.test'],
      ['GET / HTTP/1.1', 'Host: evil.test', `Host: ${host}`],
      ['CONNECT evil.test:443 HTTP/1.1', 'Host: evil.test:443'],
      ['GET / HTTP/1.1', 'Host: evil.test', 'Connection: Upgrade', 'Upgrade: websocket'],
      ['nonsense'],
    ];
    for (const lines of foreign)
      expect(await said(lines)).toMatch(/^(|HTTP\/1\.1 (403 Forbidden|400 Bad Request)[\s\S]*)$/);
    expect(await exchange(link)).toBeDefined();
  });

  test('decides although the client gave up its call', async () => {
    const giveUp = new AbortController();
    const other = await tagging(server, 'other');
    const given = server.call('apply_plan', { plan_id: other }, giveUp.signal);
    const otherLink = await server.link();
    giveUp.abort();
    await expect(given).rejects.toThrow();
    expect(await decideBy(otherLink, other)).not.toHaveProperty('refused');
    expect(await server.call('get_plan', { plan_id: other, wait_seconds: 25 })).toMatchObject({
      state: 'done',
    });
  });

  test('decides what was shown alone: a second after that, with its hash, and its count typed', async () => {
    const token = (await exchange(link)) ?? '';
    const decide = (body: object) =>
      question(origin, token, 'decide', { plan_id, decision: 'approve', ...body });
    expect(await decide({ hash: 'another' })).toMatchObject({ refused: 'changed' });
    const { hash } = await question(origin, token, 'plan', { plan_id });
    expect(await decide({ hash })).toMatchObject({ refused: 'early' });
    expect(await decide({ hash, decision: 'perhaps' })).toEqual({ status: 403 });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const answers = await Promise.all([
      decide({ hash }),
      decide({ hash }),
      decide({ hash, decision: 'decline' }),
    ]);
    expect(answers.filter(({ refused }) => refused === undefined)).toHaveLength(1);
    expect(answers.filter(({ refused }) => refused === 'decided')).toHaveLength(2);
  });

  test('deletes nothing without the right number', async () => {
    const token = (await exchange(link)) ?? '';
    const { contacts } = await server.call('list_contacts', { limit: 3 });
    const ids = Array.isArray(contacts) ? contacts.map(({ id }) => id) : [];
    const { plan_id: deleting } = await server.call('plan_delete', {
      contacts: ids,
      include_protected: true,
    });
    const { hash } = await question(origin, token, 'plan', { plan_id: deleting });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    for (const typed of [undefined, '', '2', '33', '3.0', '0x3'])
      expect(
        await question(origin, token, 'decide', { plan_id: deleting, hash, decision: 'approve', typed }),
      ).toMatchObject({ refused: 'typed' });
    expect(house.sandbox.writes()).toEqual([]);
    const decided = await question(origin, token, 'decide', {
      plan_id: deleting,
      hash,
      decision: 'approve',
      typed: '3',
    });
    expect(decided).not.toHaveProperty('refused');
    expect(await server.call('get_plan', { plan_id: deleting, wait_seconds: 10 })).toMatchObject({
      state: 'done',
    });
  });
});
