import type { Settings } from '../context.ts';
import { counted, listed } from '../lib/text.ts';
import { isLikeToken } from '../lib/unfilled.ts';
import { toolsFor } from '../tools/index.ts';
import { type Finding, fails, works } from './finding.ts';

export function configurationFindings(settings: Settings): Finding[] {
  const { node, problems, given } = settings;
  const mistakes = problems.filter((problem) => problem !== node);
  return [
    ...(node === undefined ? [] : [fails(`Node: ${node}`)]),
    ...mistakes.map((problem) => fails(`Configuration: ${problem}`)),
    ...(mistakes.length > 0 ? [] : [works(`Configuration: ${inForce(settings)}`)]),
    works(`Set: ${listed(given, given.length) || 'nothing'}; all else has its default`),
  ];
}

function inForce({ mode, protectedTags }: Settings): string {
  const tools = counted(toolsFor(mode).length, 'tool');
  const tags = protectedTags.map((tag) => (isLikeToken(tag) ? '(a text that looks like a token)' : tag));
  return `mode ${mode}, ${tools}; protected tags ${tags.join(', ')}`;
}
