import { counted, listed } from '../../lib/text.ts';
import type { Scope, SummaryFact } from '../../model/facts.ts';
import { foundWords } from '../found/filter.ts';
import type { Size } from '../lists.ts';
import { attributeNames, tagNames } from './sentences.ts';

type Selecting = Extract<SummaryFact, { scope: Scope }>;

/** Which contacts are meant, some by name (`names`) as a check. */
export function selectedWords(summary: Selecting, names: string, size: Size): string {
  const { selected, changed, everyone, found } = summary.scope;
  const search = typeof found === 'object' && size.examples > 0 ? foundWords(found) : '';
  const isAll = changed.count === selected && search === '';
  if (everyone && selected === 1) return `Nobody else ${oldNames(summary, size, 'is')}.`;
  if (everyone) return `Everyone ${oldNames(summary, size, '')}${names ? `: ${names}` : ''}.`;
  if (selected === 1 && search !== '') return `Found among ${search}.`;
  const how = search && ` (${search})`;
  const them = changed.count <= Math.min(changed.first.length, size.people) ? 'They are' : 'Among them';
  if (names) return `${isAll ? them : `Of the ${counted(selected, 'contact')} selected${how}`}: ${names}.`;
  return isAll ? '' : `${counted(selected, 'contact')} ${selected === 1 ? 'is' : 'are'} selected${how}.`;
}

/** `tagged "VIP" or "v.i.p"`: who has one of the names that are renamed. */
function oldNames(summary: Selecting, size: Size, is: 'is' | ''): string {
  const { renames = [], moves = [] } = summary.say === 'delete' ? {} : summary.parts;
  const [tags, keys] = [renames, moves].map((all) => [...new Set(all.map(({ old }) => old))]);
  const words = [
    ...(tags?.length ? [`${is && 'is '}tagged ${tagNames(tags, size, 'or')}`] : []),
    ...(keys?.length ? [`${is ? 'has' : 'who has'} ${attributeNames(keys, size, 'or')}`] : []),
  ];
  return words.length === 0 ? `${is ? 'has' : 'who has'} the old name` : listed(words, 2, 'or');
}
