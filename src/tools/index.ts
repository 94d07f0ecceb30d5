import type { Mode } from '../model/rules.ts';
import { applyPlan } from './apply_plan.ts';
import { createContact } from './create_contact.ts';
import type { Tool } from './define.ts';
import { deleteContact } from './delete_contact.ts';
import { exportContacts } from './export_contacts.ts';
import { findContacts } from './find_contacts.ts';
import { findDuplicates } from './find_duplicates.ts';
import { getContact } from './get_contact.ts';
import { getPlan } from './get_plan.ts';
import { importContacts } from './import_contacts.ts';
import { listContacts } from './list_contacts.ts';
import { listPlans } from './list_plans.ts';
import { listTags } from './list_tags.ts';
import { planDelete } from './plan_delete.ts';
import { planImport } from './plan_import.ts';
import { planMerge } from './plan_merge.ts';
import { planUndo } from './plan_undo.ts';
import { planUpdate } from './plan_update.ts';
import { stopPlan } from './stop_plan.ts';
import { updateContact } from './update_contact.ts';

/** Every tool, in the order that clients show them. */
export const tools: readonly Tool[] = [
  listContacts,
  getContact,
  createContact,
  updateContact,
  deleteContact,
  importContacts,
  findContacts,
  listTags,
  findDuplicates,
  exportContacts,
  planUpdate,
  planDelete,
  planMerge,
  planImport,
  planUndo,
  applyPlan,
  getPlan,
  listPlans,
  stopPlan,
];

/** The tools that a mode allows; the others are not listed. */
export function toolsFor(mode: Mode): Tool[] {
  if (mode === 'no-delete') return tools.filter(({ deletes }) => !deletes);
  return mode === 'full'
    ? [...tools]
    : tools.filter(({ effect }) => effect !== 'write' && effect !== 'destroy');
}
