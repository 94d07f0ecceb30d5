// npm run bench: the built server, side by side with what it is compared to. It reports, and ends with 0 whatever the numbers.
import { availableParallelism, cpus } from 'node:os';
import { coldStart } from './coldStart.ts';
import { filter } from './filter.ts';
import { garbled } from './garbled.ts';
import { limits } from './limits.ts';
import { memory } from './memory.ts';
import { memoryFlat } from './memoryFlat.ts';
import { perCall } from './perCall.ts';
import { planning } from './planning.ts';
import { runner } from './runner.ts';
import { openSandbox } from './sandbox.ts';
import { table } from './table.ts';
import { takeover } from './takeover.ts';
import { throughput } from './throughput.ts';
import { walk } from './walk.ts';

const sandbox = await openSandbox(500);
const rows = [
  await coldStart(sandbox),
  await memory(sandbox),
  ...(await perCall(sandbox)),
  await throughput(sandbox),
];
await sandbox.close();
rows.push(
  await walk(),
  await filter(),
  await planning(),
  await runner(),
  await takeover(),
  ...(await limits()),
  await memoryFlat(),
  await garbled(),
);

const machine = `Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? 'unknown CPU'}`;
process.stdout.write(`${table(rows)}\n\nMedians of interleaved rounds; ${machine}\n`);
