import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { accountKey, accountOf } from '../api/account.ts';
import { Secrets } from '../api/secrets.ts';
import { refuseOn } from '../config/node.ts';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { counted, listed } from '../lib/text.ts';
import { HOUR } from '../lib/time.ts';
import { createLog } from '../log.ts';
import { openContext, TIMING } from '../open.ts';
import { Page } from '../page/review.ts';
import { STORE_FILE } from '../store/file.ts';

/**
 * Opens the page from a terminal, for one plan or for the list of plans, until Ctrl-C. It reads and decides and never
 * writes to Vobiz: a server that runs carries out what is approved.
 */
export async function runReview(
  given: Config,
  plan: string | undefined,
  named: string | undefined,
): Promise<void> {
  refuseOn(given.node, 'The page was not opened');
  const config = await configOfAccount(given, plan, named);
  // The terminal belongs to the person, so what goes well is not logged unless they want that.
  const level = config.given.includes('VOBIZ_LOG_LEVEL') ? config.logLevel : 'warn';
  const log = createLog(level, new Secrets(config.secrets));
  const { context, close } = openContext(config, log, TIMING, { mayRun: false });
  const planId = await planToShow(context, plan);
  const page = new Page(context, config);
  await untilSignal(() => open(page, planId));
  await page.close();
  await close(0);
  await log.written();
  // A file that leads to the page, and a browser that was started, would keep the process for minutes.
  process.exit(0);
}

async function planToShow(
  { journal, rules: { account }, where }: Context,
  plan: string | undefined,
): Promise<string | undefined> {
  const { store } = await journal();
  const planId = plan === LATEST ? (await store.latestPlan(account))?.plan_id : plan;
  if (planId === undefined || (await store.findPlan(account, planId))) return planId;
  throw new AppError(`${where} has no plan ${planId}.`, 'Without an id, the page lists the plans there are.');
}

const LATEST = 'latest';

async function open(page: Page, planId: string | undefined): Promise<void> {
  const shown = await page.open(planId);
  process.stdout.write(
    shown === undefined
      ? 'The page is open in your browser. Press Ctrl-C to end it.\n'
      : `The page was not opened: ${shown.why}. This link opens it once, within two minutes:\n${shown.link}\nPress Ctrl-C to end the page.\n`,
  );
}

/** Begins, and waits until the person ends it, even while it begins. */
async function untilSignal(begin: () => Promise<void>): Promise<void> {
  const ended = Promise.race(
    (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => once(process, signal)),
  );
  // The page's server alone would not keep the process.
  const alive = setInterval(() => undefined, HOUR);
  try {
    await Promise.race([ended, begin().then(() => ended)]);
  } finally {
    clearInterval(alive);
  }
}

/**
 * The configuration of the account whose plans are shown: the one that is named, else the one that has the plan, else that
 * of the credentials, else the only one that has plans here. Nothing is sent for an account without its credentials.
 */
async function configOfAccount(
  config: Config,
  plan: string | undefined,
  named: string | undefined,
): Promise<Config> {
  const own = config.account && accountKey(config.account);
  const kept = existsSync(join(config.dataDir, STORE_FILE)) ? await keptIn(config.dataDir, plan) : NONE;
  const all = own === undefined ? kept.accounts : [own, ...kept.accounts];
  const key =
    named === undefined ? (kept.ofPlan ?? own ?? only(all)) : all.find((each) => nameOf(each) === named);
  if (key === undefined) throw nobodys(kept, config.dataDir);
  if (key === own) return config;
  const missing = config.account
    ? `the credentials that are set are those of ${config.where}, and these are plans of another account.`
    : config.missing;
  // Plans of the sandbox are not kept.
  return { ...config, sandbox: false, account: accountOf(key), where: `account ${nameOf(key)}`, missing };
}

interface Kept {
  /** The keys of the accounts that have plans here. */
  accounts: readonly string[];
  /** The account that has the plan. */
  ofPlan: string | undefined;
}

const NONE: Kept = { accounts: [], ofPlan: undefined };

async function keptIn(dataDir: string, plan: string | undefined): Promise<Kept> {
  const { openStore } = await import('../store/open.ts');
  const store = await openStore(dataDir, { mend: false });
  try {
    const accounts = await store.accounts();
    const has = await Promise.all(accounts.map((key) => plan !== undefined && store.findPlan(key, plan)));
    return { accounts, ofPlan: accounts.find((_, index) => has[index]) };
  } finally {
    await store.close();
  }
}

function only(keys: readonly string[]): string | undefined {
  return keys.length === 1 ? keys[0] : undefined;
}

function nobodys({ accounts }: Kept, dataDir: string): AppError {
  if (accounts.length === 0)
    return new AppError(
      `There are no plans in ${dataDir}.`,
      'Name the folder of your server in VOBIZ_DATA_DIR.',
    );
  return new AppError(
    `There are plans of ${counted(accounts.length, 'account')} here: ${listed(accounts.map(nameOf))}.`,
    'Name one of them with --account.',
  );
}

/** The account's id, as people know it. */
function nameOf(key: string): string {
  return Object.values(accountOf(key).credentials)[0] ?? '';
}
