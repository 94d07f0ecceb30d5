import { connect, type Env, withAccount } from './account.ts';
import { note, person, says, title } from './stage.ts';
import { ask, tell } from './talk.ts';

/** The story of a bulk edit: found, planned, approved, run, killed in the middle, gone on with, undone. */
export async function story(): Promise<void> {
  title('A bulk edit, in a client without forms');
  await withAccount(async (env) => goOn(env, await untilKilled(env)));
}

async function untilKilled(env: Env): Promise<string> {
  const { client, kill } = await connect(env);
  person('Every customer is a vip from now on.');
  const found = await tell(client, 'find_contacts', { tags_any: ['customer'], sample: 0 });
  const plan = await tell(
    client,
    'plan_update',
    { selection_id: found.data['selection_id'], add_tags: ['vip'] },
    6,
  );
  const phrase = String(plan.data['approval_phrase']);
  says('Nothing was sent yet. Of the 9 who opted out one is a vip already, so 8 are left alone. Shall I?');
  person(`${phrase}   (typed by the person)`);
  const planId = String(plan.data['plan_id']);
  await ask(client, 'apply_plan', { plan_id: planId, approval: phrase, wait_seconds: 0 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  await tell(client, 'get_plan', { plan_id: planId }, 2);
  note('        … and here the server is killed (SIGKILL), in the middle. The next one starts:');
  kill();
  await client.close();
  return planId;
}

async function goOn(env: Env, planId: string): Promise<void> {
  const { client } = await connect(env);
  person('It hung. Did it finish?');
  await tell(client, 'get_plan', { plan_id: 'latest', wait_seconds: 20 }, 2);
  says('Yes: it went on by itself. Nobody was changed twice, and who opted out was left alone.');
  person('Undo it.');
  const undo = await tell(client, 'plan_undo', { plan_id: planId }, 2);
  const approval = String(undo.data['approval_phrase']);
  person(`${approval}   (typed by the person)`);
  await tell(client, 'apply_plan', { plan_id: undo.data['plan_id'], approval }, 2);
  await client.close();
}
