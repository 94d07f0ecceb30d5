import type { Transaction } from 'kysely';
import { digitsOf } from '../contacts/numbers/phone.ts';
import { isObject, sameValue, withTexts } from '../lib/json.ts';
import { FORGOTTEN, type Person, type Summary } from '../model/facts.ts';
import type { ItemRecord } from '../model/item.ts';
import { planOf, reasonColumns, reasonOf, summaryColumns } from './rows.ts';
import type { Tables } from './schema.ts';

type Trx = Transaction<Tables>;

/** The traces of a person: the number, the ids of the contact and the names that it had. */
export interface Traces {
  ids: ReadonlySet<string>;
  isTheirs(person: Person): boolean;
  /** Replaces number and names in typed text and in finished sentences. */
  erase(text: string): string;
  appearIn(text: string): boolean;
}

export function tracesOf(number: string, items: readonly ItemRecord[], ids: ReadonlySet<string>): Traces {
  const names = items.flatMap(({ before, after, task }) => [
    before.name,
    after?.name,
    'replaces' in task ? task.contact.name : undefined,
    'delta' in task ? task.delta.name : undefined,
    ...('losers' in task ? task.losers : []).map(({ name }) => name),
  ]);
  const words = new Set([number.replace(/^\+/, ''), ...names.filter((name) => name !== undefined)]);
  const alternatives = [...words].filter((word) => word.trim() !== '').map(escaped);
  // Whole words only: somebody called Al must not be cut out of "already".
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])\\+?(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return {
    ids,
    isTheirs: ({ id, phone_number }) => ids.has(id) || digitsOf(phone_number) === digitsOf(number),
    erase: (text) => text.replaceAll(whole, ERASED),
    appearIn: (text) => text.search(whole) >= 0,
  };
}

function escaped(word: string): string {
  return word.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

const ERASED = `(${FORGOTTEN})`;

/**
 * Erases a person from all plans; `theirs` are the plans that had an item of the person. Returns the plans whose summary or
 * warnings named the person.
 */
export async function eraseFromFacts(
  trx: Trx,
  traces: Traces,
  theirs: ReadonlySet<string>,
): Promise<string[]> {
  const named: string[] = [];
  const plans = await trx.selectFrom('plan').selectAll().execute();
  for (const { plan_id, undoes, summary, warnings, reason } of plans.map(planOf)) {
    const wasThere = theirs.has(plan_id) || theirs.has(undoes ?? '');
    const facts = { summary, warnings, reason };
    const erased = withoutPerson(wasThere ? { ...facts, summary: withoutSearch(summary) } : facts, traces);
    if (!sameValue(erased, facts)) {
      named.push(plan_id);
      await trx
        .updateTable('plan')
        .set({ ...summaryColumns(erased.summary), warnings: JSON.stringify(erased.warnings) })
        .set({ reason: erased.reason ?? null })
        .where('plan_id', '=', plan_id)
        .execute();
    }
    await eraseFromReasons(trx, plan_id, traces);
  }
  return named;
}

const ITEMS_AT_ONCE = 1000;

async function eraseFromReasons(trx: Trx, planId: string, traces: Traces): Promise<void> {
  const items = trx.selectFrom('item').where('plan_id', '=', planId).orderBy('seq').limit(ITEMS_AT_ONCE);
  const read = (after: number) =>
    items.select(['seq', 'reason', 'reason_fact', 'forgotten']).where('seq', '>', after).execute();
  for (let rows = await read(0); rows.length > 0; rows = await read(rows.at(-1)?.seq ?? 0))
    for (const row of rows) {
      const reason = reasonOf(row);
      const erased = withoutPerson(reason, traces);
      if (row.forgotten === 1 || sameValue(erased, reason)) continue;
      await trx
        .updateTable('item')
        .set(reasonColumns(erased))
        .where('plan_id', '=', planId)
        .where('seq', '=', row.seq)
        .execute();
    }
}

/** The same facts without the person: people go by id or number, all other text by the words in it. */
function withoutPerson<T>(facts: T, traces: Traces): T;
function withoutPerson(facts: unknown, traces: Traces): unknown {
  if (typeof facts === 'string') return traces.erase(facts);
  // A list within a list is a tag or a key with what belongs to it: data, down to the keys of objects.
  if (Array.isArray(facts))
    return facts.map((fact) =>
      Array.isArray(fact) && !fact.some(Array.isArray)
        ? withTexts(fact, traces.erase)
        : withoutPerson(fact, traces),
    );
  if (!isObject(facts)) return facts;
  const erased = Object.entries(facts).map(([key, fact]) => withoutTraces(key, fact, traces));
  return { ...Object.fromEntries(erased), ...(isPerson(facts) && identityOf(facts, traces)) };
}

/** The person whom a fact names, unless it is the one to erase; a namesake stays. */
function identityOf({ id, phone_number, name }: Person, { isTheirs }: Traces): Person {
  const person = { id, phone_number, name };
  return isTheirs(person) ? NOBODY : person;
}

const NOBODY: Person = { id: '', phone_number: ERASED, name: ERASED };

function isPerson(facts: Record<string, unknown>): facts is Record<string, unknown> & Person {
  return typeof facts['phone_number'] === 'string' && typeof facts['name'] === 'string';
}

function withoutTraces(key: string, fact: unknown, traces: Traces): [string, unknown] {
  if (OWN_WORDS.has(key)) return [key, fact];
  if (key === 'found' && traces.appearIn(JSON.stringify(fact))) return [key, FORGOTTEN];
  return [key, TYPED.has(key) ? withTexts(fact, traces.erase) : withoutPerson(fact, traces)];
}

/** Keys whose values are words of this program. All other keys hold data of people, or text that somebody typed. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'say',
  'where',
  'plan_id',
  'state',
  'does',
  'done',
  'of',
  'tagged',
  'field',
  'kept',
  'as_of',
  'as',
  'delimiter',
]);

/** Keys whose values hold data of people or typed text, down to the keys of objects. */
const TYPED = new Set([
  'set_attributes',
  'rename_tags',
  'rename_attributes',
  'custom_attributes',
  'value',
  'unreadable',
]);

/** A search may have been for a part of the person's name. */
function withoutSearch(summary: Summary): Summary {
  if (typeof summary === 'string') return withoutSearchWords(summary);
  if (summary.say === 'undo') return { ...summary, undone: withoutSearch(summary.undone) };
  return 'scope' in summary && summary.scope.found
    ? { ...summary, scope: { ...summary.scope, found: FORGOTTEN } }
    : summary;
}

/** The finished sentence of an older version is cut where the search begins: where it ends cannot be told. */
function withoutSearchWords(summary: string): string {
  const at = summary.indexOf(', found by ');
  return at < 0 ? summary : `${summary.slice(0, at)} ${ERASED}.`;
}
