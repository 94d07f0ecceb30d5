import { AppError } from '../errors.ts';
import { randomId } from '../lib/id.ts';
import { quoted, shown } from '../lib/text.ts';
import { type Clock, DAY } from '../lib/time.ts';

/** A named list of contacts that somebody found, to be narrowed further or acted on. */
export interface Selection {
  selection_id: string;
  ids: readonly string[];
  /** The arguments it was found with, so that it can be found again. */
  filter: Readonly<Record<string, unknown>>;
  /** Whether the account had been read completely; if not, there may be more. */
  complete: boolean;
  createdAt: number;
}

export interface Union {
  ids: ReadonlySet<string>;
  complete: boolean;
}

const KEPT_FOR = DAY;
/** Lists of ids are kept of so many; of older ones only how they were found. */
const MOST = 200;

/** Selections live as long as this process, for a day at most. */
export class Selections {
  readonly #now: Clock;
  readonly #kept = new Map<string, Selection>();

  constructor(now: Clock) {
    this.#now = now;
  }

  add(found: Pick<Selection, 'ids' | 'filter' | 'complete'>): Selection {
    const selection = { ...found, selection_id: `sel_${randomId()}`, createdAt: this.#now() };
    this.#kept.set(selection.selection_id, selection);
    const [oldest] = [...this.#kept.values()].slice(-MOST - 1);
    if (this.#kept.size > MOST && oldest)
      this.#kept.set(oldest.selection_id, { ...oldest, ids: [], createdAt: 0 });
    return selection;
  }

  get(id: string): Selection {
    const found = this.#kept.get(id);
    if (found && this.#now() - found.createdAt < KEPT_FOR) return found;
    const past = found
      ? `is kept no longer; it was found with ${shown(JSON.stringify(found.filter))}`
      : 'is not known here';
    throw new AppError(
      `The selection ${quoted(id)} ${past}.`,
      'Selections last a day and end with this server: call `find_contacts` again with the same filters.',
    );
  }

  /** Everybody in any of these selections; complete when each of them is. */
  union(ids: readonly string[]): Union {
    const selections = ids.map((id) => this.get(id));
    return {
      ids: new Set(selections.flatMap((selection) => selection.ids)),
      complete: selections.every(({ complete }) => complete),
    };
  }
}
