import * as z from 'zod';
import { AppError } from '../errors.ts';
import { randomId } from '../lib/id.ts';
import { counted, quoted, shownShort } from '../lib/text.ts';
import { type Clock, DAY } from '../lib/time.ts';
import type { Base, Found } from '../model/facts.ts';
import type { SelectionRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';

export interface Union {
  ids: ReadonlySet<string>;
  complete: boolean;
}

const foundDuplicates = z.object({
  /** `phone`, `name` or an attribute key. */
  by: z.string(),
  /** Contact ids, group by group. */
  groups: z.array(z.array(z.string())),
});
/** The instants (ms since 1970) that dates and ages of a filter stood for when it was used. */
const instants = z.record(z.string(), z.number());
type FoundDuplicates = z.output<typeof foundDuplicates>;

/** How long a selection may be used; for some days after that, an error still tells its filters. */
const KEPT_FOR = DAY;
/** How many levels of selections that build on others are described. */
const DEEPEST = 2;
/** Of the filters that an error gives back. */
const MOST_IDS = 50;
const LONGEST_FILTER = 8000;

/** Lists of contacts that were found, to be narrowed or changed: kept for a day, for all processes. */
export class Selections {
  readonly #store: () => Promise<Store>;
  readonly #account: string;
  readonly #now: Clock;
  readonly #unsaved = new Map<string, SelectionRecord>();

  constructor(store: () => Promise<Store>, account: string, now: Clock) {
    this.#store = store;
    this.#account = account;
    this.#now = now;
  }

  async add(found: Pick<SelectionRecord, 'ids' | 'filter' | 'complete'>): Promise<SelectionRecord> {
    const selection = {
      ...found,
      selection_id: `sel_${randomId()}`,
      account: this.#account,
      created_at: this.#now(),
    };
    try {
      await (await this.#store()).addSelection(selection);
    } catch (error) {
      // Finding must work on a full or read-only disk, too: then this process alone knows the selection.
      if (!(error instanceof AppError)) throw error;
      this.#unsaved.set(selection.selection_id, selection);
    }
    return selection;
  }

  /** The contacts of any of these selections; complete when each selection is. */
  async union(ids: readonly string[]): Promise<Union> {
    const selections = await Promise.all(ids.map((id) => this.get(id)));
    return {
      ids: new Set(selections.flatMap((selection) => selection.ids)),
      complete: selections.every(({ complete }) => complete),
    };
  }

  /** The contacts of a selection that is planned or written; an incomplete selection is refused. */
  async whole(id: string, act: 'planned' | 'written'): Promise<Union> {
    const { ids, complete, filter } = await this.get(id);
    if (complete) return { ids: new Set(ids), complete };
    throw new AppError(
      `Nothing was ${act}: the selection ${quoted(id)} is incomplete, so contacts may be missing from it.`,
      `Call ${toolOf(filter)} again with the same filters until \`complete\` is true, then use the new id.`,
    );
  }

  /** The groups that `find_duplicates` found. */
  async duplicates(id: string): Promise<FoundDuplicates> {
    const { data } = foundDuplicates.safeParse((await this.get(id)).filter);
    if (data) return data;
    throw new AppError(
      `${quoted(id)} has no groups of duplicates.`,
      'Give the `duplicates_id` that `find_duplicates` returned.',
    );
  }

  /** How a selection was found, with the selections that it builds on. */
  async foundBy(id: string, depth = DEEPEST): Promise<Found> {
    const { within, except, groups, ids, moments, ...filter } = (await this.get(id)).filter;
    const times = instants.safeParse(moments).data ?? {};
    const [of, butNot] = await Promise.all([this.#baseOf(within, depth), this.#baseOf(except, depth)]);
    return {
      filter: Array.isArray(ids) ? { ...filter, ids: ids.length } : filter,
      ...(Object.keys(times).length > 0 && { moments: inUtc(times) }),
      ...(of && { within: of }),
      ...(butNot && { except: butNot }),
    };
  }

  async #baseOf(ids: unknown, depth: number): Promise<Base | undefined> {
    if (!Array.isArray(ids) || ids.length === 0) return undefined;
    const [first, ...rest] = ids;
    const more = rest.length;
    if (depth === 0) return { more };
    try {
      return { first: await this.foundBy(String(first), depth - 1), more };
    } catch (error) {
      if (error instanceof AppError) return { more };
      throw error;
    }
  }

  async get(id: string): Promise<SelectionRecord> {
    const found = this.#unsaved.get(id) ?? (await (await this.#store()).findSelection(this.#account, id));
    if (found && this.#now() - found.created_at < KEPT_FOR) return found;
    const past = found
      ? `is older than a day and not kept any more; it was found with ${filterText(found.filter)}`
      : 'is not known here';
    throw new AppError(
      `The selection ${quoted(id)} ${past}.`,
      `Call ${toolOf(found?.filter)} again with the same filters; a selection is kept for a day.`,
    );
  }
}

/** A date begins in the time zone of this system, and an age ends when the search was made: neither says so. */
function inUtc(moments: Readonly<Record<string, number>>): Record<string, string> {
  const all = Object.entries(moments).map(([name, at]) => [name, new Date(at).toISOString()] as const);
  return Object.fromEntries(all);
}

/** Its filters as they can be given again; not a thousand ids. */
function filterText({ groups, moments, ids, ...filter }: SelectionRecord['filter']): string {
  const isLong = Array.isArray(ids) && ids.length > MOST_IDS;
  const text = shownShort(JSON.stringify(isLong ? filter : { ...filter, ids }), LONGEST_FILTER);
  return isLong ? `${text} and ${counted(ids.length, 'id')}` : text;
}

function toolOf(filter: SelectionRecord['filter'] = {}): string {
  return 'groups' in filter ? '`find_duplicates`' : '`find_contacts`';
}
