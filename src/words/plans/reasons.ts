import { nameAndNumber } from '../../contacts/name.ts';
import { counted, listed, quoted, quotedList, thousands } from '../../lib/text.ts';
import type { Conflict, Reason, ReasonFact } from '../../model/facts.ts';
import { writtenValue } from '../../plans/change/drift.ts';

export function reasonWords(reason: Reason): string {
  return typeof reason === 'string' ? reason : factWords(reason);
}

function factWords(reason: ReasonFact): string {
  switch (reason.say) {
    case 'forgotten':
      return 'forgotten';
    case 'overruled':
      return `opted out (${quotedList(reason.tags)}), and is meant all the same`;
    case 'both names':
      return listed(reason.conflicts.map(valuesWords));
    case 'keeps':
      return 'it keeps what it was given: not all that were merged into it can come back';
    case 'opted out':
      return `${nameAndNumber(reason.contact)} opted out, and a sheet fills no more than an empty name of theirs`;
    case 'back without':
      return `opted out, and comes back without ${withoutWords(reason)}`;
    case 'lost':
      return reason.conflicts.map(conflictWords).join('; ');
    case 'merged':
      return [...reason.lost.map(conflictWords), ...reason.notes].join('; ');
    case 'too many':
      return `its ${counted(reason.losers, 'contact')} to delete are more than the ${thousands(reason.most)} that one plan may delete here: name fewer in \`groups\``;
    case 'too large':
      return `${nameAndNumber(reason.keep)} and ${counted(reason.others, 'other contact')} share this, which is more than one person has: name those to merge in \`groups\``;
    default:
      return reason satisfies never;
  }
}

/** `"vip" and the value of "city"`. */
function withoutWords({ tags, keys }: { tags: readonly string[]; keys: readonly string[] }): string {
  return listed([
    ...tags.map((tag) => quoted(tag, 60)),
    ...keys.map((key) => `the value of ${quoted(key, 60)}`),
  ]);
}

function valuesWords(values: readonly (readonly [string, unknown])[]): string {
  const words = values.map(([key, value]) => `${quoted(key, 60)} is ${writtenValue(value)}`);
  return `${listed(words)}: which is right is for a person to say`;
}

/** The values that a merge loses. */
export function conflictWords({ keep, key, value, lost }: Conflict): string {
  const values = lost.map((other) => `${writtenValue(other.value)} of ${nameAndNumber(other.contact)}`);
  return `${nameAndNumber(keep)} has ${quoted(key, 60)} as ${writtenValue(value)}: ${listed(values)} ${values.length === 1 ? 'is' : 'are'} lost`;
}
