import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { bareNumber } from './contacts/phone.ts';
import { counted } from './lib/text.ts';
import { STORE_FILE } from './store/file.ts';

/** Erases one person from the store, and says what that does not cover. */
export async function runForget({ dataDir }: Config, number: string): Promise<void> {
  const erased = existsSync(join(dataDir, STORE_FILE)) ? await erase(dataDir, bareNumber(number)) : 0;
  const rows =
    erased === 0
      ? 'Nobody with this number was kept here'
      : `Erased from ${counted(erased, 'item')} of plans`;
  process.stdout.write(
    `${rows}. The contact at Vobiz is not touched; sheets that you exported are yours to delete.\n`,
  );
}

async function erase(dataDir: string, number: string): Promise<number> {
  const { openStore } = await import('./store/open.ts');
  const store = await openStore(dataDir);
  try {
    return await store.forget(number);
  } finally {
    await store.close();
  }
}
