import { someOf } from '../../../model/facts.ts';
import type { Asked } from '../../../model/sheetNotes.ts';
import type { Warning } from '../../../model/warnings.ts';
import { consentRoleOf } from '../../../sheets/columns/mapping.ts';
import type { Sheet } from '../../../sheets/sheet.ts';
import { mendHint } from '../../../words/sheets/mend.ts';
import type { SheetInput } from '../../params.ts';

/** What the caller said of how to import a sheet, by argument: the rows that are corrected need it again. */
export type Given = Pick<SheetInput, 'columns' | 'default_country' | 'existing' | 'add_tags'>;

const MOST_COLUMNS = 10;

interface Mending {
  sheet: Pick<Sheet, 'mapping'>;
  given: Given;
  /** The file of refused rows, if there is one. */
  file: string | undefined;
  rows: { invalid: number; duplicate: number };
}

/** The file of refused rows: for the person what it holds, and for the agent how to import it. */
export function mending({ sheet, given, file, rows }: Mending): { warnings: Warning[]; hints: string[] } {
  if (file === undefined) return { warnings: [], hints: [] };
  const isAsked = Object.keys(given).length > 0;
  const held = { refused: rows.invalid, repeated: rows.duplicate };
  const there = { ...given, ...(given.columns && { columns: sheet.mapping }) };
  return {
    warnings: [{ say: 'to mend', file, ...held, ...(isAsked && { asked: asked(there) }) }],
    hints: isAsked ? [mendHint(file, there)] : [],
  };
}

export function givenIn({
  columns = {},
  default_country,
  existing = 'fill',
  add_tags = [],
}: SheetInput): Given {
  return {
    ...(Object.keys(columns).length > 0 && { columns }),
    ...(default_country !== undefined && { default_country }),
    ...(existing !== 'fill' && { existing }),
    ...(add_tags.length > 0 && { add_tags }),
  };
}

function asked({ columns = {}, default_country, existing, add_tags = [] }: Given): Asked {
  const roles = Object.entries(columns).map(([header, as]) => ({ header, as }));
  const isConsent = ({ as }: { as: string }) => consentRoleOf({ role: as.trim() }) !== undefined;
  const first = [...roles.filter(isConsent), ...roles.filter((role) => !isConsent(role))];
  return {
    columns: someOf(first, MOST_COLUMNS, (role) => role),
    add_tags,
    ...(default_country !== undefined && { default_country }),
    ...((existing === 'overwrite' || existing === 'skip') && { existing }),
  };
}
