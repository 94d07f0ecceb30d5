import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { garble } from '../mcp/stdio/garble.ts';
import type { Row } from './measure.ts';
import { peakMb } from './memory.ts';
import { OURS } from './server.ts';

const MANY = 1_000_000;
const FEW = 100_000;
const PART = 10_000;
const GOAL_MB = 50;

interface Fed {
  peakMb: number;
  linesPerSecond: number;
  /** Good requests, the answers that they got, and what else stood on stdout that is no refusal. */
  good: number;
  answered: number;
  strays: number;
}

/** A million lines, nine of ten spoilt: whether each good one is answered, and what it costs in memory. */
export async function garbled(): Promise<Row> {
  const few = await feed(FEW);
  const many = await feed(MANY);
  const [most, least] = [MANY, FEW].map((count) => count.toLocaleString('en'));
  const isWhole = many.answered === many.good && many.strays === 0;
  return {
    what: `peak memory, ${most} lines, most of them spoilt: ${many.answered} of ${many.good} good ones answered, ${many.strays} stray lines`,
    ours: `${many.peakMb.toFixed(0)} MB, ${Math.round(many.linesPerSecond).toLocaleString('en')} lines/s`,
    beside: `${few.peakMb.toFixed(0)} MB, ${least} lines`,
    compared: `+ ${(many.peakMb - few.peakMb).toFixed(0)} MB`,
    goal: `<= + ${GOAL_MB} MB, all answered`,
    met: isWhole && many.peakMb - few.peakMb <= GOAL_MB,
  };
}

async function feed(count: number): Promise<Fed> {
  const server = spawn(process.execPath, [OURS, '--sandbox'], { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
  const open = new Set<number>();
  let [good, answered, strays] = [0, 0, 0];
  createInterface({ input: server.stdout }).on('line', (line) => {
    const { id, result, error } = JSON.parse(line);
    if (result && open.delete(id)) answered += 1;
    else if (id !== null || !error) strays += 1;
  });
  const started = performance.now();
  for (let from = 0; from < count; from += PART) {
    const part = garble(from + 1, PART, from);
    good += part.good.length;
    for (const id of part.good) open.add(id);
    if (!server.stdin.write(part.bytes)) await once(server.stdin, 'drain');
  }
  const last = -1;
  open.add(last);
  server.stdin.write(`{"jsonrpc":"2.0","id":${last},"method":"ping"}\n`);
  while (open.has(last)) await once(server.stdout, 'data');
  const linesPerSecond = (1000 * count) / (performance.now() - started);
  const peak = await peakMb(server.pid ?? 0);
  server.stdin.end();
  await once(server, 'exit');
  return { peakMb: peak, linesPerSecond, good, answered: answered - 1, strays };
}

if (process.argv[1] === import.meta.filename) process.stdout.write(`${JSON.stringify(await garbled())}\n`);
