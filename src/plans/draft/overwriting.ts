import { writtenValue } from '../../contacts/view.ts';
import { sameValue } from '../../lib/json.ts';
import type { Contact } from '../../model/contact.ts';
import { type Person, personOf } from '../../model/facts.ts';
import type { Delta, PlanItem } from '../../model/item.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Warning } from '../../model/warnings.ts';
import { hasValue } from '../change/delta.ts';
import { when } from './warnings.ts';

const EXAMPLES = 2;
const MOST_FIELDS = 5;

/** A value that a contact has now: of the attribute `key`, or without a key its name. */
interface Value {
  key?: string;
  value: unknown;
}

interface Replaced {
  key?: string;
  contacts: number;
  /** By the value that the contact has now, so that examples differ. */
  examples: Map<string, { value?: unknown; contact: Person }>;
}

/** The warnings of values that the plan replaces: neither the request nor the counts show them. */
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
