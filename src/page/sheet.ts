import { isNumber } from '../contacts/numbers/phone.ts';
import type { Contact } from '../model/contact.ts';
import type { ItemRecord } from '../model/item.ts';
import { can, ItemState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { deletionsOf } from '../plans/tasks/index.ts';
import { BYTE_ORDER_MARK, csvLine } from '../sheets/files/write.ts';
import { guarded } from '../sheets/text/cells.ts';
import type { Store } from '../store/contract.ts';
import { eachItem } from '../store/each.ts';
import { exportColumns } from '../tools/steps/sheets/exportColumns.ts';
import type { What } from '../view/contract.ts';
import { outcomeWords } from '../words/review.ts';
import { rowsFor } from './rows.ts';

interface Sheet {
  name: string;
  csv: string;
}

/**
 * What a person can keep of a plan, with formulas guarded as in exports: while it waits, the contacts that it would delete;
 * afterwards, what became of each contact.
 */
export function sheetOf(store: Store, plan: PlanRecord): Promise<Sheet> {
  return can(plan.state, 'approve') ? deletedSheet(store, plan) : itemsSheet(store, plan);
}

/** The contacts that the plan would delete, as an export that imports again. */
async function deletedSheet(store: Store, { plan_id }: PlanRecord): Promise<Sheet> {
  const contacts: Contact[] = [];
  for await (const item of eachItem(store, plan_id, [ItemState.pending])) contacts.push(...deletedBy(item));
  const columns = await exportColumns(contacts, undefined);
  const rows = contacts.map((contact) => columns.map((column) => column.cell(contact)));
  const cells = [columns.map(({ header }) => header), ...rows];
  return named(
    `contacts of ${plan_id}`,
    cells.map((row) => row.map(guarded)),
  );
}

function deletedBy({ task, before }: ItemRecord): readonly Contact[] {
  if ('losers' in task) return task.losers;
  return deletionsOf(task) > 0 ? [before] : [];
}

async function itemsSheet(store: Store, plan: PlanRecord): Promise<Sheet> {
  const rows = [['name', 'phone_number', 'result', 'what', 'reason']];
  const rowOf = rowsFor(plan);
  for await (const item of eachItem(store, plan.plan_id)) {
    const { name, number, what } = rowOf(item);
    const reason = what.flatMap((one) => (one.op === 'why' ? [one.text] : [])).join('; ');
    const changes = what.flatMap((one) => (one.op === 'why' ? [] : [changeText(one)])).join('; ');
    const result =
      item.state === ItemState.pending ? 'not yet' : outcomeWords(item.state) || 'no change needed';
    const shown = isNumber(number) ? number : guarded(number);
    rows.push([guarded(name), shown, result, guarded(changes), guarded(reason)]);
  }
  return named(plan.plan_id, rows);
}

function named(name: string, rows: readonly (readonly string[])[]): Sheet {
  const lines = rows.map((cells) => csvLine(cells));
  return { name: `${name}.csv`, csv: `${BYTE_ORDER_MARK}${lines.join('')}` };
}

function changeText(what: Exclude<What, { op: 'why' }>): string {
  switch (what.op) {
    case 'add':
      return `+ ${what.to}`;
    case 'cut':
      return `- ${what.from}`;
    case 'set':
      return `${what.key}: ${what.from ?? ''} > ${what.to ?? ''}`;
    case 'has':
      return what.to;
  }
}
