import type { Summary, SummaryFact } from '../model/facts.ts';

const WHAT: Readonly<Record<string, string>> = {
  update: 'Change contacts',
  delete: 'Delete contacts',
  'delete one': 'Delete a contact',
  edit: 'Change a contact',
  import: 'Import a sheet',
  undo: 'Undo a plan',
};

/** General words for facts that an older version stored, which lack some that the sentences need now. */
export function olderWords(summary: Summary): string | undefined {
  if (typeof summary === 'string' || isComplete(summary)) return undefined;
  const { say }: { say: string } = summary;
  return `${WHAT[say] ?? 'Change contacts'} (planned by an older version of this program)`;
}

function isComplete(summary: SummaryFact): boolean {
  switch (summary.say) {
    case 'update':
    case 'edit':
    case 'undo':
      return 'parts' in summary;
    case 'delete':
      return 'opted_out' in summary.scope;
    case 'import':
      return 'refused' in summary && 'opted_out' in summary;
    default:
      return summary.say === 'create' || summary.say === 'merge';
  }
}
