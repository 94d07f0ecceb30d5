import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { inHousehold } from './household.ts';
import { titled } from './page.ts';
import { tagging } from './real.ts';

inHousehold('a page of another port', (world) => {
  test('can neither frame the page, nor read it, nor ask anything of it', async () => {
    const { house } = world;
    await house.start();
    const server = await house.serve();
    const plan_id = await tagging(server, 'seen');
    void server.call('apply_plan', { plan_id });
    const link = await server.link();
    const { origin, hash } = new URL(link);
    const stranger = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<h1>stranger</h1><iframe src="${link}"></iframe>`);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void stranger.close());
    await once(stranger, 'listening');
    const address: AddressInfo | string | null = stranger.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const page = await world.context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForLoadState('networkidle');
    expect(asked).not.toContain('POST /api/session');
    const frame = page.frames()[1];
    expect(await frame?.locator('h1').count()).toBe(0);

    const tried = await page.evaluate(
      async ([to, secret]) => {
        const url = `${to}/api/session`;
        const body = JSON.stringify({ secret });
        const json = { 'Content-Type': 'application/json' };
        const outcomes: string[] = [];
        for (const init of [
          { method: 'POST', body, headers: json },
          { method: 'POST', body },
          { method: 'POST', body, mode: 'no-cors' as const },
          { method: 'GET' },
        ])
          outcomes.push(
            await fetch(url, init).then(
              (reply) => reply.type,
              () => 'failed',
            ),
          );
        const child = open(`${to}/#${secret}`);
        await new Promise((resolve) => setTimeout(resolve, 500));
        outcomes.push(child === null || child.closed ? 'cut off' : 'held');
        return outcomes;
      },
      [origin, 'A'.repeat(22)],
    );
    expect(tried).toEqual(['failed', 'failed', 'failed', 'failed', 'cut off']);
    await titled(await world.open(`${origin}/plans/${plan_id}${hash}`), 'Add the tag "seen"');
  });

  test('and a browser that loads it in advance do not use the link up', async () => {
    const { house, context } = world;
    await house.start();
    const server = await house.serve();
    void server.call('apply_plan', { plan_id: await tagging(server, 'seen') });
    const link = await server.link();
    const posts: string[] = [];
    context.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    const ahead = await context.newPage();
    await ahead.addInitScript(() =>
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' }),
    );
    await ahead.goto(link);
    await ahead.waitForLoadState('networkidle');
    expect(ahead.url()).not.toContain('#');
    expect(posts).toEqual([]);
    const page = await world.open(link);
    await titled(page, 'Add the tag "seen"');
    expect(page.url()).not.toContain('#');
    expect(await context.cookies()).toEqual([]);
    await titled(await world.open(link), 'This page opens with a link');
  });
});
