import {
  type AttributeTest,
  beyondCompare,
  comparable,
  comparesWords,
  lacksValue,
  valuesOf,
} from '../../find/attributes.ts';
import { compileFilter, type Filter, type FilterWorld } from '../../find/filter.ts';
import { nearTo } from '../../find/noHits.ts';
import { countValues } from '../../find/values.ts';
import { isDecimal } from '../../lib/decimal.ts';
import { fold } from '../../lib/fold.ts';
import { counted, isVisible, listed, quoted, thousands } from '../../lib/text.ts';
import { filterInTurns, inTurns } from '../../lib/turns.ts';
import type { Contact } from '../../model/contact.ts';
import type { TagCount } from '../../model/facts.ts';
import { countedTexts } from '../counts.ts';

const MOST_VALUES = 5;
const MOST_UNKNOWN = 3;

/** What a filter by attributes found, in which values, and what it passed over. */
export async function valueSentences(
  filter: Filter,
  { looked, found }: { looked: readonly Contact[]; found: readonly Contact[] },
  world: FilterWorld,
): Promise<string[]> {
  const sentences: string[] = [];
  for (const [at, condition] of (filter.attributes ?? []).entries()) {
    const others = { ...filter, attributes: filter.attributes?.toSpliced(at, 1) };
    const passesOthers = compileFilter(others, world).matches;
    if (condition.op === 'greater' || condition.op === 'less')
      sentences.push(
        await asWords(condition, looked, passesOthers),
        await notCompared(condition, looked, passesOthers),
      );
    else if (condition.op === 'not_equals')
      sentences.push(
        await withoutValue(condition, looked, passesOthers),
        await spellings(condition, (await countValues(found, condition.key)).values),
      );
    else if (condition.op === 'equals')
      sentences.push(await valuesFound(condition, found), ...(await unlike(condition, { looked, found })));
    else if (condition.op === 'contains') sentences.push(await valuesFound(condition, found));
  }
  return sentences;
}

/** `"city" is "Jaipur" (20) and "Kanpur" (11).` Where all have the one value that was asked for, nothing. */
async function valuesFound(condition: AttributeTest, found: readonly Contact[]): Promise<string> {
  const asked = valuesOf(condition);
  if (found.length === 0 || (condition.op === 'equals' && asked.length < 2)) return '';
  const { values } = await countValues(found, condition.key);
  const same = new Set(asked.map(comparable));
  const isAsAsked = values.length === 1 && values.every(([value]) => same.has(comparable(value)));
  return isAsAsked ? '' : `${quoted(condition.key, 60)} is ${countedTexts(values)}.`;
}

/** The values asked for that nobody has, and those that are written otherwise. */
async function unlike(
  condition: AttributeTest,
  { looked, found }: { looked: readonly Contact[]; found: readonly Contact[] },
): Promise<string[]> {
  const { values } = await countValues(looked, condition.key);
  const unknown = found.length > 0 ? await unknownValues(condition, values) : [];
  return [...unknown, await spellings(condition, values)];
}

/** Of several values, those that nobody has: most likely they are misspelt. */
async function unknownValues(condition: AttributeTest, values: readonly TagCount[]): Promise<string[]> {
  const asked = valuesOf(condition);
  if (asked.length < 2) return [];
  const known = new Set(values.map(([value]) => comparable(value)));
  // A number may be written otherwise.
  const unknown = asked.filter(
    (value) => isVisible(value) && !isDecimal(comparable(value)) && !known.has(comparable(value)),
  );
  const sentences: string[] = [];
  for (const value of unknown.slice(0, MOST_UNKNOWN)) {
    const near = await nearTo([value], values);
    const instead = near.length === 0 ? '' : `; there is ${countedTexts(near)}`;
    sentences.push(`Nobody has ${quoted(condition.key, 60)} equal to ${quoted(value, 60)}${instead}.`);
  }
  const rest = unknown.length - MOST_UNKNOWN;
  return rest > 0 ? [...sentences, `Nor has anybody ${counted(rest, 'more value')} of these.`] : sentences;
}

/** Other spellings of the values that are compared, as of tags: `equals` looks past case and outer spaces alone. */
async function spellings(condition: AttributeTest, values: readonly TagCount[]): Promise<string> {
  const asked = valuesOf(condition);
  const folds = new Set(asked.map(fold).filter(Boolean));
  const isAsked = new Set(asked.map(comparable));
  const others = await filterInTurns(
    values,
    ([text]) => folds.has(fold(text)) && !isAsked.has(comparable(text)),
  );
  if (others.length === 0) return '';
  const how = condition.op === 'equals' ? 'included' : 'left out';
  return `Other spellings in ${quoted(condition.key, 60)} are not ${how}: ${countedTexts(others)}.`;
}

/** What has no value is not "not equal" either, which a person may think. */
async function withoutValue(
  condition: AttributeTest,
  looked: readonly Contact[],
  passesOthers: (contact: Contact) => boolean,
): Promise<string> {
  const lacks = lacksValue(condition);
  const left = await filterInTurns(looked, (contact) => lacks(contact) && passesOthers(contact));
  if (left.length === 0) return '';
  const [fits, has] = left.length === 1 ? ['fits', 'has'] : ['fit', 'have'];
  const { key } = condition;
  return `${counted(left.length, 'contact')} that ${fits} otherwise ${has} no ${quoted(key, 60)} and ${left.length === 1 ? 'is' : 'are'} not counted.`;
}

/** Of the contacts that pass the other filters, those whose value was compared by the alphabet. */
async function asWords(
  condition: AttributeTest,
  looked: readonly Contact[],
  passesOthers: (contact: Contact) => boolean,
): Promise<string> {
  const isWord = comparesWords(condition);
  const { length } = await filterInTurns(looked, (contact) => isWord(contact) && passesOthers(contact));
  if (length === 0) return '';
  return `\`${condition.op}\` compared ${counted(length, 'value')} of ${quoted(condition.key, 60)} as words, by the alphabet.`;
}

/** Of the contacts that pass the other filters, those whose value is no number or date to be compared with. */
async function notCompared(
  condition: AttributeTest,
  looked: readonly Contact[],
  passesOthers: (contact: Contact) => boolean,
): Promise<string> {
  const beyond = beyondCompare(condition);
  const left: Contact[] = [];
  for await (const part of inTurns(looked))
    left.push(...part.filter((contact) => beyond(contact) !== undefined && passesOthers(contact)));
  if (left.length === 0) return '';
  const { key } = condition;
  const { empty, values } = await countValues(left, key);
  const held = [
    ...(empty > 0 ? [`empty (${thousands(empty)})`] : []),
    ...(values.length > 0 ? [countedTexts(values)] : []),
  ];
  const wanted = listed(
    valuesOf(condition).map((value) => quoted(value, 60)),
    MOST_VALUES,
    'or',
  );
  return `${counted(left.length, 'contact')} that ${left.length === 1 ? 'fits' : 'fit'} otherwise ${left.length === 1 ? 'is' : 'are'} left out: ${quoted(key, 60)} cannot be compared with ${wanted}, being ${held.join(', ')}.`;
}
