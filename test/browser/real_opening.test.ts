import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inHousehold } from './household.ts';
import { act, decline, stands, titled, unlocked } from './page.ts';
import { Household, OPENER, type Served, tagging } from './real.ts';
import { decideBy } from './requests.ts';

inHousehold('a window of the real server', (world) => {
  test('shows 3,000 contacts to a client without forms, and its secret to nobody', async () => {
    const { house } = world;
    await house.start({ contacts: 3000, seed: 1 });
    const server = await house.serve({ env: { VOBIZ_LOG_LEVEL: 'debug' } });
    const plan_id = await tagging(server, 'seen');
    const applying = server.call('apply_plan', { plan_id, wait_seconds: 25 });
    const link = await server.link();
    const folder = join(house.dataDir, 'review');
    const [name = ''] = readdirSync(folder);
    const file = join(folder, name);
    expect([statSync(folder).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(server.opened()).toEqual([`file://${file}`]);
    const page = await world.open(`file://${file}`);
    await page.waitForURL(/^http:.*\/plans\/plan_\w+$/);
    await vi.waitUntil(() => !existsSync(file));
    await titled(page, 'Add the tag "seen" to');
    await unlocked(page);
    await act(page).click();
    expect(await applying).toMatchObject({ state: 'done' });
    await stands(page, 'Done');
    const tagged = [...house.sandbox.account.contacts.values()].filter(({ tags }) => tags.includes('seen'));
    expect(tagged.length).toBeGreaterThan(2800);
    const receipt = await server.call('get_plan', { plan_id });
    expect(receipt['approved']).toContain('on the page in a browser of this computer');

    const secret = new URL(link).hash.slice(1);
    expect(secret).toMatch(/^[\w-]{22}$/);
    await page.close();
    await server.close();
    const seen = readFileSync(join(house.folder, 'opened-0-seen'), 'latin1');
    expect(seen).toContain('main.js');
    expect(seen).toContain('VOBIZ_DATA_DIR');
    for (const place of [server.said.stdout, server.said.stderr, house.kept(), seen])
      expect(place).not.toContain(secret);
    expect(server.said.stderr).toContain('serving');
    expect(server.said.stdout + server.said.stderr).not.toContain('opener was here');
  }, 60_000);

  test('opens once for a plan that is asked for by many calls at once, of two processes', async () => {
    const { house } = world;
    await house.start();
    const [one, other] = [await house.serve({ speed: 5 }), await house.serve({ speed: 5 })];
    const plan_id = await tagging(one, 'seen');
    const apply = ({ call }: Served) => call('apply_plan', { plan_id });
    const calls = [apply(one), apply(one), apply(other), apply(one)];
    const link = await Promise.any([one.link(), other.link()]);
    const page = await world.open(link);
    await unlocked(page);
    calls.push(apply(one), apply(other));
    await act(page).click();
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ plan_id, isError: false });
    expect([...one.opened(), ...other.opened()]).toHaveLength(1);
  });

  test('waits for 45 seconds, and then the page is still good', async () => {
    const { house } = world;
    await house.start();
    const server = await house.serve({ speed: 8 });
    const plan_id = await tagging(server, 'seen');
    const applying = server.call('apply_plan', { plan_id });
    const page = await world.open(await server.link());
    await unlocked(page);
    const waited = await applying;
    expect(waited).toMatchObject({ state: 'waiting', isError: false });
    expect(waited['next']).toMatch(/open.* in the person's browser.*`get_plan` plan_\w+ with `wait_seconds`/);
    expect(waited['approval_phrase']).toBeUndefined();
    expect(waited['next']).not.toContain('apply_plan');
    const waiting = server.call('get_plan', { plan_id, wait_seconds: 25 });
    await act(page).click();
    expect((await waiting)['state']).not.toBe('waiting');
    expect(await server.call('get_plan', { plan_id, wait_seconds: 25 })).toMatchObject({ state: 'done' });
    expect(server.opened()).toHaveLength(1);
  });

  test('opens at most three times in ten minutes for all chats of an account, and once for a plan even if it was closed', async () => {
    const { house } = world;
    await house.start({ contacts: 150, seed: 1 });
    const server = await house.serve({ speed: 5 });
    const other = await house.serve({ speed: 5 });
    const plans: string[] = [];
    for (const tag of ['a', 'b', 'c', 'd']) plans.push(await tagging(server, tag));
    const applying: Promise<unknown>[] = [];
    for (const plan_id of plans.slice(0, 3)) {
      applying.push(server.call('apply_plan', { plan_id }));
      await (await world.open(await server.link())).getByText('Nothing is sent').waitFor();
    }
    const fourth = await server.call('apply_plan', { plan_id: plans[3] });
    expect(fourth).toMatchObject({ state: 'waiting', isError: false });
    expect(fourth['next']).toMatch(/at most three windows open in ten minutes/);
    const elsewhere = await other.call('apply_plan', { plan_id: await tagging(other, 'e') });
    expect(elsewhere['next']).toMatch(/at most three windows open in ten minutes/);
    await world.context.pages()[0]?.close();
    await Promise.all(applying);
    await server.later(60_000);
    const first = await server.call('apply_plan', { plan_id: plans[0] });
    expect(first).toMatchObject({
      state: 'waiting',
      next: expect.stringMatching(/The page with the plan did not open: its window was opened/),
    });
    expect(server.opened()).toHaveLength(3);
    await server.later(600_000);
    const again = server.call('apply_plan', { plan_id: plans[3] });
    const page = await world.open(await server.link());
    await titled(page, 'Add the tag "d"');
    await decline(page).click();
    expect((await again).words).toMatch(/declined/);
    expect(server.opened()).toHaveLength(4);
  });
});

describe('where no window opens', () => {
  let house: Household;
  beforeEach(async () => {
    house = new Household();
    await house.start();
  });
  afterEach(() => house.end());

  const says = (script: string) => `${OPENER.split('cp ')[0]}${script}\n`;

  test.each<[string, Parameters<Household['serve']>[0], RegExp, number]>([
    ['nothing is there to open', { opener: null }, /no browser could be opened/, 0],
    ['the opener fails', { opener: says('exit 3'), speed: 20 }, /within 10 seconds/, 1],
    ['nobody opens what is opened', { speed: 20 }, /within 10 seconds/, 1],
    ['there is no display', { env: { DISPLAY: '' } }, /they type APPLY/, 0],
    ['the person came over SSH', { env: { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' } }, /over SSH/, 0],
    ['the program runs in a container', { env: { TEST_CONTAINED: 'yes' } }, /container/, 0],
    ['it is off', { env: { VOBIZ_REVIEW: 'off' } }, /they type APPLY/, 0],
  ])('%s, the phrase is offered within the budget', async (_, serving, why, windows) => {
    const server = await house.serve(serving);
    const plan_id = await tagging(server, 'seen');
    const began = Date.now();
    const applied = await server.call('apply_plan', { plan_id });
    expect(Date.now() - began).toBeLessThan(8000);
    expect(applied).toMatchObject({ state: 'waiting', isError: false });
    expect(applied['approval_phrase']).toMatch(/^APPLY \d+ \w{4}$/);
    expect(applied['next']).toMatch(why);
    expect(server.opened()).toHaveLength(windows);
    const done = await server.call('apply_plan', { plan_id, approval: applied['approval_phrase'] });
    expect(done).toMatchObject({ state: 'done' });
    expect(server.opened()).toHaveLength(windows);
    expect(server.said.stdout + server.said.stderr).not.toContain('opener was here');
  });

  test('a browser that is late finds the plan all the same, and the phrase changes nothing then', async () => {
    const server = await house.serve({ speed: 20 });
    const plan_id = await tagging(server, 'seen');
    const { approval_phrase: approval } = await server.call('apply_plan', { plan_id });
    expect(approval).toMatch(/^APPLY/);
    expect(await decideBy(await server.link(), plan_id)).not.toHaveProperty('refused');
    const second = await server.call('apply_plan', { plan_id, approval, wait_seconds: 25 });
    expect(second).toMatchObject({ state: 'done' });
    const { approved } = await server.call('get_plan', { plan_id });
    expect(approved).toMatch(/^on the page/);
    const next = await tagging(server, 'next');
    const applying = server.call('apply_plan', { plan_id: next });
    await decideBy(await server.link(), next, { decision: 'decline' });
    expect((await applying).words).toMatch(/declined/);
  });

  test('more than the budget is not approved by a phrase', async () => {
    await house.end();
    house = new Household();
    await house.start({ contacts: 700, seed: 1 });
    const server = await house.serve({ opener: null });
    const plan_id = await tagging(server, 'seen');
    const applied = await server.call('apply_plan', { plan_id });
    expect(applied).toMatchObject({ state: 'waiting' });
    expect(applied['approval_phrase']).toBeUndefined();
    expect(applied['next']).toMatch(/no browser could be opened.*at most 500 changes/);
  });

  test('an unused file is deleted after two minutes, with the process, and after a process that was killed', async () => {
    const server = await house.serve({ speed: 20 });
    await server.call('apply_plan', { plan_id: await tagging(server, 'a') });
    const folder = join(house.dataDir, 'review');
    expect(readdirSync(folder)).toHaveLength(1);
    await vi.waitUntil(() => readdirSync(folder).length === 0, { timeout: 8000 });

    const ending = await house.serve({ speed: 10 });
    await ending.call('apply_plan', { plan_id: await tagging(ending, 'b') });
    expect(readdirSync(folder)).toHaveLength(1);
    await ending.close();
    expect(readdirSync(folder)).toEqual([]);

    const killed = await house.serve({ speed: 10 });
    await killed.call('apply_plan', { plan_id: await tagging(killed, 'c') });
    await killed.kill();
    const left = readdirSync(folder);
    expect(left).toHaveLength(1);
    const next = await house.serve({ speed: 10 });
    await next.later(660_000);
    await next.call('apply_plan', { plan_id: await tagging(next, 'd') });
    expect(readdirSync(folder)).not.toContain(left[0]);
  });

  test('a folder that cannot be written leaves the phrase', async () => {
    const server = await house.serve();
    const plan_id = await tagging(server, 'seen');
    writeFileSync(join(house.dataDir, 'review'), '');
    const applied = await server.call('apply_plan', { plan_id });
    expect(applied['approval_phrase']).toMatch(/^APPLY/);
    expect(applied['next']).toMatch(/did not open: no browser could be opened \(ENOTDIR/);
  });
});
