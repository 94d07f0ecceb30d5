import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { launch } from './launch.ts';
import { Household } from './real.ts';

const found = inject('chromium');

describe.skipIf('missing' in found)('the page of a real server', () => {
  let browser: Browser;
  let house: Household;
  let page: Page;

  beforeAll(async () => {
    if (!('missing' in found)) browser = await launch(found);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    house = new Household();
    await house.start({ contacts: 600, seed: 1 });
    page = await (await browser.newContext()).newPage();
  });
  afterEach(async () => {
    await page.context().close();
    await house.end();
  });

  test('approves a plan that a client without forms could not', async () => {
    const { call, link, opened } = await house.serve();
    const found = await call('find_contacts', { sample: 0 });
    const plan = await call('plan_update', { selection_id: found['selection_id'], add_tags: ['seen'] });
    expect(plan['approval_phrase']).toBeUndefined();
    const applying = call('apply_plan', { plan_id: plan['plan_id'], wait_seconds: 20 });
    await page.goto(await link());
    const act = page.locator('[data-do=approve]');
    await act.waitFor();
    await page.screenshot({ path: '/tmp/real1.png' });
    await expect.poll(() => act.getAttribute('aria-disabled'), { timeout: 10_000 }).not.toBe('true');
    await act.click();
    const done = await applying;
    expect(done).toMatchObject({ state: 'done' });
    await page.getByText('Done').first().waitFor();
    await page.waitForTimeout(1500);
    await page.screenshot({ path: '/tmp/real2.png' });
    expect(opened()).toHaveLength(1);
  });
});
