import { listed, plain, quoted } from '../lib/text.ts';
import { ALL, type UpdateRequest } from '../model/request.ts';
import { writtenValue } from '../plans/change/drift.ts';

/** Who approves a plan is told of all that a person reads to the end; of tags, whom campaigns reach, of many more. */
const MOST_NAMED = 12;
const MOST_TAGS = 50;
const LINKS: Readonly<Record<string, string>> = { add: 'to', remove: 'from', change: 'for' };

/** What is done to a contact: `add`, `the tag "vip"`. */
interface Part {
  verb: string;
  what: string;
}

/** The request up to the contacts: `Add the tag "vip" to`. */
export function requestWords(request: UpdateRequest, oldNumber?: string): string {
  const { add_tags: adds = [], remove_tags: removes = [], remove_attributes: unsets = [] } = request;
  const { new_number: number, name } = request;
  const parts: Part[] = [
    ...(oldNumber === undefined || number === undefined ? [] : [renumbered(oldNumber, number)]),
    ...nouns('remove', 'tag', quotedNames(removes.filter((tag) => tag !== ALL))),
    ...(removes.includes(ALL) ? [{ verb: 'remove', what: 'all tags but protected ones' }] : []),
    ...nouns('add', 'tag', quotedNames(adds)),
    ...nouns('rename', 'tag', renamed(request.rename_tags)),
    ...(name === undefined ? [] : [{ verb: 'set', what: `the name to ${quoted(name, 60)}` }]),
    ...Object.entries(request.set_attributes ?? {}).map(([key, value]) => ({
      verb: 'set',
      what: `the attribute ${quoted(key, 60)} to ${writtenValue(value)}`,
    })),
    ...nouns('remove', 'attribute', quotedNames(unsets)),
    ...nouns('rename', 'attribute', renamed(request.rename_attributes)),
  ];
  const verbs = new Set(parts.map(({ verb }) => verb));
  const [verb = ''] = verbs;
  const link = (verbs.size === 1 && LINKS[verb]) || 'on';
  const texts = parts.map(({ verb, what }) => `${verb} ${what}`);
  const text = `${listed(texts, MOST_NAMED)} ${link}`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

function renumbered(old: string, number: string): Part {
  return { verb: 'change', what: `the number ${plain(old, 40)} to ${plain(number, 40)}` };
}

function quotedNames(names: readonly string[]): string[] {
  return names.map((name) => quoted(name, 60));
}

function renamed(renames: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(renames).map(([old, name]) => `${quoted(old, 60)} to ${quoted(name, 60)}`);
}

function nouns(verb: string, noun: 'tag' | 'attribute', texts: readonly string[]): Part[] {
  if (texts.length === 0) return [];
  const most = noun === 'tag' ? MOST_TAGS : MOST_NAMED;
  return [{ verb, what: `the ${noun}${texts.length === 1 ? '' : 's'} ${listed(texts, most)}` }];
}
