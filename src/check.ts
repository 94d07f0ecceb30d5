import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { listContacts } from './api/endpoints.ts';
import type { Config } from './config.ts';
import type { Log } from './context.ts';
import { explain } from './errors.ts';
import { counted } from './lib/text.ts';
import { openContext } from './open.ts';
import { STORE_FILE } from './store/file.ts';
import { toolsFor } from './tools/index.ts';
import { VERSION } from './version.ts';

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Prints what works and what does not; false when something does not. Sends one GET, for one contact. */
export async function runCheck(config: Config): Promise<boolean> {
  const results = [
    { ok: true, text: `vobiz-contacts-mcp ${VERSION} on Node ${process.versions.node}` },
    ...checkConfiguration(config),
    ...(await checkFolders(config)),
    await checkAccount(config),
    await checkStore(config),
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

/** A folder that is not there is only a mistake when somebody named it. */
async function checkFolders({ files, filesNamed }: Config): Promise<Result[]> {
  return Promise.all(
    files.map(async (folder) => {
      const readable = await access(folder, constants.R_OK).then(
        () => true,
        () => false,
      );
      return {
        ok: readable || !filesNamed,
        text: `Files: ${folder}${readable ? '' : ' is not there, or not readable'}`,
      };
    }),
  );
}

/** Opening it upgrades an older one; a newer or unreadable one is said. */
async function checkStore({ dataDir }: Config): Promise<Result> {
  const file = join(dataDir, STORE_FILE);
  if (!existsSync(file))
    return { ok: true, text: `Store: none yet; the first plan or selection makes ${file}` };
  try {
    const { openStore } = await import('./store/open.ts');
    const store = await openStore(dataDir);
    await store.close();
    const aside =
      store.setAside === undefined ? '' : `; the one before was unreadable and is kept as ${store.setAside}`;
    return { ok: store.setAside === undefined, text: `Store: ${file}${aside}` };
  } catch (error) {
    return { ok: false, text: `Store: ${explain(error)}` };
  }
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
