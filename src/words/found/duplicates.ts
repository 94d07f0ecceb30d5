import { nameAndNumber } from '../../contacts/name.ts';
import type { Candidates } from '../../find/candidates.ts';
import { counted, listed, quoted, thousands } from '../../lib/text.ts';
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
  return [`${extent(source)}${headline(found)}`, howFar(source)].filter(Boolean).join(' ');
}

function headline({ by, groups, contacts, withProtected }: FoundGroups): string {
  const shared = by === 'phone' || by === 'name' ? by : `attribute ${quoted(by, 60)}`;
  const found = `${counted(groups, 'group')} by ${shared}, ${counted(contacts, 'contact')} in all`;
  if (withProtected === 0) return `${found}.`;
  return `${found}; ${thousands(withProtected)} with somebody who opted out.`;
}

/** Why the contacts form a group, and which of them opted out. */
export function groupWords(reason: string, optedOut: readonly Person[]): string {
  return optedOut.length === 0 ? reason : `${reason}; opted out: ${listed(optedOut.map(nameAndNumber))}`;
}
