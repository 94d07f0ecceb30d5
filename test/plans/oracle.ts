import { isDeepStrictEqual } from 'node:util';
import type { WireContact } from '../../src/api/wire.ts';
import type { Delta, ItemRecord } from '../../src/model/item.ts';
import { LEFT_UNDONE } from '../../src/model/lifecycle.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** An item as the receipt shows it. */
export interface Row {
  /** The id that the contact has now; empty where it is not made. */
  contact_id: string;
  state: string;
  reason: string;
}

/** The id under which a receipt lists an item. */
export function idOf({ state, after, contact_id }: ItemRecord): string {
  if (after && !LEFT_UNDONE.includes(state)) return after.id;
  return contact_id.startsWith('new:') ? '' : contact_id;
}

/** One promised part of a change, and whether the service stored it. */
export interface Part {
  /** The name of the field: the same for two changes of one field. */
  key: string;
  /** How a receipt names it. */
  about: string;
  holds: boolean;
  /** Not stored as asked, but as a service that trims and folds would store it, and not like that before. */
  near?: string | undefined;
}

export type Look = Pick<Sandbox, 'account' | 'requests'>;

/** The account at one moment: what an item's truth is measured against. */
export interface Moment {
  contacts: ReadonlyMap<string, WireContact>;
  /** Requests logged until then. */
  requests: number;
}

export function momentOf({ account, requests }: Look): Moment {
  return { contacts: new Map(account.contacts), requests: requests.length };
}

/** Everything in which the receipt of an item differs from the service's contact; `was` is the moment before the plan ran. */
export function untruths(item: ItemRecord, row: Row, look: Look, was: Moment): string[] {
  const told = row.state === item.state ? [] : [`told as ${row.state}, kept as ${item.state}`];
  const silent =
    ['done', 'pending', 'unchanged'].includes(item.state) || row.reason !== '' ? [] : ['no reason is given'];
  const { do: work } = item.task;
  const wrong = work === 'import' || work === 'merge' ? [] : WORK[work](item, row, look, was);
  return [...told, ...silent, ...wrong].map((words) => `${row.state} (${row.reason}): ${words}`);
}

/** How a receipt begins when the service answered, but did not do all of it. */
const NOT_TAKEN = 'Vobiz did not take it';

type Check = (item: ItemRecord, row: Row, look: Look, was: Moment) => string[];

/** Imports and merges have tests of their own. */
type Looked = Exclude<ItemRecord['task']['do'], 'import' | 'merge'>;
const WORK: Readonly<Record<Looked, Check>> = {
  update: (item, row, look, was) => {
    const now = look.account.contacts.get(item.contact_id);
    if (!now) return row.state === 'gone' ? [] : ['the contact is gone'];
    const before = was.contacts.get(item.contact_id);
    const delta = item.task.do === 'update' ? item.task.delta : undefined;
    if (!before || !delta) return ['there is nothing to compare with'];
    const found = partsOf(delta, before, now);
    return [
      ...judged(found, row),
      ...spellings(row.reason, now),
      ...others(delta, before, now, row.reason),
      ...(item.state === 'done'
        ? [...kept('before', item.before, before), ...kept('after', item.after, now)]
        : []),
      ...idle(item, row, look, was),
    ];
  },
  delete: ({ contact_id }, { state }, { account }) => {
    const there = account.contacts.has(contact_id);
    if (state === 'done' || state === 'gone') return there ? ['it is still there'] : [];
    return there ? [] : ['it is not there'];
  },
  create: (item, row, look) => (item.task.do === 'create' ? created(item.task.contact, item, row, look) : []),
  renumber: (item, row, look) => {
    const { task, contact_id, before } = item;
    if (task.do !== 'renumber') return [];
    const old = look.account.contacts.has(contact_id);
    const heir = look.account.byNumber(task.phone_number);
    if (row.state === 'done')
      return [
        ...(old ? ['the old contact is still there'] : []),
        ...created({ ...before, phone_number: task.phone_number }, item, row, look),
      ];
    const both = old && heir ? [heir.id].filter((id) => !row.reason.includes(id)) : [];
    return [
      ...(old ? [] : ['the old contact is gone']),
      ...both.map((id) => `${id} is there, too, and is not spoken of`),
    ];
  },
};

type Fields = Pick<WireContact, 'phone_number' | 'name' | 'tags' | 'custom_attributes'>;

/** Before a creation. */
const NOBODY: Fields = { phone_number: '', name: '', tags: [], custom_attributes: {} };

function created(wanted: Fields, { after }: ItemRecord, row: Row, { account }: Look): string[] {
  const now = account.byNumber(wanted.phone_number);
  if (row.state === 'done' || row.state === 'unchanged') {
    if (!now) return ['nobody has the number'];
    const { name, tags: adds, custom_attributes: sets } = wanted;
    const delta: Delta = { name, adds, removes: [], sets, unsets: [] };
    const id = row.contact_id === now.id ? [] : [`its id is ${now.id}, not ${row.contact_id}`];
    return [
      ...id,
      ...judged(partsOf(delta, NOBODY, now), row),
      ...spellings(row.reason, now),
      ...kept('after', after, now),
    ];
  }
  if (!now) return /has the number/.test(row.reason) ? ['nobody has the number'] : [];
  return row.reason.includes(now.id) ? [] : [`${now.id} has the number and is not spoken of`];
}

/** The renames of a change; an undo gives a tag back whatever became of the tag that stood in its place. */
export function renamesAsked({ by, renames = {} }: Delta): [old: string, name: string][] {
  return by === 'undo' ? [] : Object.entries(renames);
}

/** The parts of a change; a renamed tag is given only to a contact that had the old one. */
export function partsOf(delta: Delta, before: Fields, now: Fields): Part[] {
  const idle = renamesAsked(delta)
    .filter(([old]) => !before.tags.includes(old))
    .map(([, name]) => name);
  const adds = delta.adds.filter((tag) => !idle.includes(tag));
  const removes = delta.removes.filter((tag) => !adds.includes(tag));
  return [
    ...(delta.name === undefined ? [] : [part('name', 'the name', [before.name], [now.name], delta.name)]),
    ...adds.map((tag) => part(`tag ${tag}`, `the tag ${said(tag)}`, before.tags, now.tags, tag)),
    ...removes.map((tag) => ({
      key: `tag ${tag}`,
      about: `the tag ${said(tag)} is still there`,
      holds: !now.tags.includes(tag),
    })),
    ...Object.entries(delta.sets).map(([key, value]) => attributePart(key, value, before, now)),
    ...delta.unsets.map((key) => ({
      key: `key ${key}`,
      about: `the attribute ${said(key)} is still there`,
      holds: !Object.hasOwn(now.custom_attributes, key),
    })),
  ];
}

function part(
  key: string,
  about: string,
  was: readonly string[],
  all: readonly string[],
  wanted: string,
): Part {
  const near = all.find((text) => loose(text) === loose(wanted) && !was.includes(text));
  return { key, about, holds: all.includes(wanted), near };
}

function attributePart(key: string, value: unknown, before: Fields, now: Fields): Part {
  const [was, stored] = [before, now].map(({ custom_attributes }) => custom_attributes[key]);
  const near =
    stored !== undefined && !isDeepStrictEqual(stored, was) && loose(String(stored)) === loose(String(value))
      ? String(stored)
      : undefined;
  return {
    key: `key ${key}`,
    about: `the attribute ${said(key)}`,
    holds: isDeepStrictEqual(stored, value),
    near,
  };
}

/** `done` and `unchanged` only if all parts hold, with other spellings named; `failed` names the parts that do not hold, and no others. */
function judged(parts: readonly Part[], { state, reason }: Row): string[] {
  const open = parts.filter(({ holds }) => !holds);
  if (state === 'done' || state === 'unchanged')
    return open
      .filter(({ about, near }) => near === undefined || !reason.includes(`${about} as ${said(near)}`))
      .map(
        ({ about, near }) =>
          `${about} does not hold${near === undefined ? '' : `, it is ${said(near)}, and that is not said`}`,
      );
  if (state !== 'failed' || !reason.startsWith(NOT_TAKEN)) return [];
  const lost = open.filter(({ near }) => near === undefined);
  return [
    ...(lost.length === 0 ? ['all of it holds'] : []),
    ...lost
      .filter(({ about }) => !reason.includes(about))
      .map(({ about }) => `${about} does not hold, and that is not said`),
    ...parts
      .filter(({ holds, about }) => holds && reason.includes(about))
      .map(({ about }) => `${about} holds, but is said not to`),
  ];
}

/** The spelling that a receipt names is the stored one. */
function spellings(reason: string, { name, tags, custom_attributes }: Fields): string[] {
  const texts = [name, ...tags, ...Object.values(custom_attributes).map(String)].map(said);
  const claims = [
    ...reason.matchAll(/(?:the (?:tag|attribute) "[^"]*"(?:, which was there,)?|the name) as ("[^"]*")/g),
  ];
  return claims.flatMap(([, spelt = '']) => (texts.includes(spelt) ? [] : [`nothing is written ${spelt}`]));
}

/** Fields that the change is not about stay; if the service changed one, the receipt names it. */
function others(delta: Delta, before: Fields, now: Fields, reason: string): string[] {
  const ours = [...delta.adds, ...delta.removes].map(loose);
  const lost = before.tags.filter((tag) => !ours.includes(loose(tag)) && !now.tags.includes(tag));
  const news = now.tags.filter((tag) => ![...before.tags, ...delta.adds].map(loose).includes(loose(tag)));
  const keys = [...Object.keys(delta.sets), ...delta.unsets];
  const rest = ({ custom_attributes }: Fields) =>
    Object.entries(custom_attributes)
      .filter(([key]) => !keys.includes(key))
      .sort();
  return [
    ...lost
      .filter((tag) => !reason.includes(`the tag ${said(tag)}`))
      .map((tag) => `the tag ${said(tag)} is lost`),
    ...news.map((tag) => `the tag ${said(tag)} is new`),
    ...(isDeepStrictEqual(rest(before), rest(now)) ? [] : ['other attributes changed']),
    ...(delta.name === undefined && before.name !== now.name ? ['the name changed'] : []),
  ];
}

/** The contact just before and just after, from which an undo starts. */
function kept(when: string, contact: Fields | undefined, is: Fields): string[] {
  const same = contact && isDeepStrictEqual(written(contact), written(is));
  return same ? [] : [`${when} is kept as ${JSON.stringify(contact && written(contact))}`];
}

/** A contact that the receipt calls left alone, or refused, was not written to. */
function idle({ contact_id }: ItemRecord, { state, reason }: Row, { requests }: Look, was: Moment): string[] {
  const refused = state === 'failed' && !reason.startsWith(NOT_TAKEN);
  if (!refused && !['unchanged', 'protected', 'drifted', 'gone'].includes(state)) return [];
  const sent = requests
    .slice(was.requests)
    .filter(({ method, path, applied }) => method !== 'GET' && applied && path.endsWith(`/${contact_id}`));
  return sent.map(({ method }) => `a ${method} was carried out`);
}

/** What items show otherwise than it is: `after` is the stored contact, of attributes those that changed. */
export function shown(items: readonly Record<string, unknown>[], { account }: Look): string[] {
  return items.flatMap((item) => {
    const there = account.contacts.get(String(item['contact_id']));
    const [before, after] = [Object.keys(Object(item['before'])), Object.entries(Object(item['after']))];
    if (after.length === 0) return there && before.length > 0 ? [`${there.id} is shown as deleted`] : [];
    return after.flatMap(([key, value]) => {
      const now = Object(there)[key];
      const pairs: [string, unknown, unknown][] =
        key === 'custom_attributes'
          ? Object.entries(Object(value)).map(([name, one]) => [name, one, Object(now)[name]])
          : [[key, value, now]];
      return pairs
        .filter(([, told, is]) => !isDeepStrictEqual(told, is))
        .map(
          ([name, told, is]) => `${name} is shown as ${JSON.stringify(told)}, it is ${JSON.stringify(is)}`,
        );
    });
  });
}

export function written({ name, tags, custom_attributes }: Omit<Fields, 'phone_number'>) {
  return { name, tags: [...tags], custom_attributes };
}

/** As receipts quote. */
export function said(text: string): string {
  return `"${text}"`;
}

export function loose(text: string): string {
  return text.trim().toLowerCase();
}
