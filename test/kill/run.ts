import { importWithKills } from './importing.ts';
import { type KillReport, runWithKills } from './killing.ts';

/** `npm run kill`: the full count of each, over several runs; the tests do a few. */
const WANTED = 100;
const KILLS = 12;

const updates = (seed: number, servers: number) =>
  runWithKills({ contacts: 300, kills: KILLS, servers, singles: servers === 2 ? 2 : 0, seed });
const imports = (seed: number, servers: number) =>
  importWithKills({
    kills: KILLS,
    servers,
    seed,
    dialect: { importTags: seed % 4 < 2 ? 'merge' : 'overwrite' },
  });

let bad = 0;
for (const [what, run] of Object.entries({ updates, imports })) bad += await repeat(what, run);
process.exitCode = bad > 0 ? 1 : 0;

/** Gives how many runs were not clean. */
async function repeat(
  what: string,
  run: (seed: number, servers: number) => Promise<KillReport>,
): Promise<number> {
  let [kills, notClean] = [0, 0];
  for (let seed = 1; kills < WANTED && seed < 100; seed += 1) {
    const servers = seed % 2 === 0 ? 2 : 1;
    const report = await run(seed, servers);
    kills += report.kills;
    const clean =
      report.state === 'done' && report.lost.length + report.harmed.length + report.repeated.length === 0;
    if (!clean) notClean += 1;
    process.stdout.write(
      `${what}, seed ${seed}, ${servers} server(s): ${report.kills} kills, ${clean ? 'clean' : 'NOT CLEAN'} ${JSON.stringify(report)}\n`,
    );
  }
  process.stdout.write(`${what}: ${kills} kills, ${notClean} runs not clean\n`);
  return notClean;
}
