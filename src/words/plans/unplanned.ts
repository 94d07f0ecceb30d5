import { counted, listed } from '../../lib/text.ts';
import type { Scope, Summary, SummaryFact } from '../../model/facts.ts';
import { behindMoreNames, type Size, WIDE } from '../lists.ts';
import { attributeNames, tagNames } from './sentences.ts';

/** So many tags are named. */
const FEW = 3;

/**
 * The answer to a request for which nobody is to be changed: what it would do to people who opted out, where that is why.
 * Undefined of a plan that was to change somebody, and of rows that were imported at once.
 */
export function unplannedWords(summary: Summary, size: Size): string | undefined {
  if (typeof summary === 'string') return undefined;
  switch (summary.say) {
    case 'update':
    case 'delete':
    case 'undo': {
      const { changed, opted_out: people } = summary.scope;
      if (changed.count > 0) return undefined;
      return people.count === 0
        ? 'Nothing was planned.'
        : `This would ${wouldWords(summary, counted(people.count, 'person', 'people'))}, so nothing was planned${behindMoreNames(people, size)}.`;
    }
    case 'merge':
      return summary.groups.count > 0 ? undefined : 'Nothing was planned.';
    case 'import':
    case 'edit':
    case 'create':
      return undefined;
    default:
      return summary satisfies never;
  }
}

function wouldWords(summary: Extract<SummaryFact, { scope: Scope }>, people: string): string {
  const who = `${people} who opted out`;
  if (summary.say === 'delete')
    return `delete ${who}, and a later import could bring them back without their opt-out`;
  if (summary.say === 'update' && summary.number !== undefined) return `give ${who} another number`;
  const { tags = [], keys = [], ended = [] } = summary.scope.refused ?? {};
  const isUndo = summary.say === 'undo';
  const things = [
    ...(tags.length > FEW
      ? [counted(tags.length, 'tag')]
      : tags.length > 0
        ? [tagNames(tags, WIDE, 'and')]
        : []),
    ...(keys.length > 0
      ? [`${isUndo ? 'the earlier value' : 'another value'} of ${attributeNames(keys, WIDE, 'and')}`]
      : []),
  ];
  const would = [
    ...(things.length > 0
      ? [`give ${who} ${listed(things)}${isUndo && tags.length > 0 ? ' back' : ''}`]
      : []),
    ...(ended.length > 0 ? [`take ${tagNames(ended, WIDE, 'and')} off ${who}`] : []),
  ];
  return would.length === 0 ? `change ${who}` : listed(would);
}
