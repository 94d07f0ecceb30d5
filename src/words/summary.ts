import { nameAndNumber } from '../contacts/name.ts';
import { counted, cutAtItem, listed, plain, quoted, quotedList, thousands } from '../lib/text.ts';
import { FORGOTTEN, type LeftAlone, type Scope, type Summary, type SummaryFact } from '../model/facts.ts';
import type { Keep } from '../model/request.ts';
import { writtenValue } from '../plans/change/drift.ts';
import { foundWords } from './filter.ts';
import { namesOf, some, someWords } from './lists.ts';
import { requestWords } from './request.ts';

/** The sentence that a person approves. */
export function summaryWords(summary: Summary): string {
  return typeof summary === 'string' ? summary : `${factWords(summary, true)}.`;
}

/** Long enough for most summaries. */
const MOST_UNDONE = 500;

/** The summary of the plan that an undo takes back, without the account, which the undo names itself. */
function undoneWords(summary: Summary): string {
  const words = typeof summary === 'string' ? summary.replace(/\.$/, '') : factWords(summary, false);
  return cutAtItem(words, MOST_UNDONE);
}

/** Without the period. */
function factWords(summary: SummaryFact, namesAccount: boolean): string {
  const place = (link: 'in' | 'into' | 'from', where: string | undefined) =>
    namesAccount && where !== undefined ? ` ${link} ${where}` : '';
  switch (summary.say) {
    case 'update':
      return `${requestWords(summary.request, summary.old_number)}${scopeWords(summary.scope, place)}`;
    case 'delete':
      return `Permanently delete${scopeWords(summary.scope, place)}`;
    case 'edit':
      return `${requestWords(summary.request)} ${nameAndNumber(summary.contact)}${place('in', summary.where)}`;
    case 'create': {
      const { contact, where } = summary;
      return `Create ${quoted(contact.name, 60)} (${contact.phone_number})${withFields(contact)}${place('in', where)}`;
    }
    case 'delete one':
      return `Delete 1 contact${place('from', summary.where)}: ${deletedWords(summary)}`;
    case 'merge':
      return mergeWords(summary, place('in', summary.where));
    case 'import':
      return importWords(summary, place('into', summary.where));
    case 'undo': {
      const { plan_id, undone, where, does, left } = summary;
      const here = namesAccount ? ` in ${where},` : '';
      return `Undo plan ${plan_id} (${undoneWords(undone)}):${here} ${undoWords(does)}${leftAloneWords(left)}`;
    }
    default:
      return summary satisfies never;
  }
}

/** ` 203 of 212 contacts in account MA_X, found by a search for those with the text "Acme": "Asha" (+91…), "Bela" (+91…) and 201 more; 9 protected are left alone`. */
function scopeWords(
  { where, selected, changed, overruled, found, left }: Scope,
  place: (link: 'in', where: string) => string,
): string {
  const part = changed.count === selected ? '' : `${thousands(changed.count)} of `;
  const head = ` ${part}${counted(selected, 'contact')}${place('in', where)}`;
  if (found === FORGOTTEN) return `${head} (${FORGOTTEN})`;
  const how = found === undefined ? '' : `, found by a search for ${foundWords(found)}`;
  const names = changed.count === 0 ? '' : `: ${namesOf(changed)}`;
  const protectedToo =
    overruled > 0 ? `; ${thousands(overruled)} of these ${overruled === 1 ? 'is' : 'are'} protected` : '';
  return `${head}${how}${names}${protectedToo}${leftAloneWords(left)}`;
}

/** How many contacts the plan leaves as they are, by reason; `more` are reasons of its own. */
function leftAloneWords(left: LeftAlone, more: readonly string[] = []): string {
  return behind([
    ...some(left.protected, 'protected is left alone', 'protected are left alone'),
    ...some(left.drifted, 'changed since and is left alone', 'changed since and are left alone'),
    ...some(left.gone, 'is gone', 'are gone'),
    ...some(left.unchanged, 'stays as it is', 'stay as they are'),
    ...some(left.left_over, 'is left over for another plan', 'are left over for another plan'),
    ...more,
  ]);
}

function behind(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `; ${listed(parts)}`;
}

type Of<Say extends SummaryFact['say']> = Extract<SummaryFact, { say: Say }>;

function deletedWords({ contact, tags, attributes }: Of<'delete one'>): string {
  const tagged = tags.length === 0 ? 'no tags' : `tags ${quotedList(tags)}`;
  return `${quoted(contact.name)}, ${plain(contact.phone_number, 40)}, ${tagged}, ${counted(attributes, 'attribute')}`;
}

/** ` with the tags "a" and "b" and the attribute "city" "Pune"`. */
function withFields({ tags, custom_attributes }: Of<'create'>['contact']): string {
  const attributes = Object.entries(custom_attributes).map(
    ([key, value]) => `${quoted(key, 60)} ${writtenValue(value)}`,
  );
  const parts = [
    ...(tags.length > 0 ? [`the tag${tags.length === 1 ? '' : 's'} ${quotedList(tags)}`] : []),
    ...(attributes.length > 0
      ? [`the attribute${attributes.length === 1 ? '' : 's'} ${listed(attributes)}`]
      : []),
  ];
  return parts.length === 0 ? '' : ` with ${listed(parts)}`;
}

const KEPT_AS: Readonly<Record<Keep, string>> = {
  oldest: 'the oldest',
  newest: 'the newest',
  last_active: 'who was active last',
};

function mergeWords({ groups, deleted, rule, left }: Of<'merge'>, place: string): string {
  const [only] = groups.first;
  const rest = groupsLeft(left);
  if (!only) return `Merge nobody${place}${rest}`;
  const gone = `${counted(deleted, 'contact')} ${deleted === 1 ? 'is' : 'are'} permanently deleted`;
  if (groups.count === 1)
    return `Merge ${namesOf(only.losers)} into ${nameAndNumber(only.keep)}${place}: it takes over tags and attributes, then ${gone}${rest}`;
  const same = rule && (rule.by === 'phone' ? 'number' : rule.by === 'name' ? 'name' : quoted(rule.by, 60));
  const how = rule ? ` by the same ${same}, of each ${KEPT_AS[rule.kept]} kept, numbers in E.164 first` : '';
  const pairs = someWords(groups, ({ keep, losers }) => `${namesOf(losers)} into ${nameAndNumber(keep)}`);
  return `Merge ${counted(deleted + groups.count, 'contact')} into ${thousands(groups.count)}${place}${how}: ${pairs}; these take over tags and attributes, then ${gone}${rest}`;
}

function groupsLeft(left: Of<'merge'>['left']): string {
  return behind([
    ...some(
      left.protected,
      'group with a protected contact is left alone',
      'groups with a protected contact are left alone',
    ),
    ...some(left.too_large, 'group is too large and left alone', 'groups are too large and left alone'),
    ...some(
      left.unreadable,
      'group with a contact that is not as documented is left alone',
      'groups with a contact that is not as documented are left alone',
    ),
    ...some(left.left_over, 'group is left over for another plan', 'groups are left over for another plan'),
  ]);
}

const FIELDS = { tags: 'tags', name: 'the name', custom_attributes: 'attributes' } as const;

function importWords(
  { file, created, updated, fields, left, rows, tags, tagged }: Of<'import'>,
  place: string,
) {
  const changed = fields.map(({ field, contacts }) => `${FIELDS[field]} of ${contacts}`);
  const parts = [
    ...(created > 0 ? [`create ${counted(created, 'contact')}`] : []),
    ...(updated > 0 ? [`change ${counted(updated, 'contact')} (${listed(changed)})`] : []),
  ];
  const rest = leftAloneWords(left, [
    ...some(rows.invalid, 'row of the sheet is refused', 'rows of the sheet are refused'),
    ...some(rows.duplicate, 'row repeats the number of another', 'rows repeat the number of another'),
    ...some(
      rows.skipped,
      'row says no to messages and is left out',
      'rows say no to messages and are left out',
    ),
  ]);
  const whom = tagged === 'all' ? 'all' : 'all who do not opt out by it';
  const given = parts.length > 0 && tags.length > 0 ? `, ${whom} tagged ${quotedList(tags)}` : '';
  return `Import ${sheetName(file)}${place}: ${listed(parts) || 'nothing changes'}${given}${rest}`;
}

/** A file by its name; pasted rows have none. */
export function sheetName(file: string | undefined): string {
  return file === undefined ? 'the pasted rows' : quoted(file, 80);
}

function undoWords(does: Of<'undo'>['does']): string {
  const parts = [
    ...some(does.changed, 'contact is changed back', 'contacts are changed back'),
    ...some(does.created, 'deleted contact is created again', 'deleted contacts are created again'),
    ...some(
      does.deleted,
      'created contact is permanently deleted',
      'created contacts are permanently deleted',
    ),
    ...some(does.replaced, 'contact gets its old number back', 'contacts get their old numbers back'),
  ];
  return listed(parts) || 'nothing is changed';
}
