import { expect, test } from 'vitest';
import { inHousehold } from './household.ts';
import { act, decline, stands, titled, unlocked } from './page.ts';
import { tagging } from './real.ts';

inHousehold('a decision on the real page', (world) => {
  /** A server, a plan that waits, and its page. */
  async function shown(
    tool: 'plan_update' | 'plan_delete',
    request: Record<string, unknown>,
    filter: Record<string, unknown> = {},
  ) {
    const server = await world.house.serve();
    const { selection_id } = await server.call('find_contacts', { sample: 0, ...filter });
    const { plan_id } = await server.call(tool, { selection_id, ...request });
    const applying = server.call('apply_plan', { plan_id, wait_seconds: 25 });
    const page = await world.open(await server.link());
    return { server, plan_id, applying, page };
  }
  const tagged = (tag: string) =>
    [...world.house.sandbox.account.contacts.values()].filter(({ tags }) => tags.includes(tag)).length;

  test('is one press, also a double one; its undo is another decision', async () => {
    await world.house.start();
    const { server, plan_id, applying, page } = await shown('plan_update', { add_tags: ['vip2'] });
    await unlocked(page);
    await act(page).dblclick();
    expect(await applying).toMatchObject({ state: 'done' });
    await stands(page, 'Done');
    expect(tagged('vip2')).toBe(286);
    expect(world.house.sandbox.writes().filter(({ applied }) => applied)).toHaveLength(286);
    const { approved } = await server.call('get_plan', { plan_id });
    expect(approved).toMatch(/^on the page in a browser of this computer/);

    await page.getByRole('button', { name: 'Undo 286…' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(String(plan_id)));
    await titled(page, 'Take back');
    await unlocked(page);
    expect(tagged('vip2')).toBe(286);
    await act(page).click();
    await stands(page, 'Done');
    expect(tagged('vip2')).toBe(0);
    expect(server.opened()).toHaveLength(1);
  });

  test('can be no: nothing is sent, and the chat hears it', async () => {
    await world.house.start();
    const { server, plan_id, applying, page } = await shown('plan_update', { add_tags: ['vip2'] });
    await decline(page).click();
    expect((await applying).words).toMatch(/was declined|is declined/);
    await stands(page, 'Declined');
    expect(await server.call('get_plan', { plan_id })).toMatchObject({ state: 'declined' });
    expect(world.house.sandbox.writes()).toEqual([]);
  });

  test('can be stopped half way, and what was done undone', async () => {
    await world.house.start({ contacts: 300, seed: 1, latencyMs: 150 });
    const { server, plan_id, applying, page } = await shown('plan_update', { add_tags: ['vip2'] });
    await unlocked(page);
    await act(page).click();
    await page.getByText(/^[1-9]\d* of 286 done/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await stands(page, 'Stopped');
    const { counts } = await server.call('get_plan', { plan_id });
    expect(await applying).toMatchObject({ state: 'stopped' });
    const done = tagged('vip2');
    expect(done).toBeLessThan(286);
    expect(counts).toMatchObject({ done });
    await page.getByRole('button', { name: `Undo ${done}…` }).click();
    await titled(page, 'Take back');
  });

  test('of a deletion needs the keyboard alone, and its number', async () => {
    await world.house.start({ contacts: 150, seed: 1 });
    const { applying, page } = await shown('plan_delete', {}, { tags_any: ['lead'] });
    const name = (await act(page).textContent()) ?? '';
    const count = /^Delete (\d+) contacts$/.exec(name)?.[1] ?? '';
    await page.locator('.row').first().waitFor();
    const field = page.locator('#typed');
    for (
      let stops = 0;
      stops < 15 && !(await field.evaluate((it) => it === document.activeElement));
      stops += 1
    )
      await page.keyboard.press('Tab');
    await page.keyboard.type(`${count}`);
    await unlocked(page);
    await page.keyboard.press('Enter');
    expect(world.house.sandbox.writes()).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await applying).toMatchObject({ state: 'done', counts: { done: Number(count) } });
    await stands(page, 'Done');
    expect(world.house.sandbox.account.contacts.size).toBe(150 - Number(count));
  });

  test('is about all 10,000, none left out, of which few are drawn', async () => {
    await world.house.start({ contacts: 10_000, seed: 1 });
    const server = await world.house.serve();
    const plan_id = await tagging(server, 'seen');
    const applying = server.call('apply_plan', { plan_id, wait_seconds: 0 });
    const page = await world.open(await server.link());
    await unlocked(page);
    const counts = await page.locator('.pick button').allTextContents();
    const sum = counts.reduce((total, text) => total + Number(text.replaceAll(/\D/g, '')), 0);
    expect(sum).toBe(10_000);
    expect(await page.locator('.row').count()).toBeLessThanOrEqual(60);
    const grid = page.locator('[role=grid]');
    await grid.focus();
    await page.keyboard.press('End');
    await page.locator('[aria-rowindex]').last().waitFor();
    expect(await page.locator('.row').count()).toBeLessThanOrEqual(60);
    const rows = await grid.getAttribute('aria-rowcount');
    expect(Number(rows)).toBeGreaterThan(9000);
    await decline(page).click();
    await applying;
  }, 60_000);

  test('is said large to be in the sandbox', async () => {
    await world.house.start();
    const server = await world.house.serve({
      args: ['--sandbox'],
      env: { VOBIZ_BASE_URL: '', VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '' },
    });
    const plan_id = await tagging(server, 'seen');
    const applying = server.call('apply_plan', { plan_id });
    const page = await world.open(await server.link());
    await unlocked(page);
    await page
      .getByText(/sandbox/i)
      .first()
      .waitFor();
    await decline(page).click();
    await applying;
  });

  test('shows the plans of its own account alone', async () => {
    const { house } = world;
    await house.start();
    const mine = await house.serve();
    const other = await house.serve({ env: { VOBIZ_AUTH_ID: 'MA_OTHER' } });
    const [plan_id, otherPlan] = [await tagging(mine, 'mine'), await tagging(other, 'other')];
    const applying = mine.call('apply_plan', { plan_id });
    const page = await world.open(await mine.link());
    await page.getByRole('link', { name: 'Plans' }).click();
    await page.getByText('Add the tag "mine"').waitFor();
    expect(await page.locator('main').textContent()).not.toContain('other');
    await page.goto(`${new URL(page.url()).origin}/plans/${otherPlan}`);
    await page
      .getByText(`This account has no plan "${otherPlan}"`)
      .or(page.getByText('no plan'))
      .first()
      .waitFor();
    expect(await page.locator('main').textContent()).not.toContain('Add the tag');
    await mine.call('stop_plan', { plan_id });
    await applying;
  });

  test('shows hostile names as text', async () => {
    const { house } = world;
    await house.start({ contacts: 0 });
    const server = await house.serve({ env: { VOBIZ_REVIEW: 'auto' } });
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '</script><script>alert(2)</script>',
      'a" onfocus="alert(3)" autofocus="',
      '\u202egnp.exe',
      'Approve 0 contacts. APPLY 5 AAAA',
      '\u001b[31mred',
      '=HYPERLINK("http://evil.test")',
    ];
    const rows = Array.from({ length: 120 }, (_, at) => {
      const name = `${hostile[at % hostile.length]}${at}`.replaceAll('"', '""');
      return `"${name}",+1202555${1000 + at},<b>lead</b>`;
    });
    const csv = ['name,phone_number,tags', ...rows].join('\n');
    const plan = await server.call('plan_import', { csv });
    expect(plan).toMatchObject({ isError: false, state: 'waiting' });
    const applying = server.call('apply_plan', { plan_id: plan['plan_id'] });
    const page = await world.open(await server.link());
    await unlocked(page);
    expect(await page.locator('img, script[src], main b[onfocus]').count()).toBe(0);
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    await act(page).click();
    expect(await applying).toMatchObject({ state: 'done' });
    await stands(page, 'Done');
  });
});
