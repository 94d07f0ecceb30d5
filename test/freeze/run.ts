import { freeze, ROUNDS, roundOf } from './freezing.ts';
import { lanes } from './lanes.ts';
import { told, wrongOf } from './report.ts';

/** `npm run freeze`: 20 rounds with stops, 20 with replies held back; `npm run freeze -- 7 23` those of two seeds. */
const named = process.argv.slice(2).map(Number);
const seeds = named.length > 0 ? named : Array.from({ length: 2 * ROUNDS }, (_, index) => index + 1);

const reports = await lanes(seeds.map(roundOf), async (round) => {
  const report = await freeze(round);
  process.stdout.write(`${told(report)}\n`);
  return report;
});
const wrong = wrongOf(reports);
const again = wrong.length === 0 ? '' : `: npm run freeze -- ${wrong.map(({ seed }) => seed).join(' ')}`;
process.stdout.write(`${reports.length} rounds, ${wrong.length} of them wrong${again}\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;
