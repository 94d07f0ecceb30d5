import { mergeTags, protectedAmong } from '../../contacts/tags.ts';
import { unreadableReason } from '../../contacts/unreadable.ts';
import { nameAndNumber } from '../../contacts/view.ts';
import { counted, listed, quotedList, thousands } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { PlanItem } from '../../model/item.ts';
import type { Counts } from '../../model/lifecycle.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import { FOUND_BY } from '../../model/plan.ts';
import type { Caps } from '../../model/rules.ts';
import { touchOf } from '../change/delta.ts';
import { noReturn } from '../tasks/planned.ts';
import type { DraftWorld } from './draft.ts';

/** The items that include_protected alone makes possible: they carry a note. */
export function noted(items: readonly PlanItem[]): PlanItem[] {
  return items.filter(({ state, reason }) => state === ItemState.pending && reason !== undefined);
}

/** ` 203 of 212 contacts in account MA_X, found by a search for those with the text "Acme": "Asha" (+91…), "Bela" (+91…) and 201 more; 9 protected are left alone.` */
export function scope(items: readonly PlanItem[], leftOver: number, { where, found }: DraftWorld): string {
  const { pending, selected } = { ...tally(items), selected: items.length + leftOver };
  const some = pending === selected ? '' : `${thousands(pending)} of `;
  const overridden = noted(items).length;
  const protectedToo =
    overridden > 0 ? `; ${thousands(overridden)} of these ${overridden === 1 ? 'is' : 'are'} protected` : '';
  const how = found === undefined ? '' : `${FOUND_BY}a search for ${found}`;
  return ` ${some}${counted(selected, 'contact')} in ${where}${how}${whom(items)}${protectedToo}${leftAlone(tally(items), leftOver)}.`;
}

/** A count looks the same whoever it counts. */
const NAMED = 2;

function whom(items: readonly PlanItem[]): string {
  const changed = items.filter(({ state }) => state === ItemState.pending);
  const named = changed.slice(0, changed.length === NAMED + 1 ? NAMED + 1 : NAMED);
  const rest = changed.length - named.length;
  const names = named.map(({ before }) => nameAndNumber(before));
  return names.length === 0
    ? ''
    : `: ${listed([...names, ...(rest > 0 ? [`${thousands(rest)} more`] : [])])}`;
}

/** `more` is what else there is to say of what is not changed. */
export function leftAlone(counts: Counts, leftOver: number, more: readonly string[] = []): string {
  const parts = [
    words(counts.protected, 'protected is left alone', 'protected are left alone'),
    words(counts.drifted, 'changed since and is left alone', 'changed since and are left alone'),
    words(counts.gone, 'is gone', 'are gone'),
    words(counts.unchanged, 'stays as it is', 'stay as they are'),
    words(leftOver, 'is left over for another plan', 'are left over for another plan'),
    more,
  ].flat();
  return parts.length === 0 ? '' : `; ${listed(parts)}`;
}

const MOST_UNREADABLE = 5;

/** Who is left alone since what the service holds of them is not as documented. */
export function unreadableWarnings(items: readonly Pick<PlanItem, 'before'>[]): string[] {
  const reasons = items.flatMap(({ before }) => unreadableReason(before) ?? []);
  const more = reasons.length - MOST_UNREADABLE;
  return [
    ...reasons.slice(0, MOST_UNREADABLE).map((reason) => `Left alone: ${reason}.`),
    ...(more > 0 ? [`Left alone for the same reason: ${counted(more, 'more contact')}.`] : []),
  ];
}

export function words(count: number, one: string, more: string): string[] {
  return count === 0 ? [] : [`${thousands(count)} ${count === 1 ? one : more}`];
}

/** Who approves a deletion is told of each that cannot come back, up to so many. */
const MOST_NAMED = 50;

/** What cannot come back of contacts that are deleted. */
export function deletedForGood(deleted: readonly Contact[]): string[] {
  if (deleted.length === 0) return [];
  const lost = deleted.filter((contact) => noReturn(contact) !== undefined);
  return [
    [
      'Deleting is permanent.',
      ...(lost.length < deleted.length ? [WITH_NEW_IDS] : []),
      ...(lost.length > 0
        ? [
            `No undo can create ${listed(lost.map(nameAndNumber), MOST_NAMED)} again: Vobiz takes a name and a number in E.164.`,
          ]
        : []),
    ].join(' '),
  ];
}

const WITH_NEW_IDS =
  'An undo can create the contacts again, with new ids; their created date, last activity and history do not come back.';

/** A tag is an audience: whom campaigns reach because of this plan, and whom not any more. */
export function audienceWarnings(items: readonly PlanItem[], protectedFolds: ReadonlySet<string>): string[] {
  const moves = items.filter(({ state }) => state === ItemState.pending).map(moveOf);
  const guards = (tag: string) => protectedAmong([tag], protectedFolds).length > 0;
  const gained = new Set(moves.flatMap(({ adds }) => adds));
  const lost = new Set(moves.flatMap(({ removes }) => removes));
  const reached = [...gained].filter((tag) => !guards(tag));
  const missed = [...lost].filter((tag) => !guards(tag));
  // Whoever gets another opt-out for it, or has one left, stays opted out.
  const ended = moves.filter(({ tags }) => !tags.some(guards)).flatMap(({ removes }) => removes);
  const back = [...new Set(ended)].filter(guards);
  const out = moves.filter(({ adds, tags }) => adds.some(guards) && tags.some((tag) => !guards(tag))).length;
  return [
    ...sentence(
      reached,
      `A tag is an audience: a campaign to ${quotedList(reached, 'or')} reaches whoever gets it from then on.`,
    ),
    ...sentence(
      missed,
      `A campaign to ${quotedList(missed, 'or')} no longer reaches whoever loses it; when nobody else carries the tag, it reaches nobody.`,
    ),
    ...sentence(
      back,
      `Taking ${quotedList(back)} off ends an opt-out: only for people who asked to be written to again.`,
    ),
    ...(out === 0
      ? []
      : [
          `An opt-out tag alone stops no message: ${counted(out, 'contact')} that ${out === 1 ? 'gets' : 'get'} one still ${out === 1 ? 'carries' : 'carry'} other tags, and a campaign to those reaches them. Take those off too.`,
        ]),
  ];
}

function sentence(about: readonly string[], text: string): string[] {
  return about.length === 0 ? [] : [text];
}

/** Tags that somebody gets. */
export function gainedBy(items: readonly PlanItem[]): string[] {
  const pending = items.filter(({ state }) => state === ItemState.pending);
  return [...new Set(pending.flatMap((item) => moveOf(item).adds))];
}

/** Tags that an item gives and takes, and those the contact has in the end. */
function moveOf({ task, before }: PlanItem): { adds: string[]; removes: string[]; tags: string[] } {
  if ('contact' in task) return { adds: task.contact.tags, removes: [], tags: task.contact.tags };
  if (!('delta' in task)) return { adds: [], removes: [], tags: before.tags };
  const { adds, removes } = touchOf(before, task.delta);
  return { adds, removes, tags: mergeTags(before.tags, task.delta.adds, task.delta.removes) };
}

export function includeWarning(
  include: boolean,
  done: 'changed' | 'deleted',
  items: readonly PlanItem[],
): string[] {
  if (!include) return [];
  const count = noted(items).length;
  const what =
    count === 0
      ? 'no contact of this plan needs that'
      : `${counted(count, 'contact')} with a protected tag ${count === 1 ? 'is' : 'are'} ${done} all the same`;
  return [`Protection is overruled: ${what}.`];
}

/** Why some who were selected are not planned, and when they will be. */
export function overCap(
  leftOver: number,
  does: 'change' | 'delete' | 'merge',
  { caps, capsWithForms = caps }: DraftWorld,
): string[] {
  if (leftOver === 0) return [];
  const [most, withForms] = [caps, capsWithForms].map(({ plan, deletions }) =>
    does === 'change' ? plan : Math.min(plan, deletions),
  );
  const limit =
    most === withForms
      ? `One plan may ${limitOf(does, caps)}`
      : `A relayed approval covers ${counted(most ?? 0, does === 'change' ? 'change' : 'deletion')} (${thousands(withForms ?? 0)} in a client with forms, or with VOBIZ_APPROVAL=relay in this server's configuration)`;
  const rest = counted(leftOver, does === 'merge' ? 'group' : 'contact');
  return [`${limit}: ${rest} beyond that ${leftOver === 1 ? 'is' : 'are'} not part of it.`];
}

function limitOf(does: 'change' | 'delete' | 'merge', { plan, deletions }: Caps): string {
  if (does === 'change') return `change ${counted(plan, 'contact')}`;
  const contacts = counted(does === 'merge' ? deletions : Math.min(deletions, plan), 'contact');
  return `delete ${contacts}${does === 'merge' ? ` and change ${thousands(plan)}` : ''}`;
}
