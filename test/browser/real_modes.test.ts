import type { Page as Window } from 'playwright-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Page } from '../../src/page/review.ts';
import { type Harness, start } from '../harness.ts';
import { inHousehold } from './household.ts';
import { act, decline, stands, titled, unlocked } from './page.ts';
import { decideBy } from './requests.ts';

// The build puts it into the bundle as a text.
vi.mock('../../src/page/html.ts', async () => {
  const { buildView } = await import('../../packaging/view.ts');
  return { html: await buildView() };
});

async function linkTo(page: Page, plan_id?: string): Promise<string> {
  return (await page.open(plan_id))?.link ?? '';
}

inHousehold('the page of a server that does less', (world) => {
  /** The page of a server with that environment, on the account and store of a server that planned there. */
  async function pageOf(beside: Harness, env: Record<string, string>): Promise<Page> {
    const { context } = await start({ beside, env });
    const page = new Page(context, { review: 'auto', hasScreen: false, dataDir: beside.dataDir });
    onTestFinished(() => page.close());
    return page;
  }

  async function planning(tool: 'plan_update' | 'plan_delete', request: Record<string, unknown>) {
    await world.house.start({ contacts: 0 });
    const full = await start({ sandbox: { contacts: 50, seed: 1 } });
    const found = await full.call('find_contacts', { sample: 0 });
    const { data } = await full.call(tool, { selection_id: found.data['selection_id'], ...request });
    return { full, plan_id: String(data['plan_id']) };
  }

  async function refuses(page: Page, window: Window, plan_id: string, full: Harness, why: RegExp) {
    await window.locator('#why').getByText(why).waitFor();
    expect(await act(window).count()).toBe(0);
    const refused = await decideBy(await linkTo(page), plan_id, { typed: '47' });
    expect(refused).toMatchObject({ refused: 'error', text: expect.stringMatching(why) });
    expect(full.sandbox.writes()).toEqual([]);
    await decline(window).click();
    await stands(window, 'Declined');
    expect((await full.call('get_plan', { plan_id })).data).toMatchObject({ state: 'declined' });
  }

  test('with read-only, cannot approve, says why, and can decline', async () => {
    const { full, plan_id } = await planning('plan_update', { add_tags: ['vip2'] });
    const page = await pageOf(full, { VOBIZ_MODE: 'read-only' });
    const window = await world.open(await linkTo(page, plan_id));
    await titled(window, 'Add the tag "vip2"');
    await refuses(page, window, plan_id, full, /this program runs with VOBIZ_MODE=read-only/);
  });

  test('with a mistake in its configuration, cannot approve, and says why', async () => {
    const { full, plan_id } = await planning('plan_update', { add_tags: ['vip2'] });
    const page = await pageOf(full, { VOBIZ_CONCURRENCY: 'many' });
    const window = await world.open(await linkTo(page, plan_id));
    await refuses(page, window, plan_id, full, /configuration of this program has a mistake/);
  });

  test('with no-delete, approves what deletes nothing, and nothing else', async () => {
    const { full, plan_id } = await planning('plan_delete', {});
    const page = await pageOf(full, { VOBIZ_MODE: 'no-delete' });
    const window = await world.open(await linkTo(page, plan_id));
    await titled(window, 'Delete');
    await refuses(page, window, plan_id, full, /this program runs with VOBIZ_MODE=no-delete/);
    const found = await full.call('find_contacts', { sample: 0 });
    const { data } = await full.call('plan_update', {
      selection_id: found.data['selection_id'],
      add_tags: ['vip2'],
    });
    const other = await world.open(await linkTo(page, String(data['plan_id'])));
    await unlocked(other);
    await act(other).click();
    await stands(other, 'Done');
  });
});
