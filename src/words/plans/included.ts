import { counted, thousands } from '../../lib/text.ts';
import type { PlanRecord } from '../../model/plan.ts';
import type { Included, WarningFacts } from '../../model/warnings.ts';
import { behindMoreNames, type Size, WIDE } from '../lists.ts';
import { attributeNames, tagNames } from './sentences.ts';

/** So many tags are named twice, by the change and by what becomes of people who opted out. */
const FEW = 3;

/** What becomes of people who opted out and are part of a plan because somebody asked for that. */
export function includedWords({ done, contacts, effects }: WarningFacts['overruled'], size: Size): string {
  if (contacts === 0) return 'Including people who opted out makes no difference here.';
  const [who, are] = [counted(contacts, 'person', 'people'), contacts === 1 ? 'is' : 'are'];
  if (size.examples === 0)
    return `${who} who opted out ${are} ${done}, too${done === 'deleted' ? ', with the opt-out' : ''}.`;
  if (effects === undefined)
    return `${who} opted out and ${are} ${done} all the same, because you asked for that.`;
  const named = new Set<string>();
  return effects
    .map((effect) => {
      // People who are named in one sentence are not named in the next.
      const key = JSON.stringify(effect.people);
      const names = named.has(key) ? '' : behindMoreNames(effect.people, size);
      named.add(key);
      return effectWords(effect, names, done === 'included' ? 'back' : 'too');
    })
    .join(' ');
}

/** `names` stand behind the first sentence; `as`: an undo gives things back. */
function effectWords({ does, names = [], people }: Included, named: string, as: 'back' | 'too'): string {
  const one = people.count === 1;
  const who = `${counted(people.count, 'person', 'people')} who opted out`;
  const too = as === 'back' ? ' back' : '';
  const also = as === 'back' ? '' : ', too';
  const get = one ? 'gets' : 'get';
  switch (does) {
    case 'gets': {
      const tags = names.length > FEW ? 'these tags' : tagNames(names, WIDE, 'and');
      const them = one ? 'this person' : 'them';
      return `${who} ${get} ${tags}${too}${also}, so campaigns to ${names.length === 1 ? 'it' : 'these'} reach ${them}${named}.`;
    }
    case 'gets values':
      return `${who} ${get} ${as === 'back' ? 'the earlier value' : 'another value'} of ${attributeNames(names, WIDE, 'and')}${also}${named}.`;
    case 'opts in':
      return `Nothing marks ${counted(people.count, 'person', 'people')} as opted out from then on${named}.`;
    case 'deleted':
      return one
        ? `${who} is deleted, too${named}. The opt-out is lost: a later import or message brings the number back without it.`
        : `${who} are deleted, too${named}. Their opt-outs are lost: a later import or message brings the numbers back without them.`;
    case 'merged':
      return one
        ? `${who} is merged, too, and the kept contact gets the opt-out${named}.`
        : `${who} are merged, too, and the kept contacts get their opt-outs${named}.`;
    case 'renumbered':
      return one
        ? `${who} gets another number, and the new contact keeps the opt-out${named}.`
        : `${who} get other numbers, and the new contacts keep their opt-outs${named}.`;
    case 'back':
      return `${counted(people.count, 'person comes', 'people come')} back without an opt-out, although the contact that kept ${one ? 'this one' : 'them'} opted out since${named}.`;
    case 'changed':
      return `${who} ${one ? 'is' : 'are'} changed, too${named}.`;
    default:
      return does satisfies never;
  }
}

/** Afterwards: how many of those whom the plan changed had opted out. */
export function includedThen(
  { warnings, kind }: Pick<PlanRecord, 'warnings' | 'kind'>,
  { done = 0, to_change: all = 0 }: Readonly<Record<string, number>>,
): string {
  const contacts = warnings.reduce(
    (sum, warning) =>
      sum + (typeof warning === 'object' && warning.say === 'overruled' ? warning.contacts : 0),
    0,
  );
  if (contacts === 0 || done === 0) return '';
  if (all === 1 && contacts === 1 && kind !== 'merge') return 'This person had opted out; you included them.';
  const of = kind === 'merge' ? 'in these groups' : done === all ? 'of them' : `of the ${thousands(all)}`;
  return `${thousands(contacts)} ${of} had opted out; you included them.`;
}
