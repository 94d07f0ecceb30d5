import { nameAndNumber } from '../../contacts/name.ts';
import type { Candidates } from '../../find/candidates.ts';
import { counted, listed, quoted, quotedList, thousands } from '../../lib/text.ts';
import type { Person } from '../../model/facts.ts';
import { extent, howFar } from './found.ts';

interface FoundGroups {
  /** `phone`, `name` or an attribute key. */
  by: string;
  groups: number;
  contacts: number;
  /** Groups with somebody who opted out. */
  withProtected: number;
}

export function duplicatesWords(found: FoundGroups, source: Candidates): string {
  const isNone = found.groups === 0 && source.complete;
  const head = isNone ? noneWords(found, source) : `${extent(source)}${headline(found)}`;
  return [head, howFar(source)].filter(Boolean).join(' ');
}

function headline({ by, groups, contacts, withProtected }: FoundGroups): string {
  const found = `${counted(groups, 'group')} by ${isField(by) ? by : `attribute ${quoted(by, 60)}`}, ${counted(contacts, 'contact')} in all`;
  if (withProtected === 0) return `${found}.`;
  return `${found}; ${thousands(withProtected)} with somebody who opted out.`;
}

function noneWords({ by }: FoundGroups, { limited }: Candidates): string {
  const what = by === 'phone' ? 'number' : by === 'name' ? by : quoted(by, 60);
  return `No two ${limited ? 'of these ' : ''}contacts have the same ${what}.`;
}

function isField(by: string): boolean {
  return by === 'phone' || by === 'name';
}

/** Where nobody shares a number or a name, another trait may tell; `mail` is an attribute that holds e-mails. */
export function otherTraits(by: string, mail: string | undefined): string {
  const traits = ['phone', 'name', ...(mail === undefined ? [] : [mail])].filter((trait) => trait !== by);
  return `\`find_duplicates\` with \`by\` ${quotedList(traits, 'or')} may find others.`;
}

/** Why the contacts form a group, and which of them opted out. */
export function groupWords(reason: string, optedOut: readonly Person[]): string {
  return optedOut.length === 0 ? reason : `${reason}; opted out: ${listed(optedOut.map(nameAndNumber))}`;
}
