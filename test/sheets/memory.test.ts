import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { checkRows } from '../../src/sheets/check.ts';
import { openSheet } from '../../src/sheets/sheet.ts';
import { type Source, textSource } from '../../src/sheets/text/source.ts';

const ROWS = 200_000;
const CHUNK_ROWS = 500;

/** A sheet that is made while it is read, so that none of it is kept here. */
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

/** Bytes in use once all garbage is gone. */
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
  for await (const row of checkRows(sheet.rows(), undefined)) {
    if (row.state === 'valid') valid += 1;
    if (valid % 40_000 === 0) most = Math.max(most, held() - before);
  }
  expect(valid).toBe(ROWS);
  // The sheet has 28 MB. Numbers are kept to tell duplicates, in 6 MB, and 2 MB come from one chunk of rows.
  expect(most).toBeLessThan(14_000_000);
});
