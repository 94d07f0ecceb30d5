import { nameAndNumber } from '../../contacts/name.ts';
import { AppError } from '../../errors.ts';
import type { AccountReader } from '../../find/reader.ts';
import { plain, quoted, unended } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import { ItemState } from '../../model/lifecycle.ts';
import type { Outcome } from '../../model/outcome.ts';
import { updateReader } from '../../plans/tasks/settle.ts';
import { comparisonWords, protectedNext } from '../../words/outcome.ts';
import { failedWords } from '../../words/plans/differences.ts';
import { reasonWords } from '../../words/plans/reasons.ts';

export interface Settled {
  state: typeof ItemState.done | typeof ItemState.unchanged;
  before: Contact;
  after: Contact;
  warnings: string[];
}

/**
 * The result of a single edit; throws when the edit was not made as asked. The reader of the account learns of the outcome
 * either way.
 */
export function settled(outcome: Outcome, reader: AccountReader): Settled {
  updateReader(reader, outcome);
  const { before } = outcome;
  switch (outcome.state) {
    case ItemState.unchanged:
      return { state: ItemState.unchanged, before, after: outcome.after, warnings: [] };
    case 'deleted':
      return { state: ItemState.done, before, after: before, warnings: [] };
    case ItemState.done:
      return {
        state: ItemState.done,
        before,
        after: outcome.after,
        warnings: comparisonWords(outcome),
      };
    case ItemState.failed:
      throw new AppError(
        `Vobiz took the request but did not make all of the change to ${nameAndNumber(before)}: ${failedWords(outcome.comparison.failed)}.`,
        'Look at the contact with `get_contact`. Repeating the call does not help: Vobiz does not take the rest.',
      );
    case ItemState.unknown:
      throw new AppError(
        `It is not certain whether ${nameAndNumber(before)} was changed: ${outcome.cause.message}`,
        'Look at the contact with `get_contact` in a minute. Repeating the call is safe: it looks first.',
        { cause: outcome.cause },
      );
    case ItemState.protected:
      throw new AppError(`${unended(reasonWords(outcome.reason))}.`, protectedNext(before));
    case ItemState.gone:
      throw new AppError(
        `${nameAndNumber(before)} is not there any more: somebody deleted it.`,
        'Look for the person with `list_contacts`; they may have been created again.',
      );
    case ItemState.drifted:
      throw new AppError(
        `Nothing was done to ${nameAndNumber(before)}: ${unended(reasonWords(outcome.reason))}.`,
        'Call again to see it as it is now.',
      );
    case 'exists':
      throw new AppError(
        `${plain(before.phone_number, 40)} is already the number of ${quoted(before.name, 60)} (id ${plain(before.id, 200)}), so nothing was created.`,
        'Use `update_contact` with that id to change it.',
      );
  }
}
