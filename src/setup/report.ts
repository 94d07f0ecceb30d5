import type { Context } from '../context.ts';
import { accountFindings } from './account.ts';
import { clientFindings } from './clients.ts';
import { configurationFindings } from './configuration.ts';
import { type Finding, findingsOf } from './finding.ts';
import { originFinding, type SeenFrom } from './origin.ts';
import { pageFindings } from './page.ts';
import { folderFindings } from './sheets.ts';
import { storeFindings } from './store.ts';
import { tokenFindings } from './token.ts';

/** What works in this setup and what does not. It sends one GET, for one contact, and never throws. */
export async function report(context: Context, from: SeenFrom, signal: AbortSignal): Promise<Finding[]> {
  const { settings } = context;
  const now = context.now();
  const groups = await Promise.all([
    findingsOf('Program', signal, async () => [originFinding(settings, from)]),
    findingsOf('Configuration', signal, async () => configurationFindings(settings)),
    findingsOf('Files', signal, () => folderFindings(settings)),
    findingsOf('Token', signal, async () => tokenFindings(settings, now)),
    findingsOf('Vobiz', signal, (limit) => accountFindings(context, from, limit)),
    findingsOf('Client', signal, async () => clientFindings(context, from)),
    findingsOf('Page', signal, async () => pageFindings(context, from)),
    findingsOf('Store', signal, () => storeFindings(context, from)),
  ]);
  return groups.flat();
}

/** A line for each finding, its next step below. */
export function inLines(findings: readonly Finding[]): string {
  return findings.map((finding) => `${inLine(finding)}\n`).join('');
}

function inLine({ ok, text, next }: Finding): string {
  const whole = next === undefined ? text : `${text}\nNext: ${next}`;
  return `${ok ? 'ok  ' : 'FAIL'}  ${whole.replaceAll('\n', '\n      ')}`;
}
