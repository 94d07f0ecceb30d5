import { listed, plain, quoted } from '../lib/text.ts';
import { ALL, type UpdateRequest } from '../model/request.ts';
import { writtenValue } from '../plans/change/drift.ts';

/** As many changes as a person reads to the end are named; of tags, which decide whom campaigns reach, many more. */
const MOST_NAMED = 12;
const MOST_TAGS = 50;
const LINKS: Readonly<Record<string, string>> = { add: 'to', remove: 'from', change: 'for' };

/** A change to a contact: `add`, `the tag "vip"`. */
interface Change {
  verb: string;
  object: string;
}

/** The request up to the contacts: `Add the tag "vip" to`. */
export function requestWords(request: UpdateRequest, oldNumber?: string): string {
  const { add_tags: adds = [], remove_tags: removes = [], remove_attributes: unsets = [] } = request;
  const { new_number: number, name } = request;
  const changes: Change[] = [
    ...(oldNumber === undefined || number === undefined ? [] : [renumbered(oldNumber, number)]),
    ...changesOf('remove', 'tag', quotedNames(removes.filter((tag) => tag !== ALL))),
    ...(removes.includes(ALL) ? [{ verb: 'remove', object: 'all tags but protected ones' }] : []),
    ...changesOf('add', 'tag', quotedNames(adds)),
    ...changesOf('rename', 'tag', renamed(request.rename_tags)),
    ...(name === undefined ? [] : [{ verb: 'set', object: `the name to ${quoted(name, 60)}` }]),
    ...Object.entries(request.set_attributes ?? {}).map(([key, value]) => ({
      verb: 'set',
      object: `the attribute ${quoted(key, 60)} to ${writtenValue(value)}`,
    })),
    ...changesOf('remove', 'attribute', quotedNames(unsets)),
    ...changesOf('rename', 'attribute', renamed(request.rename_attributes)),
  ];
  const verbs = new Set(changes.map(({ verb }) => verb));
  const [verb = ''] = verbs;
  const link = (verbs.size === 1 && LINKS[verb]) || 'on';
  const texts = changes.map(({ verb, object }) => `${verb} ${object}`);
  const text = `${listed(texts, MOST_NAMED)} ${link}`;
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

function renumbered(old: string, number: string): Change {
  return { verb: 'change', object: `the number ${plain(old, 40)} to ${plain(number, 40)}` };
}

function quotedNames(names: readonly string[]): string[] {
  return names.map((name) => quoted(name, 60));
}

function renamed(renames: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(renames).map(([old, name]) => `${quoted(old, 60)} to ${quoted(name, 60)}`);
}

function changesOf(verb: string, noun: 'tag' | 'attribute', texts: readonly string[]): Change[] {
  if (texts.length === 0) return [];
  const most = noun === 'tag' ? MOST_TAGS : MOST_NAMED;
  return [{ verb, object: `the ${noun}${texts.length === 1 ? '' : 's'} ${listed(texts, most)}` }];
}
