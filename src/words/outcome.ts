import { listed, quoted, quotedList } from '../lib/text.ts';
import { span } from '../lib/time.ts';
import type { Person } from '../model/facts.ts';
import type { Comparison } from '../model/outcome.ts';
import type { Written } from '../model/reasons.ts';
import { noteWords } from './plans/differences.ts';

/** How a written contact differs from the request, because of the service or of somebody else. */
export function comparisonWords({
  comparison,
  ...more
}: Pick<Written, 'overwrote' | 'updated'> & { comparison: Comparison }): string[] {
  return noteWords({ ...comparison, ...more }).map(
    (note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`,
  );
}

/** Single edits and imports cannot include who opted out, so the agent is not told to repeat them. */
export function protectedNext(
  person?: Pick<Person, 'id' | 'name'>,
  tool: 'plan_update' | 'plan_delete' = 'plan_update',
): string {
  const change = tool === 'plan_update' ? ', the same change' : '';
  if (person === undefined)
    return `Tell the person. Only if they want these changed all the same: \`${tool}\` with them as \`contacts\`${change} and \`include_protected\`.`;
  return `Tell the person that ${quoted(person.name, 60)} opted out. Only if they want it all the same: \`${tool}\` with \`contacts\` [${JSON.stringify(person.id)}]${change} and \`include_protected\`.`;
}

/** What a single edit changed: its fields, and the tags that it gave and took. */
export function editedWords(
  { changed, plan_id }: { changed: readonly string[]; plan_id: string | undefined },
  before: readonly string[],
  after: readonly string[],
): string {
  const by = plan_id === undefined ? '' : ` (${plan_id})`;
  if (changed.length === 0) return `Nothing to change, it was so already${by}.`;
  const fields = changed.map((field) => (field === 'custom_attributes' ? 'attributes' : field));
  const [had, has] = [new Set(before), new Set(after)];
  const [off, added] = [before.filter((tag) => !has.has(tag)), after.filter((tag) => !had.has(tag))];
  return [
    `Changed ${listed(fields)}${by}.`,
    ...(off.length > 0 ? [`Tags taken off: ${quotedList(off)}.`] : []),
    ...(added.length > 0 ? [`Tags added: ${quotedList(added)}.`] : []),
  ].join(' ');
}

const BACK = {
  update: 'undoes it',
  create: 'deletes the contact again',
  delete: 'makes the contact again, as a new one without its history',
} as const;

/** The way back from a single edit. `asksAgain`: only where somebody who opted out is included. */
export function wayBackNext(planId: string, did: keyof typeof BACK, asksAgain = false): string {
  return `\`plan_undo\` ${planId} ${BACK[did]}${asksAgain ? ', only with `include_protected`' : ''}.`;
}

/** For a call that repeats an earlier one. */
export function doneAlready({ ago, plan_id }: { ago: number; plan_id: string }): string {
  return `It was already done ${span(ago)} ago by ${plan_id}; nothing was sent.`;
}
