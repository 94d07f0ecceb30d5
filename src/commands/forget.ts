import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refuseOn } from '../config/node.ts';
import type { Config } from '../config.ts';
import { numberKeys } from '../contacts/numbers/keys.ts';
import { bareNumber, isNumber } from '../contacts/numbers/phone.ts';
import { counted } from '../lib/text.ts';
import { hashOf } from '../plans/hash.ts';
import { STORE_FILE } from '../store/file.ts';

/**
 * The writings under which the number may be kept here: as given, and without a trunk zero. The number need not be valid.
 * Undefined for a text without a country code: nobody is found by it, which must not sound as if nobody were kept.
 */
export async function numberToForget(text: string): Promise<string[] | undefined> {
  const key = isNumber(text) ? (await numberKeys())(text) : undefined;
  return key === undefined ? undefined : [...new Set([bareNumber(text), key])];
}

/** Erases one person from the store, and prints the limits of that. */
export async function runForget({ dataDir, node }: Config, writings: readonly string[]): Promise<void> {
  const isKept = existsSync(join(dataDir, STORE_FILE));
  if (isKept) refuseOn(node, 'Nobody was erased');
  const erased = isKept ? await erase(dataDir, writings) : 0;
  const rows =
    erased === 0
      ? 'Nobody with this number was in the plans kept here'
      : `Erased this person from ${counted(erased, 'place')} in plans`;
  process.stdout.write(
    `${rows}. The contact at Vobiz is not touched; sheets that you exported are yours to delete.\n`,
  );
}

async function erase(dataDir: string, writings: readonly string[]): Promise<number> {
  const { openStore } = await import('../store/open.ts');
  const store = await openStore(dataDir);
  try {
    let erased = 0;
    for (const number of writings) erased += await store.forget(number, { at: Date.now(), seal: hashOf });
    return erased;
  } finally {
    await store.close();
  }
}
