import { sameValue, textOf } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import { someOf } from '../../model/facts.ts';
import type { WarningFact } from '../../model/warnings.ts';

interface Row {
  name: string;
  standIn: boolean;
  attributes: Readonly<Record<string, unknown>>;
  untyped: ReadonlySet<string>;
}

const MOST_FIELDS = 10;

/** A sheet has texts alone: a number that is in it as the contact has it stays a number. */
export function isSame(has: unknown, value: unknown, isUntyped: boolean): boolean {
  return isUntyped ? textOf(has) === value : sameValue(has, value);
}

/** Counts the contacts that keep a name or values where the rows of a sheet have others. */
export class KeptValues {
  #contacts = 0;
  #names = 0;
  readonly #keys = new Map<string, number>();

  add({ name, standIn, attributes, untyped }: Row, known: Contact): void {
    const has = known.custom_attributes;
    const isNamed = !standIn && known.name.trim() !== '' && known.name.trim() !== name.trim();
    const keys = Object.entries(attributes)
      .filter(([key, value]) => Object.hasOwn(has, key) && !isSame(has[key], value, untyped.has(key)))
      .map(([key]) => key);
    for (const key of keys) this.#keys.set(key, (this.#keys.get(key) ?? 0) + 1);
    if (isNamed) this.#names += 1;
    if (isNamed || keys.length > 0) this.#contacts += 1;
  }

  warnings(): WarningFact[] {
    if (this.#contacts === 0) return [];
    const names = this.#names === 0 ? [] : [{ contacts: this.#names }];
    const keys = [...this.#keys].sort((a, b) => b[1] - a[1]).map(([key, contacts]) => ({ key, contacts }));
    const fields = someOf([...names, ...keys], MOST_FIELDS, (field) => field);
    return [{ say: 'values kept', contacts: this.#contacts, fields }];
  }
}
