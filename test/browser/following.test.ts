import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ended, receipt, running } from './decided.ts';
import { inBrowser, titled, unlocked } from './page.ts';
import { adding } from './plans.ts';

const approve = async (page: Page) => {
  await unlocked(page);
  await page.locator('[data-do=approve]').click();
};

inBrowser('a page that stays open', (world) => {
  test('follows what somebody decided in the chat', async () => {
    const { server } = world;
    const made = adding();
    server.account.add(made);
    server.account.step = 0;
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    server.account.decideElsewhere(
      'plan_add',
      running(made),
      'Somebody answered the form in "Claude Code" at 14:03.',
    );
    await titled(page, 'Adding the tag "vip"');
    await page.locator('.note').getByText('Nothing was decided on this page.').waitFor();
    expect(await page.locator('[data-do=approve]').count()).toBe(0);
  });

  test('says who was first when a press comes too late', async () => {
    const { server } = world;
    const made = adding();
    server.account.add(made);
    server.before = (name) => (name === 'progress' ? new Promise(() => {}) : undefined);
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    server.account.show('plan_add', receipt(made, 203));
    await page.locator('[data-do=approve]').click();
    await page.getByRole('alert').getByText('Already approved in the chat.').waitFor();
    await titled(page, '203 of 203 contacts now have the tag "vip"');
    expect(server.account.decisions).toEqual([]);
  });

  test('follows another window at once', async () => {
    const { server } = world;
    server.account.add(adding());
    server.account.step = 0;
    const first = await world.open(server.link('/plans/plan_add'));
    const second = await world.open(server.link('/plans/plan_add'));
    await unlocked(first);
    await approve(second);
    await titled(second, 'Adding the tag "vip"');
    await titled(first, 'Adding the tag "vip"');
    expect(server.account.decisions).toHaveLength(1);
  });

  test('names a newer plan, and goes there only when somebody presses', async () => {
    const { server } = world;
    const made = adding();
    server.account.add(made);
    server.account.add(adding(198, 'plan_newer'));
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    const newer = { plan_id: 'plan_newer', title: 'A newer plan took its place', text: 'It is over.' };
    const gone = ended(made, {
      state: 'discarded',
      now: { text: 'Replaced', tone: 'plain' },
      facts: made.head.facts,
    });
    server.account.show('plan_add', { ...gone, newer });
    await page.getByRole('alert').getByText('A newer plan took its place.').waitFor();
    expect(await page.locator('.body .row').count()).toBeGreaterThan(0);
    expect(page.url()).toContain('/plans/plan_add');
    await page.getByRole('link', { name: 'Look at the new plan' }).click();
    await titled(page, 'Add the tag "vip" to 198 contacts');
  });

  test('says that the plan has expired, or was changed, and offers nothing any more', async () => {
    const { server } = world;
    const made = adding();
    server.account.add(made);
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    const now = { text: 'Expired', tone: 'plain' } as const;
    server.account.show(
      'plan_add',
      ended(made, { state: 'expired', now, title: 'This plan has expired', tabs: [] }),
    );
    await titled(page, 'This plan has expired');
    expect(await page.locator('.bar').count()).toBe(0);
    server.before = (name) =>
      name === 'progress'
        ? { refused: 'changed', title: 'This plan is gone', text: 'It was erased.' }
        : undefined;
    await page.getByRole('alert').getByText('This plan is gone. It was erased.').waitFor();
  });

  test('keeps the plan in view when the program ends, and comes back with it', async () => {
    const { server } = world;
    server.account.add(adding());
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    server.isGone = true;
    await page
      .getByRole('alert')
      .getByText('The plan waits until tomorrow 14:02: open the chat again.')
      .waitFor();
    expect(await page.locator('.body .row').count()).toBeGreaterThan(0);
    expect(await page.locator('[data-do=approve]').count()).toBe(0);
    server.isGone = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await unlocked(page);
  });

  test('does not know what became of a press when the program ends under it', async () => {
    const { server } = world;
    server.account.add(adding());
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    server.isGone = true;
    await page.locator('[data-do=approve]').click();
    await page.getByText('No answer yet.').first().waitFor();
    await page
      .getByRole('alert')
      .getByText('It may have arrived: open the chat and ask for this plan.')
      .waitFor();
    expect(server.count('decide')).toBe(0);
  });

  test('says that its session is over', async () => {
    const { server } = world;
    server.account.add(adding());
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    server.endSessions();
    await page.getByRole('alert').getByText('This window may no longer decide.').waitFor();
    expect(await page.locator('.body .row').count()).toBeGreaterThan(0);
    await page.reload();
    await titled(page, 'This window may no longer decide');
  });

  test('stops a plan, undoes it, and saves its rows', async () => {
    const { server } = world;
    server.account.add(adding());
    server.account.step = 10;
    const page = await world.open(server.link('/plans/plan_add'));
    await approve(page);
    await page
      .getByText(/^\d+ of 203 done/)
      .first()
      .waitFor();
    expect(await page.title()).toMatch(/^\d+\/203 Adding/);
    await page.locator('[data-do=stop]').click();
    await titled(page, 'Stopped: ');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a sheet' }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('plan_add.csv');
    expect(await readFile(await saved.path(), 'utf8')).toMatch(/^name,phone\n"Asha Rao",\+44/);
    await page.locator('[data-do=undo]').click();
    await titled(page, 'Take "vip" off 199 contacts again');
    expect(server.account.decisions).toHaveLength(1);
  });

  test('shows after a reload and after Back how the plan is, and sends nothing', async () => {
    const { server } = world;
    server.account.add(adding());
    server.account.step = 0;
    const page = await world.open(server.link('/plans/plan_add'));
    await approve(page);
    await titled(page, 'Adding the tag "vip"');
    await page.reload();
    await titled(page, 'Adding the tag "vip"');
    await page.getByRole('link', { name: 'Plans' }).click();
    await page.getByText('No plans yet.').waitFor();
    await page.goBack();
    await titled(page, 'Adding the tag "vip"');
    expect(server.count('decide')).toBe(1);
  });

  test('says that the records are busy, and goes on when they are not', async () => {
    const { server } = world;
    server.account.add(adding());
    const busy = {
      refused: 'busy',
      title: 'The records are busy',
      text: 'Another program on this computer is writing to them. Trying again by itself.',
      again: true,
    };
    server.before = (name) => (name === 'plan' ? busy : undefined);
    const page = await world.open(server.link('/plans/plan_add'));
    await titled(page, 'The records are busy');
    server.before = (name) => (name === 'progress' ? busy : undefined);
    await unlocked(page);
    await page.locator('.note').getByText('Another program').waitFor();
    server.before = () => undefined;
    await page.locator('.note').waitFor({ state: 'detached' });
  });
});
