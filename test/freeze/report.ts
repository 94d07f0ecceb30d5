import type { Loss, Verdict } from './judge.ts';
import type { Stop } from './stopping.ts';

/** Processes are stopped; or some replies are held back for 0.1 to 8 s; or all of them for 0.1 to 1.4 s, with stops. */
export type Mode = 'stopped' | 'held' | 'slow';

export interface Report extends Verdict {
  seed: number;
  mode: Mode;
  kind: string;
  mayBlock: boolean;
  latencyMs: number;
  seconds: number;
  stops: Stop[];
  others: Record<string, number>;
  singles: Record<string, number>;
  state: string;
  items: number;
  counts: Record<string, number>;
  /** Why the plan was applied again: it was blocked, or had halted. */
  again: string[];
  /** Why items are not done, with how many. */
  reasons: Record<string, number>;
  /** For how many targets the account is as the plan wants it, or somebody else stood in the way. */
  holding: number;
  atLeast: number;
}

/**
 * The rounds that a program like ours must not have. Between the check of a reading's age and the system call that sends
 * the write lie some microseconds of our own, and a process that is stopped just there cannot know it: that happened
 * once in some hundred rounds. More often, it is no accident.
 */
export function wrongOf(reports: readonly Report[]): Report[] {
  const accidents = reports.filter(({ stoppedWhileSending }) => stoppedWhileSending.length > 0);
  const isAccident = accidents.length <= Math.ceil(reports.length / 20);
  return reports.filter((report) => !isClean(report) || (!isAccident && accidents.includes(report)));
}

function isClean(report: Report): boolean {
  return report.losses.length === 0 && shortOf(report).length === 0;
}

/** What a round lacks, a sentence each: a program that writes nothing destroys nothing either. */
function shortOf(report: Report): string[] {
  const done = report.counts['done'] ?? 0;
  return [
    ...(report.holding < done ? [`${done} items are told as done, and ${report.holding} are so`] : []),
    ...(report.mode === 'held' ? notDoneLate(report, done) : notDone(report, done)),
  ];
}

/** Where replies take less than 1.5 s, nothing keeps a plan from being done but what somebody else did. */
function notDone({ stops, state, again, atLeast }: Report, done: number): string[] {
  return [
    ...(stops.length === 0 ? ['no process was stopped'] : []),
    ...(state === 'done' ? [] : [`the plan ended ${state}`]),
    // A process that stood still says nothing of the service.
    ...again.filter((why) => why.startsWith('blocked')),
    ...(done < atLeast ? [`${done} items are done, fewer than ${atLeast}`] : []),
  ];
}

function notDoneLate({ mayBlock, state, atLeast }: Report, done: number): string[] {
  if (mayBlock && state === 'blocked') return [];
  return state === 'done' && done >= atLeast / 2 ? [] : [`the plan ended ${state}, ${done} items are done`];
}

/** A round in words: a paragraph. */
export function told(report: Report): string {
  const { seed, mode, kind, latencyMs, seconds, stops, items, counts, again } = report;
  const left = Object.entries(report.reasons).map(([reason, count]) => `${count} ${reason}`);
  return [
    `seed ${seed}, ${mode}, ${kind} (${latencyMs} ms): ${isClean(report) ? 'clean' : 'WRONG'}, ${seconds} s`,
    `${counts['done'] ?? 0} of ${items} items done, ${report.holding} so in the account; the others: ${left.join('; ') || 'none'}`,
    `state ${report.state}${again.map((why) => `, applied again as it was ${why}`).join('')}`,
    `stops: ${stops.map(({ who, seconds }) => `${who} ${seconds.toFixed(1)} s`).join(', ') || 'none'}`,
    `by somebody else: ${counted(report.others)}; single edits: ${counted(report.singles)}`,
    `lost: ${report.losses.length}; inside the round trip: ${report.insideTheRoundTrip.length}`,
    ...report.insideTheRoundTrip.map(
      ({ what, contact, age }) => `  inside: ${what} of ${contact}, ${age} ms`,
    ),
    ...report.stoppedWhileSending.flatMap((loss) => lost('stopped while sending', loss)),
    ...report.losses.flatMap((loss) => lost('LOST', loss)),
    ...shortOf(report).map((words) => `  WRONG: ${words}`),
    '',
  ].join('\n');
}

function lost(how: string, { what, contact, words, age, lines }: Loss): string[] {
  return [
    `  ${how}: ${what} of ${contact}, ${age === undefined ? 'not given meanwhile' : `${age} ms old`}: ${words}`,
    ...lines.map((line) => `    ${line}`),
  ];
}

function counted(counts: Readonly<Record<string, number>>): string {
  const all = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return all.join(', ') || 'none';
}
