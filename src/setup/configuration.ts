import type { Settings } from '../context.ts';
import { WHERE_SET } from '../errors.ts';
import { counted, listed } from '../lib/text.ts';
import { isLikeToken } from '../lib/unfilled.ts';
import { toolsFor } from '../tools/index.ts';
import { type Finding, fails, works } from './finding.ts';

/** Below the last mistake, for all of them. */
const MEND = `Correct it ${WHERE_SET}, and restart it. Until then nothing is written.`;

export function configurationFindings(settings: Settings): Finding[] {
  const { node, problems, given } = settings;
  const mistakes = problems.filter((problem) => problem !== node?.problem);
  return [
    ...(node === undefined ? [] : [fails(`Node: ${node.problem}`)]),
    ...mistakes.map((problem, index) =>
      fails(`Configuration: ${problem}`, index === mistakes.length - 1 ? MEND : undefined),
    ),
    ...(mistakes.length > 0 ? [] : [works(`Configuration: ${inForce(settings)}`)]),
    works(`Set: ${listed(given, given.length) || 'nothing'}; all else has its default`),
  ];
}

function inForce({ mode, protectedTags }: Settings): string {
  const tools = counted(toolsFor(mode).length, 'tool');
  const tags = protectedTags.map((tag) => (isLikeToken(tag) ? '(a text that looks like a token)' : tag));
  return `mode ${mode}, ${tools}; protected tags ${tags.join(', ')}`;
}
