import { span } from '../lib/time.ts';
import type { SeenClient } from '../store/contract.ts';
import type { OpenedStore } from '../store/store.ts';
import { type Finding, works } from './finding.ts';
import { named, type SeenFrom } from './origin.ts';

/** What the client of this conversation says of itself. */
export function clientFindings(from: SeenFrom): Finding[] {
  if (from === 'terminal') return [];
  const says = from.declaresForms
    ? 'says that it shows forms for approvals'
    : 'shows no forms, so plans are approved with a phrase';
  return [works(`Client: ${named(from.name)} ${says}`)];
}

const SHOWN = 5;

/** The clients in which plans were approved, and what became of their forms. */
export async function seenClients(store: OpenedStore, now: number): Promise<Finding> {
  const clients = await store.clientsSeen();
  if (clients.length === 0) return works('Clients: none is known yet');
  const lines = clients.slice(0, SHOWN).map((client) => `${named(client)} ${formsOf(client, now)}`);
  const more = clients.length > SHOWN ? [`${clients.length - SHOWN} more`] : [];
  return works(`Clients: ${[...lines, ...more].join('; ')}`);
}

const FORMS: Readonly<Record<NonNullable<SeenClient['forms']>, string>> = {
  read: 'shows forms: somebody read one',
  answered: 'answers forms',
  'refused at once': 'refused its last form at once, so perhaps it shows none',
  none: 'claims to show forms and shows none',
};

function formsOf({ forms, at }: SeenClient, now: number): string {
  const words = forms === undefined ? 'was used here without a form' : FORMS[forms];
  return `${words} (${span(Math.max(0, now - at))} ago)`;
}
