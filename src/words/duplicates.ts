import { nameAndNumber } from '../contacts/name.ts';
import type { Candidates } from '../find/candidates.ts';
import { counted, listed, quoted, thousands } from '../lib/text.ts';
import type { Person } from '../model/facts.ts';
import { extent, howFar } from './found.ts';

interface FoundGroups {
  /** `phone`, `name` or an attribute key. */
  by: string;
  groups: number;
  contacts: number;
  /** Groups with a protected contact. */
  guarded: number;
}

export function duplicatesWords(found: FoundGroups, source: Candidates): string {
  return [`${extent(source)}${headline(found)}`, howFar(source)].filter(Boolean).join(' ');
}

function headline({ by, groups, contacts, guarded }: FoundGroups): string {
  const shared = by === 'phone' || by === 'name' ? by : `attribute ${quoted(by, 60)}`;
  const what = `${counted(groups, 'group')} by ${shared}, ${counted(contacts, 'contact')} in all`;
  if (guarded === 0) return `${what}.`;
  return `${what}; ${thousands(guarded)} with a protected contact, which a merge leaves alone.`;
}

/** What the contacts of a group share, and who of them is protected. */
export function groupWords(reason: string, guarded: readonly Person[]): string {
  return guarded.length === 0 ? reason : `${reason}; protected: ${listed(guarded.map(nameAndNumber))}`;
}
