import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { checkSheet } from '../../src/sheets/check.ts';
import { openSheet } from '../../src/sheets/sheet.ts';
import { type Source, textSource } from '../../src/sheets/text/source.ts';
import { NO_TAGS } from './sheets.ts';

const ROWS = 200_000;
const CHUNK_ROWS = 500;

/** A sheet that is generated while it is read, so that the test keeps nothing of it. */
function endless(): Source {
  const open = async function* () {
    yield Buffer.from('name,phone,tags,note\n');
    for (let row = 0; row < ROWS; row += CHUNK_ROWS) {
      const lines = Array.from({ length: CHUNK_ROWS }, (_, index) => lineOf(row + index));
      yield Buffer.from(lines.join(''));
    }
  };
  return { ...textSource('x'), open };
}

function lineOf(row: number): string {
  return `"Person ${row}","+9198${String(row).padStart(8, '0')}","vip,lead","${'note '.repeat(20)}"\n`;
}

/** Bytes in use after a garbage collection. */
function held(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('memory stays flat over 200,000 rows with different numbers', { timeout: 60_000 }, async () => {
  const sheet = await openSheet(endless());
  const before = held();
  let [valid, most] = [0, 0];
  for await (const row of checkSheet(sheet, undefined, NO_TAGS)) {
    if (row.state === 'valid') valid += 1;
    if (valid % 40_000 === 0) most = Math.max(most, held() - before);
  }
  expect(valid).toBe(ROWS);
  // The sheet has 28 MB. The numbers, which are kept to find duplicates, take 6 MB, and one chunk of rows 2 MB.
  expect(most).toBeLessThan(14_000_000);
});
