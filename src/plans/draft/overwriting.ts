import { sameValue } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import { type Person, personOf, type Warning } from '../../model/facts.ts';
import type { Delta, PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import { hasValue } from '../change/delta.ts';
import { writtenValue } from '../change/drift.ts';
import { when } from './warnings.ts';

const EXAMPLES = 2;
const MOST_FIELDS = 5;

/** A value that somebody has now; `key` of an attribute, else it is the name. */
interface Value {
  key?: string;
  value: unknown;
}

interface Replaced {
  key?: string;
  contacts: number;
  /** By the value that is there now, so that examples differ. */
  examples: Map<string, { value?: unknown; contact: Person }>;
}

/** Values that people have now and that the plan puts another in place of: neither request nor count tells of them. */
export function overwriteWarnings(items: readonly PlanItem[]): Warning[] {
  const fields = new Map<string | undefined, Replaced>();
  for (const { state, task, before } of items) {
    if (state !== ItemState.pending || !('delta' in task)) continue;
    for (const { value, ...field } of replacedIn(before, task.delta)) {
      const replaced = fields.get(field.key) ?? { ...field, contacts: 0, examples: new Map() };
      replaced.contacts += 1;
      const written = writtenValue(value);
      if (replaced.examples.size < EXAMPLES && !replaced.examples.has(written))
        replaced.examples.set(written, {
          ...(field.key !== undefined && { value }),
          contact: personOf(before),
        });
      fields.set(field.key, replaced);
    }
  }
  const more = fields.size - MOST_FIELDS;
  return [
    ...[...fields.values()].slice(0, MOST_FIELDS).map(
      ({ examples, ...field }): Warning => ({
        say: 'replaced',
        ...field,
        examples: [...examples.values()],
      }),
    ),
    ...when(more > 0, { say: 'more replaced', attributes: more }),
  ];
}

function replacedIn(contact: Contact, { name, sets }: Delta): Value[] {
  const attributes = contact.custom_attributes;
  const replaced = Object.keys(sets)
    .filter((key) => hasValue(contact, key) && !sameValue(attributes[key], sets[key]))
    .map((key) => ({ key, value: attributes[key] }));
  if (name === undefined || name === contact.name || contact.name.trim() === '') return replaced;
  return [{ value: contact.name }, ...replaced];
}
