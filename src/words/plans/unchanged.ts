import type { Parts, Summary } from '../../model/facts.ts';

type OneOrMore = readonly [one: string, more: string];
type When = 'before' | 'after';

const NO_CHANGE: Record<When, OneOrMore> = {
  before: ['needs no change', 'need no change'],
  after: ['needed no change', 'needed no change'],
};
const HAVE_IT: Record<When, OneOrMore> = {
  before: ['has it already', 'have it already'],
  after: ['had it already', 'had it already'],
};
const LACK_IT: Record<When, OneOrMore> = {
  before: ['does not have it', 'do not have it'],
  after: ['did not have it', 'did not have it'],
};

/** Why contacts need no change: of an update that does one thing, that thing is there, or is not. */
export function unchangedWords(summary: Summary, when: When): OneOrMore {
  const isUpdate = typeof summary === 'object' && summary.say === 'update' && summary.number === undefined;
  return (isUpdate ? reasonOf(summary.parts) : NO_CHANGE)[when];
}

function reasonOf({
  adds,
  removes,
  clears,
  renames,
  names,
  sets,
  unsets,
  moves,
}: Parts): Record<When, OneOrMore> {
  const gives = adds.count + sets.count + (names.contacts > 0 ? 1 : 0);
  const takes = removes.count + unsets.count;
  if (clears || renames.length + moves.length > 0 || gives + takes !== 1) return NO_CHANGE;
  return gives === 1 ? HAVE_IT : LACK_IT;
}
