import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser, unlocked } from './page.ts';
import { adding, deleting, importing } from './plans.ts';

const rows = (page: Page) => page.locator('.body .row');
const count = (page: Page) => page.locator('.scroll').getAttribute('aria-rowcount').then(Number);
const find = (page: Page, text: string) => page.getByLabel('Find in these rows').fill(text);

inBrowser('the rows', (world) => {
  test('are 10,000, of which few are drawn and none is left out', async () => {
    const { server } = world;
    server.account.add(adding(10_000));
    const page = await world.open(server.link('/plans/plan_add'));
    await page.setViewportSize({ width: 1100, height: 2000 });
    await unlocked(page);
    expect(server.asked.filter(({ name }) => name === 'rows').map(({ body }) => body['from'])).toEqual([
      0, 2000, 4000, 6000, 8000, 10_000,
    ]);
    const seen = await page.evaluate(async () => {
      const scroll = document.querySelector('.scroll') as HTMLElement;
      const indexes = new Set<string>();
      let most = 0;
      for (let top = 0; top < scroll.scrollHeight; top += scroll.clientHeight - 80) {
        scroll.scrollTop = top;
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const drawn = [...document.querySelectorAll('.body .row')];
        for (const row of drawn) indexes.add(row.getAttribute('aria-rowindex') ?? '');
        most = Math.max(most, drawn.length);
      }
      return { most, all: indexes.size };
    });
    expect(seen.all).toBe(10_000);
    expect(seen.most).toBeLessThanOrEqual(60);
    await page.setViewportSize({ width: 1100, height: 6000 });
    await page.waitForFunction(() => document.querySelectorAll('.body .row').length > 40);
    expect(await rows(page).count()).toBeLessThanOrEqual(60);
  });

  test('are found by name, number with and without blanks, tag, tab and what changes', async () => {
    const { server } = world;
    server.account.add(importing());
    const page = await world.open(server.link('/plans/plan_import'));
    await unlocked(page);
    expect(await count(page)).toBe(311);
    await find(page, 'meera');
    await expect.poll(() => count(page)).toBe(28);
    for (const number of ['+44 7700 900007', '7700-900007', '447700900007', '900007']) {
      await find(page, number);
      await expect.poll(() => count(page)).toBe(2);
    }
    await find(page, 'walk-in');
    await expect.poll(() => count(page)).toBe(36);
    await find(page, '');
    await page.getByLabel('What changes').selectOption({ label: '+ \u2068walk-in\u2069 (35)' });
    await expect.poll(() => count(page)).toBe(36);
    await find(page, 'zzz');
    await page.getByText('No row here changes in this way.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => count(page)).toBe(311);
    await page.getByRole('button', { name: 'To change 12' }).click();
    await expect.poll(() => count(page)).toBe(13);
    expect(await page.getByLabel('What changes').locator('option').allTextContents()).toEqual([
      'All changes',
      '\u2068city\u2069 (12)',
      '+ \u2068Spring\u2069 (12)',
    ]);
    expect(await rows(page).nth(1).locator('.chip').allTextContents()).toEqual([
      'city: from Leeds → to Bristol',
      '+ adds Spring',
    ]);
    await find(page, 'zzz');
    await page.getByText('No row here has "zzz".').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => count(page)).toBe(13);
  });

  test('are one stop of the keyboard; Enter opens one', async () => {
    const { server } = world;
    server.account.add(deleting());
    const page = await world.open(server.link('/plans/plan_delete'));
    await rows(page).nth(3).waitFor();
    await page.locator('.scroll').focus();
    await page.keyboard.press('End');
    await page.locator('#row-133.on').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.scroll').getAttribute('aria-activedescendant')).toBe('row-1');
    await page.keyboard.press('Enter');
    expect(await page.locator('.open').textContent()).toContain('Vikram');
    await page.keyboard.press('Escape');
    expect(await page.locator('.open').isVisible()).toBe(false);
  });

  test('that come late keep the plan from being approved', async () => {
    const { server } = world;
    server.account.add(adding(3000));
    let go = () => {};
    server.before = (name, { from }) =>
      name === 'rows' && from === 2000
        ? new Promise((resolve) => {
            go = () => resolve(server.account.rows('plan_add', 2000));
          })
        : undefined;
    const page = await world.open(server.link('/plans/plan_add'));
    await page.getByText('Reading 2,000 of 3,009 rows. You can approve once they are all here.').waitFor();
    await page.locator('[data-do=approve]').click({ force: true });
    expect(server.count('decide')).toBe(0);
    go();
    await unlocked(page);
  });

  test('that cannot be read keep the plan from being approved, until they can', async () => {
    const { server } = world;
    server.account.add(adding());
    server.before = (name) =>
      name === 'rows'
        ? {
            refused: 'error',
            title: 'The rows could not be read',
            text: 'Without them this plan cannot be approved here.',
          }
        : undefined;
    const page = await world.open(server.link('/plans/plan_add'));
    await page.locator('.none').getByText('The rows could not be read').waitFor();
    await page.locator('#why').getByText('You can decline it, or try again.').waitFor();
    server.before = () => undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await unlocked(page);
    expect(await count(page)).toBe(204);
  });
});
