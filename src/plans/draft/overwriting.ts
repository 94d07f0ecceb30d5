import { nameAndNumber } from '../../contacts/view.ts';
import { sameValue } from '../../lib/json.ts';
import { counted, listed, quoted, thousands } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { Delta, PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import { hasValue } from '../change/delta.ts';
import { writtenValue } from '../change/drift.ts';

const EXAMPLES = 2;
const MOST_FIELDS = 5;

interface Replaced {
  contacts: number;
  /** By the value that is there now, so that examples differ. */
  examples: Map<string, string>;
}

/** Values that people have now and that the plan puts another in place of: neither request nor count tells of them. */
export function overwriteWarnings(items: readonly PlanItem[]): string[] {
  const fields = new Map<string, Replaced>();
  for (const { state, task, before } of items) {
    if (state !== ItemState.pending || !('delta' in task)) continue;
    for (const { field, value, example } of replacedIn(before, task.delta)) {
      const replaced = fields.get(field) ?? { contacts: 0, examples: new Map<string, string>() };
      replaced.contacts += 1;
      if (replaced.examples.size < EXAMPLES && !replaced.examples.has(value))
        replaced.examples.set(value, example);
      fields.set(field, replaced);
    }
  }
  const more = fields.size - MOST_FIELDS;
  return [
    ...[...fields].slice(0, MOST_FIELDS).map(sentence),
    ...(more > 0 ? [`Other values of ${counted(more, 'more attribute')} are replaced, too.`] : []),
  ];
}

function replacedIn(contact: Contact, { name, sets }: Delta) {
  const keys = Object.keys(sets).filter(
    (key) => hasValue(contact, key) && !sameValue(contact.custom_attributes[key], sets[key]),
  );
  const attributes = keys.map((key) => {
    const value = writtenValue(contact.custom_attributes[key]);
    return { field: `value of ${quoted(key, 60)}`, value, example: `${value} of ${nameAndNumber(contact)}` };
  });
  if (name === undefined || name === contact.name || contact.name.trim() === '') return attributes;
  return [{ field: 'name', value: contact.name, example: nameAndNumber(contact) }, ...attributes];
}

function sentence([field, { contacts, examples }]: [string, Replaced]): string {
  const rest = contacts - examples.size;
  const words = [...examples.values(), ...(rest > 0 ? [`${thousands(rest)} more`] : [])];
  return `${counted(contacts, 'contact')} ${contacts === 1 ? 'has' : 'have'} another ${field} now, which is replaced: ${listed(words)}.`;
}
