import { expect, test } from 'vitest';
import { inBrowser, titled } from './page.ts';
import { adding } from './plans.ts';

/** As browsers are with a page that nobody sees yet. */
function unseen(state: string): void {
  const isSeen = () => Boolean(Reflect.get(globalThis, 'isSeen'));
  const visibility = () => (isSeen() || state === 'prerendered' ? 'visible' : 'hidden');
  Object.defineProperty(document, 'visibilityState', { get: visibility });
  Object.defineProperty(document, 'prerendering', { get: () => state === 'prerendered' && !isSeen() });
}

inBrowser('a link', (world) => {
  test('leads to its plan; its secret is in no address, and its session in no cookie', async () => {
    const { server } = world;
    server.account.add(adding());
    server.account.opensAt = 'plan_add';
    const link = server.link();
    const page = await world.open(link);
    await titled(page, 'Add the tag "vip" to 203 contacts');
    expect(page.url()).toBe(`${server.origin}/plans/plan_add`);
    const secret = link.split('#')[1] ?? '';
    expect(
      server.asked.filter(({ body }) => JSON.stringify(body).includes(secret)).map(({ name }) => name),
    ).toEqual(['session']);
    expect(await world.context.cookies()).toEqual([]);
    await page.getByRole('link', { name: 'Plans' }).click();
    await titled(page, 'Plans');
    await page.goBack();
    await titled(page, 'Add the tag "vip" to 203 contacts');
  });

  test('opens once', async () => {
    const { server } = world;
    server.account.add(adding());
    const link = server.link('/plans/plan_add');
    await titled(await world.open(link), 'Add the tag');
    const second = await world.open(link);
    await titled(second, 'This link has been used');
    await second.getByText('For a new one ask in the chat.').waitFor();
  });

  test('is needed', async () => {
    const page = await world.open(`${world.server.origin}/plans/plan_add`);
    await titled(page, 'This page opens with a link');
    expect(world.server.asked).toEqual([]);
  });

  test.each(['hidden', 'prerendered'])('is not used up by a page that is %s', async (state) => {
    const { server } = world;
    server.account.add(adding());
    await world.context.addInitScript(unseen, state);
    const page = await world.open(server.link('/plans/plan_add'));
    await page.waitForLoadState('networkidle');
    expect(page.url()).not.toContain('#');
    expect(server.asked).toEqual([]);
    await page.evaluate(() => {
      Object.assign(globalThis, { isSeen: true });
      for (const event of ['prerenderingchange', 'visibilitychange'])
        document.dispatchEvent(new Event(event));
    });
    await titled(page, 'Add the tag "vip" to 203 contacts');
  });

  test('waits for the program when it does not answer', async () => {
    const { server } = world;
    server.account.add(adding());
    server.isGone = true;
    const page = await world.open(server.link('/plans/plan_add'));
    await titled(page, 'The program behind this page has ended');
    server.isGone = false;
    await titled(page, 'Add the tag "vip" to 203 contacts');
  });

  test('leads to no plan of another account', async () => {
    const page = await world.open(world.server.link('/plans/plan_other'));
    await titled(page, 'There is no such plan');
  });
});
