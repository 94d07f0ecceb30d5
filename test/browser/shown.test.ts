import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { WireContact } from '../../src/api/wire.ts';
import { wrongIn } from './axe.ts';
import { launch } from './launch.ts';
import { Linked } from './linked.ts';
import { ODD } from './people.ts';
import { WIDTHS } from './screens.ts';

const found = inject('chromium');

const contact = (n: number, more: Partial<WireContact> = {}): Partial<WireContact> => ({
  id: `p${n}`,
  phone_number: `+4477009${String(n).padStart(5, '0')}`,
  name: `Person ${n}`,
  ...more,
});
const crowd = (count: number, each: (n: number) => Partial<WireContact> = () => ({})) =>
  Array.from({ length: count }, (_, index) => contact(index + 1, each(index + 1)));

describe.skipIf('missing' in found)('the page of the built server', { timeout: 120_000 }, () => {
  let browser: Browser;
  let page: Page;
  let server: Linked | undefined;

  beforeAll(async () => {
    if (!('missing' in found)) browser = await launch(found);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    page = await (await browser.newContext({ viewport: { width: 1100, height: 800 } })).newPage();
  });
  afterEach(async () => {
    await page.context().close();
    await server?.stop();
    server = undefined;
  });

  const tagAll = async (contacts: Partial<WireContact>[], tag = 'vip') => {
    server = await Linked.start(contacts);
    const { data } = await server.call('find_contacts', { sample: 0 });
    return server.plan('plan_update', { selection_id: data.selection_id, add_tags: [tag] });
  };
  const approve = async () => {
    const act = page.locator('[data-do=approve]');
    await expect.poll(() => act.getAttribute('aria-disabled'), { timeout: 20_000 }).not.toBe('true');
    await act.click();
  };

  test('shows 10,000 contacts soon, each of them to be found, and no more rows in the document than are seen', async () => {
    const link = await tagAll(crowd(10_000));
    const from = performance.now();
    await page.goto(link);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const visible = performance.now() - from;
    await page.getByRole('button', { name: 'To change 10,000' }).waitFor();
    await page.getByRole('grid').and(page.locator('[aria-rowcount="10001"]')).waitFor({ timeout: 30_000 });
    expect(await page.getByRole('row').count()).toBeLessThanOrEqual(60);
    for (const n of [1, 4711, 10_000]) {
      await page.getByRole('searchbox').fill(`+4477009${String(n).padStart(5, '0')}`);
      await page.getByRole('gridcell', { name: `Person ${n}`, exact: true }).waitFor();
    }
    expect(visible).toBeLessThan(5000);
  });

  test('turns rows into done while the plan runs, then shows what was done', async () => {
    const link = await tagAll(crowd(200));
    server?.sandbox.fault({ method: 'PUT', times: 200, action: { delay: 300 } });
    await page.goto(link);
    await approve();
    await page.getByRole('button', { name: 'All 200' }).waitFor();
    await expect.poll(() => page.locator('.chip', { hasText: /^done$/ }).count()).toBeGreaterThan(0);
    await page
      .getByRole('heading', { name: 'Added the tag "vip" to 200 contacts' })
      .waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Done 200' }).waitFor();
  });

  test('shows hostile names and tags as text, in a plan, its receipt, the plans and the tags', async () => {
    const names = [...ODD.filter((name) => name.trim() !== ''), '"; alert(1); "', '\u2028line'];
    const tag = '<img src=x onerror=alert(3)>\u202e';
    const link = await tagAll(
      crowd(150, (n) => ({ name: names[n % names.length] ?? '', tags: [`${tag}${n % 3}`] })),
      tag,
    );
    const alerts: string[] = [];
    page.on('dialog', (dialog) => {
      alerts.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(link);
    await approve();
    await page.getByRole('button', { name: 'Done 150' }).waitFor({ timeout: 60_000 });
    for (const path of ['/', '/tags']) {
      await page.goto(new URL(path, page.url()).href);
      await page.getByText('onerror').first().waitFor();
      expect(await page.locator('img, main b:has(script), main script').count()).toBe(0);
      expect(await page.locator('main').textContent()).not.toContain('\u202e');
    }
    expect(alerts).toEqual([]);
  });

  test('can be read and used by everybody: a plan, a merge, a receipt, the plans and the tags', async () => {
    const wrong: string[] = [];
    const look = async (what: string) =>
      wrong.push(...(await wrongIn(page, WIDTHS)).map((one) => `${what}, ${one}`));
    const people = crowd(130, (n) => ({ tags: n < 20 ? ['VIP'] : n < 24 ? ['opted-out'] : ['lead'] }));
    const link = await tagAll(people);
    server?.sandbox.fault({ method: 'PUT', path: '/p100', times: 9, action: { status: 422 } });
    await page.goto(link);
    await page.getByRole('button', { name: 'To change' }).waitFor();
    await look('a plan');
    await approve();
    await page.getByRole('heading', { name: /^Done, except for 1 of 126/ }).waitFor({ timeout: 60_000 });
    await look('a receipt');
    for (const path of ['/', '/tags']) {
      await page.goto(new URL(path, page.url()).href);
      await page.getByText('vip').first().waitFor();
      await look(path);
    }
    server?.sandbox.account.replaceAll([
      contact(1, { name: 'Asha', tags: ['a'], custom_attributes: { city: 'Leeds' } }),
      contact(2, { name: 'ليلى حداد', tags: ['b'], custom_attributes: { city: 'Bristol', team: 'x' } }),
    ]);
    const groups = [{ keep: 'p1', merge: ['p2'] }];
    await page.goto('about:blank');
    await page.goto((await server?.plan('plan_merge', { groups })) ?? '');
    await page.getByText('What differs (1 group)').waitFor();
    await look('a merge');
    expect(wrong).toEqual([]);
  });
});
