import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { medians, type Row } from './measure.ts';
import type { RemoteSandbox } from './sandbox.ts';
import { OURS, startServer, TRIVIAL } from './server.ts';

const ROUNDS = 5;
const GOAL_MB = 65;

/** Resident memory once the tools are listed and the process has come to rest. */
export async function memory({ env }: RemoteSandbox): Promise<Row> {
  const measure = async (file: string) => {
    const server = await startServer(file, env);
    await pause(200);
    const mb = await residentMb(server.pid);
    await server.close();
    return mb;
  };
  const { ours, trivial } = await medians(ROUNDS, {
    ours: () => measure(OURS),
    trivial: () => measure(TRIVIAL),
  });
  return {
    what: 'memory after tools/list',
    ours: `${ours.toFixed(1)} MB`,
    beside: `${trivial.toFixed(1)} MB, one tool on the v1 SDK`,
    compared: `x ${(ours / trivial).toFixed(2)}`,
    goal: `<= ${GOAL_MB} MB`,
    met: ours <= GOAL_MB,
  };
}

function residentMb(pid: number): Promise<number> {
  return statusMb(pid, 'VmRSS');
}

/** The most that was ever resident. */
export function peakMb(pid: number): Promise<number> {
  return statusMb(pid, 'VmHWM');
}

/** As Linux counts it; there is no such number elsewhere. */
async function statusMb(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
}
