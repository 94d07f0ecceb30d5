import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { start } from '../harness.ts';
import { WITHOUT_BUDGET } from '../store/older/older.ts';
import { plan } from '../store/samples.ts';
import { pick } from './world.ts';

const SCOPE =
  '{"where":"account X","selected":2,"overruled":0,"left":{"protected":0},"changed":{"first":[],"count":2}}';
/** The facts that the version before the parts of a change stored. */
const OLDER: Readonly<Record<string, string>> = {
  plan_22222222: `{"say":"update","request":{"add_tags":["vip"]},"scope":${SCOPE}}`,
  plan_33333333: `{"say":"delete","scope":${SCOPE}}`,
  plan_44444444:
    '{"say":"delete one","contact":{"id":"p1","name":"A","phone_number":"+919000000001"},"tags":[]}',
  plan_55555555:
    '{"say":"edit","request":{"name":"B"},"contact":{"id":"p1","name":"A","phone_number":"+9190"}}',
  plan_66666666:
    '{"say":"import","where":"account X","created":3,"updated":1,"fields":[],"left":{"protected":1},"rows":{"invalid":1},"tags":[],"tagged":"all"}',
  plan_77777777:
    '{"say":"undo","plan_id":"plan_2","undone":"Add a tag","where":"account X","does":{},"left":{}}',
};

test('plans with the facts of an older version are listed and shown in general words', async () => {
  const { call, client, context, dataDir } = await start();
  const { account } = context.rules;
  // Plans of long ago are not kept.
  const times = { created_at: Date.now(), finished_at: Date.now() };
  const store = await openStore(dataDir);
  for (const id of Object.keys(OLDER))
    await store.savePlan({ ...plan(id), account, state: 'done', hash_version: 2, ...times }, []);
  await store.close();
  const database = new DatabaseSync(join(dataDir, 'store.db'));
  const older = database.prepare('UPDATE plan SET summary_fact = ? WHERE plan_id = ?');
  for (const [id, fact] of Object.entries(OLDER)) older.run(fact, id);
  database.exec(`${WITHOUT_BUDGET} PRAGMA user_version = 9`);
  database.close();
  for (const id of Object.keys(OLDER)) {
    const { isError, data } = await call('get_plan', { plan_id: id });
    expect([isError, data['summary']]).toEqual([false, expect.stringMatching(/by an older version/)]);
    await client.readResource({ uri: `vobiz://plans/${id}` });
  }
  const { data } = await call('list_plans');
  expect(pick(data['plans'], 'summary').toSorted()).toEqual(
    [
      'Change a contact',
      'Change contacts',
      'Delete a contact',
      'Delete contacts',
      'Import a sheet',
      'Undo a plan',
    ].map((what) => `${what} (planned by an older version of this program)`),
  );
  expect((await client.listResources()).resources.length).toBeGreaterThan(Object.keys(OLDER).length);
});
