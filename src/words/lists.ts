import { nameAndNumber } from '../contacts/name.ts';
import { counted, listed, thousands } from '../lib/text.ts';
import type { People, Some } from '../model/facts.ts';

/** `"Asha" (+91…), "Bela" (+91…) and 201 more`. */
export function namesOf(people: People): string {
  return someWords(people, nameAndNumber);
}

/** `a, b and 7 more`. */
export function someWords<T>({ first, count }: Some<T>, words: (one: T) => string): string {
  const rest = count - first.length;
  return listed([...first.map(words), ...(rest > 0 ? [`${thousands(rest)} more`] : [])], first.length + 1);
}

/** `9 protected are left alone`; empty for none. */
export function some(count: number, one: string, more: string): string[] {
  return count === 0 ? [] : [`${thousands(count)} ${count === 1 ? one : more}`];
}

/** `1 contact carries`, `9 contacts carry`. */
export function contactsDo(count: number, one: string, more: string): string {
  return `${counted(count, 'contact')} ${count === 1 ? one : more}`;
}
