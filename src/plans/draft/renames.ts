import type { Contact } from '../../model/contact.ts';
import { type FreeRename, isRespelling } from '../change/rule.ts';

/**
 * Which renames are free: between spellings of one tag, or where all who carry the new tag are among the renamed and carry a
 * spelling of the old one. `contacts` holds at least all who carry the new tags; `together` are the renames of one plan, since
 * two tags that become one join two audiences.
 */
export function freeAmong(
  contacts: Iterable<Contact>,
  renamed: ReadonlySet<string>,
  together: Readonly<Record<string, string>> = {},
): FreeRename {
  const all = [...contacts];
  const known = new Map<string, Map<string, boolean>>();
  const isOnlyOurs = (old: string, name: string) => {
    const sources = Object.keys(together).filter((other) => together[other] === name);
    return all.every(({ id, tags }) => {
      const isRenamed = renamed.has(id);
      const gets = isRenamed && sources.some((source) => tags.includes(source));
      const isOurs = isRenamed && tags.some((tag) => isRespelling(tag, old));
      return isOurs || !(gets || tags.includes(name));
    });
  };
  return (old, name) => {
    if (isRespelling(old, name)) return true;
    const answers = known.get(name) ?? new Map<string, boolean>();
    known.set(name, answers);
    const answer = answers.get(old) ?? isOnlyOurs(old, name);
    answers.set(old, answer);
    return answer;
  };
}
