import type { Context } from '../context.ts';
import { span } from '../lib/time.ts';
import type { SeenClient } from '../store/formContract.ts';
import type { OpenedStore } from '../store/store.ts';
import { type Finding, fails, works } from './finding.ts';
import { named, type SeenFrom } from './origin.ts';
import { pageDoor } from './page.ts';

/** What the client of this conversation says of itself, and how plans are approved in it. */
export function clientFindings(context: Context, from: SeenFrom): Finding[] {
  if (from === 'terminal') return [];
  const client = `Client: ${named(from.name)}`;
  if (from.declaresForms) return [works(`${client} says that it shows forms for approvals`)];
  const isPhraseTaken = context.rules.approval !== 'form';
  if (pageDoor(context)) {
    const small = isPhraseTaken ? ', small ones with a phrase, too' : '';
    return [works(`${client} shows no forms, so plans are approved on the page${small}`)];
  }
  if (isPhraseTaken) return [works(`${client} shows no forms, so plans are approved with a phrase`)];
  return [
    fails(
      `${client} shows no forms, no page opens here, and VOBIZ_APPROVAL=form takes nothing else: no plan can be approved`,
      'Use a client that shows forms, or set VOBIZ_APPROVAL to ask.',
    ),
  ];
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
