import { access, constants, lstat, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { accountKey } from '../api/account.ts';
import { listContacts } from '../api/endpoints.ts';
import type { Config } from '../config.ts';
import type { Log } from '../context.ts';
import { explain, messageOf } from '../errors.ts';
import { counted, thousands } from '../lib/text.ts';
import { PlanState, plansThat, UNDER_WAY } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { openContext } from '../open.ts';
import { findHanging, hangingReason } from '../plans/run/stuck.ts';
import { STORE_FILE } from '../store/file.ts';
import type { OpenedStore } from '../store/store.ts';
import { toolsFor } from '../tools/index.ts';
import { VERSION } from '../version.ts';

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Prints a line for each check; false when one failed. Sends one GET, for one contact. */
export async function runCheck(config: Config): Promise<boolean> {
  const results = [
    { ok: true, text: `vobiz-contacts-mcp ${VERSION} on Node ${process.versions.node}` },
    ...checkConfiguration(config),
    ...(await checkFolders(config)),
    await checkAccount(config),
    ...(await checkStore(config)),
  ];
  for (const { ok, text } of results)
    process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${text.replaceAll('\n', '\n      ')}\n`);
  return results.every(({ ok }) => ok);
}

interface Result {
  ok: boolean;
  text: string;
}

function checkConfiguration(config: Config): Result[] {
  if (config.problems.length > 0)
    return config.problems.map((problem) => ({ ok: false, text: `Configuration: ${problem}` }));
  const tools = counted(toolsFor(config.mode).length, 'tool');
  return [
    {
      ok: true,
      text: `Configuration: mode ${config.mode}, ${tools}; protected tags ${config.protectedTags.join(', ') || 'none'}`,
    },
  ];
}

/** A missing folder is only a mistake when somebody configured it. */
async function checkFolders({ files, filesNamed }: Config): Promise<Result[]> {
  return Promise.all(
    files.map(async (folder) => {
      if (await can(folder, constants.R_OK)) return { ok: true, text: `Files: ${folder}` };
      if (filesNamed || (await can(folder, constants.F_OK)))
        return { ok: false, text: `Files: ${folder} is missing, or this program may not read it` };
      return { ok: true, text: `Files: ${folder} does not exist yet; it is made for the first file` };
    }),
  );
}

function can(folder: string, mode: number): Promise<boolean> {
  return access(folder, mode).then(
    () => true,
    () => false,
  );
}

/** Opening the store upgrades an older one. The result names any reason why plans cannot be kept; a damaged store is not moved. */
async function checkStore({ dataDir, account }: Config): Promise<Result[]> {
  const file = join(dataDir, STORE_FILE);
  try {
    if (!(await isThere(file))) return [await checkRoom(dataDir, file)];
    const { openStore } = await import('../store/open.ts');
    const store = await openStore(dataDir, { mend: false });
    try {
      await store.tryWriting();
      const plans = account ? await checkPlans(store, accountKey(account)) : [];
      return [{ ok: true, text: `Store: ${file}` }, ...damaged(store), ...plans];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [{ ok: false, text: `Store: ${explain(error)}` }];
  }
}

/** A file that cannot be read exists all the same, and so does a link that leads nowhere. */
async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
  }
}

/** Whether a store could be made; the check makes none. */
async function checkRoom(dataDir: string, file: string): Promise<Result> {
  let folder = dataDir;
  while (!(await isThere(folder))) folder = dirname(folder);
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error('it is not a folder');
    await access(folder, constants.W_OK | constants.X_OK);
    return {
      ok: true,
      text: `Store: ${file} does not exist yet; it is made for the first plan or selection`,
    };
  } catch (error) {
    const why = `${folder} cannot be written: ${messageOf(error)}`;
    const next = 'Make that folder writable for you, or name another one in VOBIZ_DATA_DIR.';
    return { ok: false, text: `Store: ${file} cannot be made; ${why}\nNext: ${next}` };
  }
}

function damaged({ setAside, damagedLog }: OpenedStore): Result[] {
  const damages = [
    setAside &&
      `an unreadable store was set aside as ${setAside}; this program no longer knows the plans in it.`,
    damagedLog &&
      `its log was damaged once and is kept as ${damagedLog}; the last entries before that are not known here.`,
  ];
  return damages
    .filter((text) => text !== undefined)
    .map((text) => ({
      ok: false,
      text: `Store: ${text}\nNext: Delete that file when you do not need it any more.`,
    }));
}

const SHOWN = 3;
/** States of plans that have not ended: the plan that runs comes first. */
const OPEN = [...UNDER_WAY.toReversed(), ...plansThat((is) => !is.finished && !is.underWay).toReversed()];

/** The plans that have not ended, the reasons why they do not go on, and whether the process that runs them is alive. */
async function checkPlans(store: OpenedStore, account: string): Promise<Result[]> {
  const found = await Promise.all(
    OPEN.map((state) => store.listPlans(account, { page: 1, limit: SHOWN, state, at: Date.now() })),
  );
  const counts = found.map(({ total }, index) => `${total} ${OPEN[index]}`);
  const blocked = found.flatMap(({ plans }) => plans).filter(({ state }) => state === PlanState.blocked);
  return [
    { ok: true, text: `Plans: ${counts.join(', ')}` },
    ...blocked.map(({ plan_id, reason }) => ({ ok: false, text: `Plans: ${plan_id} is blocked: ${reason}` })),
    ...(await checkRunner(store, account, found[0]?.plans[0] ?? found[1]?.plans[0])),
  ];
}

async function checkRunner(
  store: OpenedStore,
  account: string,
  plan: PlanRecord | undefined,
): Promise<Result[]> {
  // The lock is tried also when there is nothing to run: no plan ever runs without it.
  const isLocked = await store.isRunnerLocked(account);
  if (!plan) return [];
  const { plan_id } = plan;
  const { done, pending, sending } = await store.countItems(plan_id);
  const far = `${plan_id} has ${thousands(done)} done, ${thousands(pending + sending)} to go`;
  if (!isLocked)
    return [{ ok: true, text: `Plans: ${far}; no process runs it now, it goes on when a server starts` }];
  const sign = await findHanging(store, account, Date.now);
  if (!sign) return [{ ok: true, text: `Plans: ${far}; it is being run` }];
  const text = `Plans: ${far}; ${hangingReason(sign, Date.now())}. End that process; another server goes on then.`;
  return [{ ok: false, text }];
}

async function checkAccount(config: Config): Promise<Result> {
  const { context, close } = openContext(config, SILENT);
  try {
    const started = performance.now();
    const { total } = await context.api.call(listContacts, { page: 1, limit: 1 });
    const took = Math.round(performance.now() - started);
    const contacts = total === undefined ? 'contacts readable' : counted(total, 'contact');
    return { ok: true, text: `Vobiz: ${config.where} answers in ${took} ms, ${contacts}` };
  } catch (error) {
    return { ok: false, text: `Vobiz: ${explain(error)}` };
  } finally {
    await close(0);
  }
}
