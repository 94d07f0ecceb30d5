import * as z from 'zod';
import { AppError } from '../errors.ts';
import { randomId } from '../lib/id.ts';
import { counted, cutAtItem, quoted, shown } from '../lib/text.ts';
import { type Clock, DAY } from '../lib/time.ts';
import type { SelectionRecord } from '../model/plan.ts';
import type { Store } from '../store/contract.ts';
import { filterWords } from './filterWords.ts';

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
type FoundDuplicates = z.output<typeof foundDuplicates>;

/** How long a selection may be used; after that, its filters are still given back for some days. */
const KEPT_FOR = DAY;
/** Selections that build on others are told of so far down, and with so many characters. */
const DEEPEST = 2;
const MOST_WORDS = 200;
const EARLIER = 'an earlier selection';

/** Named lists of contacts that somebody found, to be narrowed further or acted on: kept for a day, by all processes. */
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
      // Finding must work on a full or read-only disk, too: then this process alone remembers.
      if (!(error instanceof AppError)) throw error;
      this.#unsaved.set(selection.selection_id, selection);
    }
    return selection;
  }

  /** Everybody in any of these selections; complete when each of them is. */
  async union(ids: readonly string[]): Promise<Union> {
    const selections = await Promise.all(ids.map((id) => this.get(id)));
    return {
      ids: new Set(selections.flatMap((selection) => selection.ids)),
      complete: selections.every(({ complete }) => complete),
    };
  }

  /** Everybody in a selection that is to be acted on; one that was found incomplete is refused. */
  async whole(id: string, act: 'planned' | 'written'): Promise<Union> {
    const { ids, complete, filter } = await this.get(id);
    if (complete) return { ids: new Set(ids), complete };
    throw new AppError(
      `Nothing was ${act}: the selection ${quoted(id)} was found incomplete, so it may not be all.`,
      `Find them again with ${toolOf(filter)} until \`complete\` is true, then use what was found.`,
    );
  }

  /** The groups of a selection that `find_duplicates` made, and by what they were found. */
  async duplicates(id: string): Promise<FoundDuplicates> {
    const { data } = foundDuplicates.safeParse((await this.get(id)).filter);
    if (data) return data;
    throw new AppError(
      `${quoted(id)} is a selection without groups.`,
      'Give the `duplicates_id` of `find_duplicates`.',
    );
  }

  /** How a selection was found, in words, with the selections that it builds on: their ids say nothing to a person. */
  async wordsOf(id: string, depth = DEEPEST): Promise<string> {
    const { within, except, ...own } = (await this.get(id)).filter;
    const bases = await Promise.all([
      this.#baseWords('of', within, depth),
      this.#baseWords('but not', except, depth),
    ]);
    return cutAtItem([filterWords(own), ...bases].filter(Boolean).join(', '), MOST_WORDS);
  }

  async #baseWords(how: string, ids: unknown, depth: number): Promise<string> {
    if (!Array.isArray(ids) || ids.length === 0) return '';
    const [first, ...more] = ids;
    const words =
      depth === 0
        ? EARLIER
        : await this.wordsOf(String(first), depth - 1).catch((error: unknown) => {
            if (error instanceof AppError) return EARLIER;
            throw error;
          });
    return `${how} ${words}${more.length > 0 ? ` and ${counted(more.length, 'more selection')}` : ''}`;
  }

  async get(id: string): Promise<SelectionRecord> {
    const found = this.#unsaved.get(id) ?? (await (await this.#store()).findSelection(this.#account, id));
    if (found && this.#now() - found.created_at < KEPT_FOR) return found;
    const { groups, ...filter } = found?.filter ?? {};
    const past = found
      ? `is kept no longer; it was found with ${shown(JSON.stringify(filter))}`
      : 'is not known here';
    throw new AppError(
      `The selection ${quoted(id)} ${past}.`,
      `Selections last a day: call ${toolOf(found?.filter)} again with the same filters.`,
    );
  }
}

function toolOf(filter: SelectionRecord['filter'] = {}): string {
  return 'groups' in filter ? '`find_duplicates`' : '`find_contacts`';
}
