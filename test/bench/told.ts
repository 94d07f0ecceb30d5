/**
 * `npm run told` replays the sixteen conversations at 600 and 6,000 contacts, and prints what an agent reads: the larger of
 * words and data of each answer, in characters. `npm run --silent told -- --json` prints it as JSON,
 * `npm run told -- before.json` the numbers of such a file beside the present ones. `--server` is another build's main.js,
 * such as that of an older revision.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { OURS } from './server.ts';
import { replay } from './told/replay.ts';
import { STORIES } from './told/stories.ts';
import { type Row, table } from './told/table.ts';

const SIZES = [600, 6000];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, server: { type: 'string', default: OURS } },
});
const [file] = positionals;
const earlier: Row[] = file === undefined ? [] : JSON.parse(readFileSync(file, 'utf8'));

const rows: Row[] = [];
for (const story of STORIES) {
  const sizes = [];
  for (const contacts of SIZES)
    sizes.push({ contacts, ...(await replay(story, contacts, resolve(values.server))) });
  rows.push({ story: story.title, sizes });
}
process.stdout.write(`${values.json ? JSON.stringify(rows, null, 1) : table(rows, earlier)}\n`);
