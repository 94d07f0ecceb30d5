import { protectedAmong } from '../../contacts/tags.ts';
import { fold } from '../../lib/fold.ts';
import type { Contact, ContactFields } from '../../model/contact.ts';
import { type ImportFact, type NotImported, personOf } from '../../model/facts.ts';
import { type Delta, type DraftItem, NO_CHANGE, type PlanItem } from '../../model/item.ts';
import { ItemState, tally } from '../../model/lifecycle.ts';
import { patchOf } from '../change/delta.ts';
import { updateRefusal } from '../change/rule.ts';
import { blank } from '../tasks/create.ts';
import { kindOf } from '../tasks/index.ts';
import { deltaItem, itemOf } from '../tasks/planned.ts';
import { consentWarnings } from './consent.ts';
import * as plans from './draft.ts';
import { isSame, KeptValues } from './keptValues.ts';
import * as say from './warnings.ts';

/** A checked row of a sheet: a number in E.164, and the fields of its contact. */
interface SheetContact {
  phone_number: string;
  name: string;
  /** The row has no name, and `name` stands in for one: it fills an empty name and replaces none. */
  standIn: boolean;
  tags: readonly string[];
  attributes: Readonly<Record<string, unknown>>;
  /** Keys of attributes that are text only because a sheet knows no types. */
  untyped: ReadonlySet<string>;
  /** The protected tags in all rows of the number. */
  optOuts: readonly string[];
}

/**
 * What a sheet may do to a contact that exists: `fill` adds tags and sets what is missing, `overwrite` replaces name and
 * attributes and adds tags, `skip` leaves it alone.
 */
type Existing = 'fill' | 'overwrite' | 'skip';

interface ImportRequest {
  /** The name of the sheet's file; pasted rows have none. */
  file: string | undefined;
  existing: Existing;
  /** Given to every contact of the sheet. */
  add_tags: readonly string[];
}

interface RefusedRows {
  invalid: number;
  duplicate: number;
  /** Left out on request, since they say no to messages. */
  skipped: number;
}

/** What the summary says of the sheet. */
interface SheetFacts {
  /** Rows that are not in the plan. */
  rows: RefusedRows;
  /** The first that are refused. */
  refused: readonly NotImported[];
  columns: ImportFact['columns'];
}

type Field = keyof ReturnType<typeof patchOf>;
const FIELDS: readonly Field[] = ['tags', 'name', 'custom_attributes'];

/** Makes an import plan of a sheet row by row, so that a large sheet need not be in memory. */
export class ImportDraft {
  readonly #request: ImportRequest;
  readonly #world: plans.DraftWorld;
  readonly #items: DraftItem[] = [];
  readonly #fields = new Map<Field, number>();
  readonly #kept = new KeptValues();
  #planned = 0;
  #creates = 0;
  #optOuts = 0;
  #unchanged = 0;
  #leftOver = 0;

  constructor(request: ImportRequest, world: plans.DraftWorld) {
    this.#request = request;
    this.#world = world;
  }

  /** The next contact of the sheet; `known` is the one that has its number. Returns whether that one is already so. */
  add(contact: SheetContact, known: Contact | undefined): boolean {
    if (!known && this.#planned >= this.#world.caps.plan) {
      this.#leftOver += 1;
      return false;
    }
    const item = known ? this.#update(contact, known) : this.#create(contact);
    if (this.#optOutsOf(contact.optOuts).length > 0) this.#optOuts += 1;
    const isIdle = item?.state === ItemState.unchanged && item.reason === undefined;
    if (item === undefined || isIdle) {
      this.#unchanged += 1;
      return true;
    }
    if (item.state !== ItemState.pending) this.#items.push(item);
    else if (this.#planned < this.#world.caps.plan) this.#plan(item, known);
    else this.#leftOver += 1;
    return false;
  }

  finish(sheet: SheetFacts): plans.Draft {
    const { existing } = this.#request;
    // Items that share requests come first, and together.
    const sorted = [...this.#items].sort(
      (a, b) => Number(kindOf(b.task).shared) - Number(kindOf(a.task).shared),
    );
    const items = sorted.map((item, index) => ({ ...item, seq: index + 1 }));
    const warnings = [
      ...say.when(existing === 'overwrite', { say: 'overwrites' }),
      ...consentWarnings(items),
      ...this.#kept.warnings(),
      ...say.when(this.#optOuts > 0, { say: 'opts out', people: this.#optOuts }),
      ...say.overCap(this.#leftOver, 'change', this.#world),
      ...say.audienceWarnings(items, this.#world.protectedFolds),
      ...say.unreadableWarnings(items),
    ];
    return plans.waiting(items, this.#world, {
      kind: 'import',
      summary: this.#summary(items, sheet),
      warnings,
      include: false,
      leftOver: this.#leftOver,
      unchanged: this.#unchanged,
    });
  }

  #create({ phone_number, name, tags, attributes, optOuts }: SheetContact): DraftItem {
    const optedOut = this.#optOutsOf(optOuts);
    const isOut = optedOut.length > 0;
    const given = isOut ? optedOut : [...new Set([...tags, ...this.#request.add_tags])];
    const contact = { phone_number, name, tags: given, custom_attributes: isOut ? {} : { ...attributes } };
    const before = { ...blank(contact), ...contact };
    const id = `new:${phone_number}`;
    if (canShare(contact)) return itemOf(before, { do: 'import', contact }, ItemState.pending, undefined, id);
    return itemOf(before, { do: 'create', contact, replaces: '' }, ItemState.pending, undefined, id);
  }

  #update(contact: SheetContact, known: Contact): DraftItem | undefined {
    const { existing, add_tags } = this.#request;
    const optedOut = this.#optOutsOf(contact.optOuts);
    const isOut = optedOut.length > 0 || protectedAmong(known.tags, this.#world.protectedFolds).length > 0;
    if (isOut) return this.#updateOptedOut(contact, known, optedOut);
    if (existing === 'skip') return undefined;
    if (existing === 'fill') this.#kept.add(contact, known);
    return deltaItem(known, rowDelta(contact, known, existing, add_tags), false, this.#world);
  }

  /** A contact that opted out gets the opt-outs of its row, and a name if it has none; the rest of the row is refused. */
  #updateOptedOut(contact: SheetContact, known: Contact, optedOut: readonly string[]): DraftItem {
    const { existing, add_tags } = this.#request;
    const whole = rowDelta(contact, known, existing === 'skip' ? 'fill' : existing, add_tags);
    const there = new Set(known.tags.map(fold));
    const named = known.name.trim() === '' && existing !== 'skip' && optedOut.length === 0;
    const delta: Delta = {
      ...NO_CHANGE,
      ...(named && whole.name !== undefined && { name: whole.name }),
      adds: optedOut.filter((tag) => !there.has(fold(tag))),
      by: 'sheet',
    };
    const item = deltaItem(known, delta, false, this.#world);
    const isLess = existing !== 'skip' && Object.keys(patchOf(known, whole)).length > 0;
    if (item.state !== ItemState.unchanged || item.reason !== undefined || !isLess) return item;
    const reason = updateRefusal(known, whole, this.#world) ?? {
      say: 'opted out' as const,
      contact: personOf(known),
    };
    return itemOf(known, { do: 'update', delta: whole }, ItemState.protected, reason);
  }

  /** The opt-outs of a row, and those among the tags that are given to every contact. */
  #optOutsOf(optOuts: readonly string[]): string[] {
    const given = protectedAmong(this.#request.add_tags, this.#world.protectedFolds);
    return [...new Map([...given, ...optOuts].map((tag) => [fold(tag), tag])).values()];
  }

  #plan(item: DraftItem, known: Contact | undefined): void {
    this.#planned += 1;
    this.#items.push(item);
    if (!known) this.#creates += 1;
    if (!('delta' in item.task)) return;
    const patch = patchOf(item.before, item.task.delta);
    for (const field of FIELDS)
      if (field in patch) this.#fields.set(field, (this.#fields.get(field) ?? 0) + 1);
  }

  #summary(items: readonly PlanItem[], { rows, refused, columns }: SheetFacts): ImportFact {
    const fields = FIELDS.filter((field) => this.#fields.has(field));
    const states = tally(items);
    const counts = { ...states, unchanged: states.unchanged + this.#unchanged };
    const optOuts = this.#optOutsOf([]);
    return {
      say: 'import',
      file: this.#request.file,
      where: this.#world.where,
      created: this.#creates,
      updated: this.#planned - this.#creates,
      fields: fields.map((field) => ({ field, contacts: this.#fields.get(field) ?? 0 })),
      left: say.leftAloneOf(counts, this.#leftOver),
      opted_out: say.optedOutAmong(items),
      rows,
      refused: { first: refused, count: rows.invalid },
      ...(columns && { columns }),
      tags: optOuts.length > 0 ? optOuts : this.#request.add_tags,
      tagged: optOuts.length > 0 || this.#optOuts === 0 ? 'all' : 'who stays in',
    };
  }
}

/** The import endpoint has no column for attributes, separates tags by commas, and may change spaces. */
function canShare({ name, tags, custom_attributes }: ContactFields): boolean {
  const isPlain = (text: string) => text !== '' && text === text.trim() && !/\p{Cc}|\p{Cs}/u.test(text);
  return (
    Object.keys(custom_attributes).length === 0 &&
    isPlain(name) &&
    tags.every((tag) => isPlain(tag) && !tag.includes(','))
  );
}

function rowDelta(
  { phone_number, name, standIn, tags, attributes, untyped }: SheetContact,
  known: Contact,
  existing: 'fill' | 'overwrite',
  addTags: readonly string[],
): Delta {
  // A row whose name is its number adds nothing to the contact.
  const fills = known.name.trim() === '' && name !== phone_number;
  const renames = fills || (existing === 'overwrite' && !standIn);
  const has = known.custom_attributes;
  const sets = Object.entries(attributes).filter(
    ([key, value]) =>
      !Object.hasOwn(has, key) || (existing === 'overwrite' && !isSame(has[key], value, untyped.has(key))),
  );
  return {
    ...(renames && { name }),
    adds: [...new Set([...tags, ...addTags])],
    removes: [],
    sets: Object.fromEntries(sets),
    unsets: [],
    by: 'sheet',
  };
}
