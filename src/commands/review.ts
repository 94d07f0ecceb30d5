import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, accountOf } from '../api/account.ts';
import { refuseOn } from '../config/node.ts';
import type { Config } from '../config.ts';
import { NO_LOG } from '../context.ts';
import { AppError } from '../errors.ts';
import { counted, listed } from '../lib/text.ts';
import { HOUR } from '../lib/time.ts';
import { openContext, TIMING } from '../open.ts';
import { Page } from '../page/review.ts';
import { STORE_FILE } from '../store/file.ts';

/**
 * Opens the page from a terminal, for one plan or for the list of plans, until Ctrl-C. It reads and decides and never
 * writes to Vobiz: a server that runs carries out what is approved.
 */
export async function runReview(
  config: Config,
  plan: string | undefined,
  given: string | undefined,
): Promise<void> {
  refuseOn(config.node, 'The page was not opened');
  const account = config.account ?? (await keptAccount(config.dataDir, given));
  const where = config.account ? config.where : `account ${nameOf(account)}`;
  const { context, close } = openContext({ ...config, account, where }, NO_LOG, TIMING, { mayRun: false });
  const { store } = await context.journal();
  const planId = plan === 'latest' ? (await store.latestPlan(context.rules.account))?.plan_id : plan;
  if (planId !== undefined && !(await store.findPlan(context.rules.account, planId)))
    throw new AppError(
      `${where} has no plan ${planId}.`,
      'Without an id, the page lists the plans there are.',
    );
  const page = new Page(context, config);
  const shown = await page.open(planId);
  process.stdout.write(
    shown === undefined
      ? 'The page is open in your browser. Press Ctrl-C to end it.\n'
      : `The page was not opened: ${shown.why}. This link opens it once, within two minutes:\n${shown.link}\nPress Ctrl-C to end the page.\n`,
  );
  // The page's server alone would not keep the process.
  const alive = setInterval(() => undefined, HOUR);
  await Promise.race((['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => once(process, signal)));
  clearInterval(alive);
  await page.close();
  await close(0);
}

/** Without credentials, the account is one that has plans here. */
async function keptAccount(dataDir: string, given: string | undefined): Promise<Account> {
  const keys = existsSync(join(dataDir, STORE_FILE)) ? await accountsIn(dataDir) : [];
  const [only] = given === undefined ? keys : keys.filter((key) => nameOf(accountOf(key)) === given);
  if (only !== undefined && (given !== undefined || keys.length === 1)) return accountOf(only);
  const names = keys.map((key) => nameOf(accountOf(key)));
  throw keys.length === 0
    ? new AppError(`There are no plans in ${dataDir}.`, 'Name the folder of your server in VOBIZ_DATA_DIR.')
    : new AppError(
        `There are plans of ${counted(keys.length, 'account')} here: ${listed(names)}.`,
        'Name one of them with --account.',
      );
}

async function accountsIn(dataDir: string): Promise<string[]> {
  const { openStore } = await import('../store/open.ts');
  const store = await openStore(dataDir, { mend: false });
  try {
    return await store.accounts();
  } finally {
    await store.close();
  }
}

/** The account's id, as people know it. */
function nameOf({ credentials }: Account): string {
  return Object.values(credentials)[0] ?? '';
}
