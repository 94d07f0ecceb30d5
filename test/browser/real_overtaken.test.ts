import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { inHousehold } from './household.ts';
import { act, decline, stands, titled, unlocked } from './page.ts';
import { type Serving, tagging } from './real.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const DAY = 24 * 60 * 60_000;

inHousehold('a plan that is shown on the real page', (world) => {
  async function shown(serving: Serving = {}, contacts = 300) {
    await world.house.start({ contacts, seed: 1, latencyMs: contacts > 300 ? 20 : 0 });
    const server = await world.house.serve(serving);
    const plan_id = await tagging(server, 'seen');
    const applying = server.call('apply_plan', { plan_id, wait_seconds: 25 });
    const page = await world.open(await server.link());
    await unlocked(page);
    return { server, plan_id, applying, page };
  }
  const store = () => {
    const opened = new DatabaseSync(join(world.house.dataDir, 'store.db'));
    onTestFinished(() => {
      if (opened.isOpen) opened.close();
    });
    return opened;
  };
  const written = () => world.house.sandbox.writes().length;

  test('is decided once: a second window hears it, and its press changes nothing', async () => {
    const { house } = world;
    const { plan_id, applying, page } = await shown();
    const other = await house.serve();
    const otherPlan = await tagging(other, 'else');
    const otherApplying = other.call('apply_plan', { plan_id: otherPlan });
    const second = await world.open(await other.link());
    await titled(second, 'Add the tag "else"');
    await second.goto(second.url().replace(otherPlan, plan_id));
    await unlocked(second);
    await second.route('**/api/progress', () => undefined);
    await act(page).click();
    await applying;
    await act(second).click();
    await second.getByText('Approved before').first().waitFor();
    await second
      .getByText(/It was approved .* on the page in a browser of this computer. Your press changed nothing/)
      .first()
      .waitFor();
    expect(written()).toBe(286);
    await other.call('stop_plan', { plan_id: otherPlan });
    await otherApplying;
  });

  test('is decided in another chat by a form: the page says so, and the first chat hears it', async () => {
    const { house } = world;
    const { plan_id, applying, page, server } = await shown({ speed: 2 });
    // The window is out of sight, so that it no longer counts as open.
    await page.route('**/api/**', () => undefined);
    await server.later(50_000);
    const other = await house.serve({
      forms: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1200));
        return { action: 'accept', content: {} };
      },
    });
    await other.later(50_000);
    expect(await other.call('apply_plan', { plan_id })).toMatchObject({ state: 'done' });
    expect(await applying).toMatchObject({ state: 'done' });
    await page.unroute('**/api/**');
    await page.getByText('Decided elsewhere').or(page.getByText('in a form of')).first().waitFor();
    expect(written()).toBe(286);
  });

  test('is not decided by a phrase or a form of another chat while it is open', async () => {
    const { house } = world;
    const { plan_id, applying, page } = await shown();
    const asked: string[] = [];
    const other = await house.serve({
      speed: 10,
      forms: (message) => {
        asked.push(message);
        return { action: 'accept', content: {} };
      },
    });
    const late = await other.call('apply_plan', { plan_id, approval: 'APPLY 286 AAAA' });
    expect(late).toMatchObject({ state: 'waiting' });
    expect(asked).toEqual([]);
    const waiting = other.call('apply_plan', { plan_id });
    await decline(page).click();
    expect((await waiting).words).toMatch(/declined/);
    expect((await applying).words).toMatch(/declined/);
  });

  test('is discarded by `forget`: the person leaves the page, which says so', async () => {
    const { house } = world;
    const { applying, page, server, plan_id } = await shown();
    const someone = page.locator('.body .row bdi.nb').first();
    const number = await someone.innerText();
    const env = { PATH: process.env['PATH'] ?? '', VOBIZ_DATA_DIR: house.dataDir };
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'forget', number], { env });
    expect(stdout).toContain('Erased this person from');
    await expect.poll(() => page.locator('body').innerText()).not.toContain(number);
    await page.getByText('somebody in it was forgotten').first().waitFor();
    expect(written()).toBe(0);
    expect((await applying).words).toMatch(/discarded/);
    expect(await server.call('get_plan', { plan_id })).toMatchObject({ state: 'discarded' });
  });

  test('expired while it is shown', async () => {
    const { applying, page, server, plan_id } = await shown();
    await page.route('**/api/progress', () => undefined);
    await server.later(DAY + 1000);
    await act(page).click();
    await page.getByText('This window may no longer decide').waitFor();
    expect(await server.call('get_plan', { plan_id })).toMatchObject({ state: 'expired' });
    expect(written()).toBe(0);
    await applying;
  });

  test('expires half an hour after it was shown', async () => {
    await world.house.start({ contacts: 300, seed: 1 });
    const server = await world.house.serve();
    const plan_id = await tagging(server, 'seen');
    await server.later(DAY - 30 * 60_000);
    const applying = server.call('apply_plan', { plan_id });
    const page = await world.open(await server.link());
    await unlocked(page);
    await page.route('**/api/progress', () => undefined);
    await server.later(31 * 60_000);
    await act(page).click();
    await page.getByText('This plan has expired').waitFor();
    await page.getByText('A plan waits for 24 hours. Nothing was sent.').waitFor();
    expect(written()).toBe(0);
    expect((await applying).words).toMatch(/expired/);
  });

  test('was replaced by a newer one, to which the page leads', async () => {
    const { applying, page, server, plan_id } = await shown();
    await page.route('**/api/**', () => undefined);
    await server.later(50_000);
    const newer = await tagging(server, 'seen');
    expect(newer).not.toBe(plan_id);
    expect(await server.call('get_plan', { plan_id })).toMatchObject({ state: 'discarded' });
    await page.unroute('**/api/**');
    await page.getByText('A newer plan took its place').first().waitFor();
    await page.getByRole('link', { name: 'Look at the new plan' }).click();
    await page.waitForURL(`**/plans/${newer}`);
    await unlocked(page);
    expect((await applying).words).toMatch(/discarded/);
    await decline(page).click();
    await stands(page, 'Declined');
  });

  test('is not the latest: another plan waits, to which the page leads, and then its receipt does not', async () => {
    const { applying, page, server } = await shown();
    const other = await tagging(server, 'else');
    const note = page.locator('.note').getByText('A newer plan waits. Add the tag "else"');
    await note.waitFor();
    await act(page).click();
    await applying;
    await page.getByRole('alert').getByText('A newer plan waits.').waitFor();
    await server.call('stop_plan', { plan_id: other });
    await page.getByRole('alert').waitFor({ state: 'detached' });
    const next = await tagging(server, 'more');
    await page.getByRole('link', { name: 'Look at the new plan' }).click();
    await page.waitForURL(`**/plans/${next}`);
    await titled(page, 'Add the tag "more"');
  });

  test('was discarded in the chat', async () => {
    const { applying, page, server, plan_id } = await shown();
    await page.route('**/api/progress', () => undefined);
    await server.call('stop_plan', { plan_id });
    await act(page).click();
    await page.getByText('This plan was discarded').waitFor();
    expect(written()).toBe(0);
    expect((await applying).words).toMatch(/discarded/);
  });

  test('is not decided while the store is locked; then it is', async () => {
    const { applying, page } = await shown();
    const lock = store();
    lock.exec('BEGIN IMMEDIATE');
    await act(page).click();
    await page
      .locator('#why')
      .getByText(/busy|another program|locked/i)
      .waitFor({ timeout: 20_000 });
    expect(written()).toBe(0);
    lock.exec('COMMIT');
    await unlocked(page);
    await act(page).click();
    expect(await applying).toMatchObject({ state: 'done' });
  }, 60_000);

  test('is not approved while the disk is full, and the page says so', async () => {
    const { page } = await shown({ room: 900 * 1024 });
    const reading = store();
    reading.exec('BEGIN');
    reading.prepare('SELECT count(*) FROM item').get();
    // Notes until the log has no room.
    const other = await world.house.serve({ env: { VOBIZ_REVIEW: 'off' } });
    for (let at = 0; at < 30; at += 1) await tagging(other, `t${at}`);
    await act(page).click();
    await page
      .locator('#why')
      .getByText(/cannot be written|disk/i)
      .waitFor({ timeout: 20_000 });
    expect(written()).toBe(0);
  }, 60_000);

  test.each([5, 150])(
    'is decided at most once though its process is killed %d ms into the decision, and another goes on',
    async (ms) => {
      const { house } = world;
      const { page, server, plan_id } = await shown({}, 400);
      const other = await house.serve({ env: { VOBIZ_REVIEW: 'off' } });
      const stateNow = async () => (await other.call('get_plan', { plan_id }))['state'];
      expect(await stateNow()).toBe('waiting');
      await page.route('**/api/decide', async (route) => {
        void route.continue();
        await new Promise((resolve) => setTimeout(resolve, ms));
        await server.kill();
      });
      await act(page).click();
      await page
        .getByText(/It may have arrived|The program behind this page has ended/)
        .first()
        .waitFor({ timeout: 20_000 });
      const isApproved = (await stateNow()) !== 'waiting';
      if (isApproved) await expect.poll(stateNow, { timeout: 20_000 }).toBe('done');
      const writes = house.sandbox.writes().filter(({ applied }) => applied);
      expect(new Set(writes.map(({ path }) => path)).size).toBe(writes.length);
      expect(writes.length > 0).toBe(isApproved);
    },
    60_000,
  );
});
