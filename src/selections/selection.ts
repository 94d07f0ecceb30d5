import { AppError } from '../errors.ts';
import { randomId } from '../lib/id.ts';
import { quoted } from '../lib/text.ts';
import { type Clock, DAY } from '../lib/time.ts';
import type { Filter } from './filter.ts';

/** A named list of contacts that somebody found, to be narrowed further or acted on. */
export interface Selection {
  selection_id: string;
  ids: readonly string[];
  filter: Filter;
  /** Whether the account had been read completely; if not, there may be more. */
  complete: boolean;
  createdAt: number;
}

const KEPT_FOR = DAY;
const MOST = 200;

/** Selections live as long as this process, for a day, and the latest 200 of them. */
export class Selections {
  readonly #now: Clock;
  readonly #kept = new Map<string, Selection>();

  constructor(now: Clock) {
    this.#now = now;
  }

  add(found: Pick<Selection, 'ids' | 'filter' | 'complete'>): Selection {
    const selection = { ...found, selection_id: `sel_${randomId()}`, createdAt: this.#now() };
    this.#kept.set(selection.selection_id, selection);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MOST && !oldest.done) this.#kept.delete(oldest.value);
    return selection;
  }

  get(id: string): Selection {
    const found = this.#kept.get(id);
    if (found && this.#now() - found.createdAt < KEPT_FOR) return found;
    const past = found
      ? `was found more than a day ago, with ${JSON.stringify(found.filter)}`
      : 'is not known here';
    throw new AppError(
      `The selection ${quoted(id)} ${past}.`,
      'Selections last a day and end with this server: call `find_contacts` again with the same filters.',
    );
  }

  /** The ids in any of these selections. */
  union(ids: readonly string[]): Set<string> {
    return new Set(ids.flatMap((id) => this.get(id).ids));
  }
}
