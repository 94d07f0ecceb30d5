import { runWithKills } from './killing.ts';

/** `npm run kill`: the full count, over several runs; the test does a few. */
const WANTED = 100;

let kills = 0;
let bad = 0;
for (let seed = 1; kills < WANTED && seed < 100; seed += 1) {
  const servers = seed % 2 === 0 ? 2 : 1;
  const report = await runWithKills({
    contacts: 300,
    kills: 12,
    servers,
    singles: servers === 2 ? 2 : 0,
    seed,
  });
  kills += report.kills;
  const clean =
    report.state === 'done' && report.lost.length + report.harmed.length + report.repeated.length === 0;
  if (!clean) bad += 1;
  process.stdout.write(
    `seed ${seed}, ${servers} server(s): ${report.kills} kills, ${clean ? 'clean' : 'NOT CLEAN'} ${JSON.stringify(report)}\n`,
  );
}
process.stdout.write(`${kills} kills, ${bad} runs not clean\n`);
process.exitCode = bad > 0 ? 1 : 0;
