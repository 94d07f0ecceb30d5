import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { numberOf, rows } from '../../tools/world.ts';
import { accountApart, beginPlan } from '../apart.ts';

/** Requests that a process has under way at once. */
const IN_FLIGHT = 8;

function files(dataDir: string): string[] {
  return readdirSync(dataDir)
    .filter((name) => name.startsWith('store.db'))
    .map((name) => join(dataDir, name));
}

/** A loss of the store under a plan that runs, the words about it, and the state of the plan. */
const LOST: Record<string, [(dataDir: string) => void, RegExp, RegExp]> = {
  deleted: [
    (dataDir) => {
      for (const file of files(dataDir)) rmSync(file);
    },
    /was moved or deleted while this server ran/,
    /Restart this server/,
  ],
  replaced: [
    (dataDir) => {
      copyFileSync(join(dataDir, 'store.db'), join(dataDir, 'copy'));
      renameSync(join(dataDir, 'copy'), join(dataDir, 'store.db'));
    },
    /was moved or deleted while this server ran/,
    /Restart this server/,
  ],
  upgraded: [
    (dataDir) => {
      const newer = new DatabaseSync(join(dataDir, 'store.db'));
      newer.exec('PRAGMA busy_timeout = 5000; PRAGMA user_version = 99');
      newer.close();
    },
    /has version 99, made by a newer vobiz-contacts-mcp/,
    /Update vobiz-contacts-mcp here.* The plan goes on in a newer server/,
  ],
};

describe.each(Object.entries(LOST))('a store that is %s under a plan of 200 contacts', (_how, lost) => {
  const [lose, words, next] = lost;
  test('has no more changed than is in flight, and every tool says why (promises 4, 18)', async () => {
    const account = await accountApart(200);
    const server = await account.start();
    const plan_id = await beginPlan(server, 'vip');
    await expect.poll(account.sent, { interval: 5, timeout: 10_000 }).toBeGreaterThan(30);
    lose(account.dataDir);
    const before = account.sent();
    await pause(1500);
    const more = account.sent() - before;
    expect(more).toBeLessThanOrEqual(IN_FLIGHT);

    const stuck = { state: 'blocked', reason: expect.stringMatching(words) };
    for (const tool of ['get_plan', 'apply_plan']) {
      const { data, text } = await server.call(tool, { plan_id });
      expect(data).toMatchObject({ ...stuck, next: expect.stringMatching(next) });
      expect(text).toMatch(words);
    }
    const { data: list, text } = await server.call('list_plans', { state: 'blocked' });
    expect(rows(list['plans'])).toMatchObject([{ plan_id, ...stuck }]);
    expect(text).toMatch(words);
    expect((await server.call('list_plans', { state: 'running' })).data['total']).toBe(0);
    const { contents } = await server.resource(`vobiz://plans/${plan_id}`);
    expect(JSON.parse(String(Object(contents[0]).text))).toMatchObject(stuck);
    const single = { phone_number: numberOf(900), name: 'New' };
    expect(await server.call('create_contact', single)).toMatchObject({
      isError: true,
      text: expect.stringMatching(words),
    });
    const edit = { contact: 'p200', name: 'Other' };
    expect(await server.call('update_contact', edit)).toMatchObject({
      isError: true,
      text: expect.stringMatching(words),
    });
    expect(account.sent()).toBe(before + more);
  });
});
