import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { act, decline, inBrowser, titled, unlocked } from './page.ts';
import { adding, deleting } from './plans.ts';

const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName);

inBrowser('a decision', (world) => {
  test('is one press, and the page follows the plan to its receipt', async () => {
    const { server } = world;
    server.account.add(adding());
    const page = await world.open(server.link('/plans/plan_add'));
    await titled(page, 'Add the tag "vip" to 203 contacts');
    expect(await focused(page)).toBe('BODY');
    expect(page.url()).toBe(`${server.origin}/plans/plan_add`);
    await unlocked(page);
    await act(page).click();
    await titled(page, 'Adding the tag "vip"');
    expect(await focused(page)).toBe('H1');
    await titled(page, '199 of 203 contacts now have the tag "vip"');
    expect(server.account.decisions).toEqual([{ plan_id: 'plan_add', hash: 'hash-1', decision: 'approve' }]);
    expect(await page.locator('.probs li').allTextContents()).toEqual([
      expect.stringMatching(/^2 not changed.*Vobiz refused them/),
      expect.stringMatching(/^2 left alone.* and 1 other\. Opted out/),
    ]);
    expect(await page.locator('.bar').count()).toBe(0);
  });

  test('can be no, at once and while rows are read', async () => {
    const { server } = world;
    server.account.add(adding());
    server.before = (name) => (name === 'rows' ? new Promise(() => {}) : undefined);
    const page = await world.open(server.link('/plans/plan_add'));
    await decline(page).click();
    await titled(page, 'You declined this plan');
    expect(server.account.decisions).toMatchObject([{ decision: 'decline' }]);
  });

  test('of a deletion asks for its number', async () => {
    const { server } = world;
    server.account.add(deleting());
    const page = await world.open(server.link('/plans/plan_delete'));
    const field = page.getByLabel('To delete 134, type 134');
    await page.getByText('Nothing is sent until you approve.').waitFor();
    await field.fill('135');
    await page.getByText('That is not 134.').waitFor();
    expect(await act(page).getAttribute('aria-disabled')).toBe('true');
    const grey = await act(page).evaluate((button) => getComputedStyle(button).borderStyle);
    expect(grey).toBe('dashed');
    await field.fill('134');
    await unlocked(page);
    await act(page).click();
    await titled(page, 'Adding the tag "vip"');
    expect(server.account.decisions).toMatchObject([{ decision: 'approve', typed: '134' }]);
  });

  test('is sent once by a double press', async () => {
    const { server } = world;
    server.account.add(adding());
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    await act(page).evaluate(() => {
      const button = document.querySelector<HTMLElement>('[data-do=approve]');
      button?.click();
      button?.click();
      document.querySelector<HTMLElement>('[data-do=decline]')?.click();
    });
    await titled(page, 'Adding the tag "vip"');
    expect(server.count('decide')).toBe(1);
    expect(server.account.decisions).toMatchObject([{ decision: 'approve' }]);
  });

  test('is not taken in the first second', async () => {
    const { server } = world;
    server.account.add(adding());
    const page = await world.context.newPage();
    await page.clock.install();
    await page.goto(server.link('/plans/plan_add'));
    await page.getByText('Nothing is sent until you approve.').waitFor();
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.reload();
    await page.locator('.row').nth(3).waitFor();
    await page.clock.runFor(900);
    await act(page).click({ force: true });
    await page.locator('#why').getByText('One moment.').waitFor();
    await page.clock.runFor(200);
    await unlocked(page);
    expect(server.count('decide')).toBe(0);
  });

  test('is not taken in the half second after somebody came back', async () => {
    const { server } = world;
    server.account.add(adding());
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    await page.evaluate(() => {
      document.hasFocus = () => false;
      dispatchEvent(new Event('blur'));
    });
    await act(page).click({ force: true });
    await page.locator('#why').getByText('One moment.').waitFor();
    await page.evaluate(() => {
      document.hasFocus = () => true;
      dispatchEvent(new Event('focus'));
    });
    expect(await act(page).getAttribute('aria-disabled')).toBe('true');
    await unlocked(page);
    expect(server.count('decide')).toBe(0);
  });

  test('is never made by Enter in the field, only reached', async () => {
    const { server } = world;
    server.account.add(deleting());
    const page = await world.open(server.link('/plans/plan_delete'));
    await page.getByText('Nothing is sent until you approve.').waitFor();
    const field = page.locator('#typed');
    await field.focus();
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('INPUT');
    await page.keyboard.type('134');
    await unlocked(page);
    // Held down: the same key reaches the button, and does not press it.
    await page.keyboard.down('Enter');
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    expect(await focused(page)).toBe('BUTTON');
    expect(server.count('decide')).toBe(0);
    await page.keyboard.press('Enter');
    await titled(page, 'Adding the tag "vip"');
    expect(server.count('decide')).toBe(1);
  });

  test('needs the keyboard alone, which meets all in the order in which it stands there', async () => {
    const { server } = world;
    server.account.add(deleting());
    const page = await world.open(server.link('/plans/plan_delete'));
    await page.getByText('Nothing is sent until you approve.').waitFor();
    await page.locator('.row').nth(1).waitFor();
    const met: string[] = [];
    for (let stop = 0; stop < 12 && !met.includes('134'); stop += 1) {
      await page.keyboard.press('Tab');
      met.push(
        await page.evaluate(() => {
          const { activeElement: at } = document;
          return (
            at?.id || at?.getAttribute('role') || at?.getAttribute('aria-label') || at?.textContent || ''
          );
        }),
      );
      if (met.at(-1) === 'typed') await page.keyboard.type('134');
      if (met.at(-1) === 'Delete 134 contacts') break;
    }
    expect(met).toEqual([
      'Plans',
      'Tags',
      'Show all 6',
      'Find in these rows',
      'To delete 134',
      'Kept 6',
      'What changes',
      'grid',
      'typed',
      'Decline',
      'Delete 134 contacts',
    ]);
    await unlocked(page);
    await page.keyboard.press('Space');
    await titled(page, 'Adding the tag "vip"');
    expect(server.account.decisions).toMatchObject([{ decision: 'approve', typed: '134' }]);
  });

  test('is not offered where the program may only read; no is possible', async () => {
    const { server } = world;
    const made = adding();
    const { decision: _, ...head } = made.head;
    server.account.add({
      ...made,
      head: { ...head, why: 'This program may only read: it cannot be approved here.' },
    });
    const page = await world.open(server.link('/plans/plan_add'));
    await page.getByText('This program may only read').waitFor();
    expect(await act(page).count()).toBe(0);
    await decline(page).click();
    await titled(page, 'You declined this plan');
  });
});
