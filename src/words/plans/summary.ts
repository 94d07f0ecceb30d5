import { nameAndNumber } from '../../contacts/name.ts';
import { writtenValue } from '../../contacts/view.ts';
import { fitted } from '../../lib/fit.ts';
import { counted, listed, plain, quoted, quotedList, thousands } from '../../lib/text.ts';
import type { Person, Scope, Summary, SummaryFact } from '../../model/facts.ts';
import type { Keep } from '../../model/request.ts';
import { behindMoreNames, type Size, some, someWords } from '../lists.ts';
import { partsWords, uncounted } from './parts.ts';
import { placeWords, takeBackWords, undoWords } from './undo.ts';

/** Characters of a line in a list of plans. */
const MOST = 160;
const SIZES: readonly Size[] = [
  { list: 100, name: 60 },
  { list: 60, name: 60 },
  { list: 30, name: 40 },
  { list: 0, name: 20 },
  { list: 0, name: 8 },
].map((size) => ({ people: 0, examples: 0, ...size }));

/** What a plan does, in one line. */
export function summaryWords(summary: Summary): string {
  if (typeof summary === 'string') return summary;
  return fitted(
    SIZES,
    (size) => headWords(summary, size),
    ({ length }) => length <= MOST,
  );
}

interface Telling {
  /** The account, where it is named: `account MA_X`. */
  where?: string | undefined;
  /** How many contacts are done: the plan is over, and the words say what it did. */
  done?: number | undefined;
}

/** What a plan does, or did, as its text begins; an undo does not name the other plan by an id. */
export function textHead(summary: SummaryFact, size: Size, telling: Telling = {}): string {
  const isLong = summary.say === 'undo' && typeof summary.undone === 'object' && size.examples > 0;
  return isLong
    ? takeBackWords(summary, { ...telling, undone: summaryWords(summary.undone) }, size)
    : headWords(summary, size, telling);
}

/** What a plan does, or did, without a period. */
function headWords(summary: SummaryFact, size: Size, { where, done }: Telling = {}): string {
  const place = placeWords('in', where);
  const isDone = done !== undefined;
  switch (summary.say) {
    case 'update':
      return updateWords(summary, size, place, done);
    case 'delete':
      return `${isDone ? 'deleted' : 'Delete'} ${whomWords(summary.scope, size, done)}${place}`;
    case 'edit':
      return partsWords(
        summary.parts,
        { total: 1, whom: `${named(summary.contact, size)}${place}`, done: isDone },
        size,
      );
    case 'create': {
      const { contact } = summary;
      return `${isDone ? 'created' : 'Create'} ${named(contact, size)}${withFields(contact, size)}${place}`;
    }
    case 'merge':
      return `${mergeWords(summary, size, done)}${place}`;
    case 'import':
      return importWords(summary, size, { where, done });
    case 'undo': {
      const [one] = summary.of === 1 ? summary.scope.changed.first : [];
      return undoWords(summary, { where, done, ...(one && { whom: named(one, size) }) }, size);
    }
    default:
      return summary satisfies never;
  }
}

type Of<Say extends SummaryFact['say']> = Extract<SummaryFact, { say: Say }>;

function named({ name, phone_number }: Pick<Person, 'name' | 'phone_number'>, { name: most }: Size): string {
  return `${quoted(name, most)} (${plain(phone_number, Math.min(most, 40))})`;
}

/** `203 contacts`, or the one contact by name. */
function whomWords({ changed }: Scope, size: Size, done = changed.count): string {
  const [only] = changed.first;
  return only && changed.count === 1 && done === 1 ? named(only, size) : counted(done, 'contact');
}

function updateWords(
  { parts, number, scope }: Of<'update'>,
  size: Size,
  place: string,
  done: number | undefined,
): string {
  const [contact] = scope.changed.first;
  if (number === undefined || contact === undefined) {
    const total = done ?? scope.changed.count;
    return partsWords(
      total === scope.changed.count ? parts : uncounted(parts, total),
      { total, whom: `${whomWords(scope, size, done)}${place}`, done: done !== undefined },
      size,
    );
  }
  const [name, given, old] = [
    quoted(contact.name, size.name),
    plain(number.new, size.name),
    plain(number.old, size.name),
  ];
  return done === undefined
    ? `Give ${name}${place} the number ${given} instead of ${old}`
    : `${name} now has the number ${given}, as a new contact, and the one with ${old} is deleted`;
}

/** ` with the tags "a" and "b" and 2 attributes`: campaigns to these tags reach the contact. */
function withFields({ tags, custom_attributes }: Of<'create'>['contact'], { list }: Size): string {
  const attributes = Object.entries(custom_attributes);
  const named = attributes.map(([key, value]) => `${quoted(key, 60)} ${writtenValue(value)}`);
  const parts = [
    ...(tags.length > 0
      ? [
          list > 0
            ? `the tag${tags.length === 1 ? '' : 's'} ${quotedList(tags)}`
            : counted(tags.length, 'tag'),
        ]
      : []),
    ...(attributes.length > 0
      ? [
          list > 200
            ? `the attribute${attributes.length === 1 ? '' : 's'} ${listed(named)}`
            : counted(attributes.length, 'attribute'),
        ]
      : []),
  ];
  return parts.length === 0 ? '' : ` with ${listed(parts)}`;
}

const KEPT_AS: Readonly<Record<Keep, string>> = {
  oldest: 'the oldest',
  newest: 'the newest',
  last_active: 'the one that was active last',
};

/** Which contact of each group is kept. */
export function keptWords({ rule }: Of<'merge'>): string {
  if (!rule) return '';
  const unless = rule.otherwise === 0 ? '' : ', unless its number is incomplete';
  return ` (${KEPT_AS[rule.kept]} of each group${unless})`;
}

function mergeWords({ groups, rule, deleted }: Of<'merge'>, size: Size, done: number | undefined): string {
  const verb = done === undefined ? 'Merge' : 'merged';
  const [only] = groups.first;
  if (only === undefined) return `${verb} nobody`;
  if (groups.count === 1 && done !== 0)
    return `${verb} ${size.list > 60 ? someWords(only.losers, 3, nameAndNumber) : counted(only.losers.count, 'contact')} into ${named(only.keep, size)}`;
  const same =
    rule && (rule.by === 'phone' ? 'number' : rule.by === 'name' ? 'name' : quoted(rule.by, size.name));
  const gone = done === groups.count ? `, and deleted ${counted(deleted, 'contact')}` : '';
  return `${verb} ${counted(done ?? groups.count, 'group')} of contacts${same ? ` with the same ${same}` : ''} into one each${gone}`;
}

function importWords({ file, created, updated }: Of<'import'>, size: Size, { where, done }: Telling): string {
  const sheet = sheetName(file, size.name);
  if (done !== undefined && done !== created + updated)
    return `imported ${sheet} and added or changed ${counted(done, 'contact')}`;
  const [add, change] = done === undefined ? ['add', 'change'] : ['added', 'changed'];
  const does = [
    ...(created > 0 ? [`${add} ${counted(created, 'contact')}`] : []),
    ...(updated > 0 ? [`${change} ${created > 0 ? thousands(updated) : counted(updated, 'contact')}`] : []),
  ];
  return done === undefined
    ? `Import ${sheet}${placeWords('into', where)}: ${does.join(', ') || 'nothing changes'}`
    : listed([`imported ${sheet}`, ...does]);
}

/** The sheet, as a sentence names it: pasted rows have no name that anybody knows. */
export function sheetName(file: string | undefined, most = 60): string {
  return file === undefined ? 'the pasted rows' : quoted(file, most);
}

/** `9 people opted out and are not changed: …`. */
export function optedOutWords(
  { opted_out: people }: Pick<Scope, 'opted_out'>,
  say: SummaryFact['say'],
  size: Size,
): string[] {
  const kept =
    size.examples === 0 ? '' : ', since a later import could bring them back without their opt-out';
  const words =
    say === 'delete'
      ? some(people.count, `person opted out and is kept${kept}`, `people opted out and are kept${kept}`)
      : some(people.count, 'person opted out and is not changed', 'people opted out and are not changed');
  return words.map((text) => `${text}${behindMoreNames(people, size)}.`);
}
