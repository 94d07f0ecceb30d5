import type { Settings } from '../context.ts';
import { quoted } from '../lib/text.ts';
import type { ClientName } from '../model/plan.ts';
import { NAME, VERSION } from '../version.ts';
import { type Finding, works } from './finding.ts';

/** From where the report looks: a terminal has an environment of its own, which is not that of any client. */
export type SeenFrom = 'terminal' | ServedClient;

/** The client of a running server. */
export interface ServedClient {
  name: ClientName | undefined;
  /** Whether it says that it shows forms. */
  declaresForms: boolean;
}

export function originFinding({ dataDir }: Settings, from: SeenFrom): Finding {
  const environment =
    from === 'terminal'
      ? 'the environment of this terminal (a client such as Claude Desktop gives another one)'
      : `the environment that ${named(from.name)} gives it`;
  const node = `Node ${process.versions.node} (${process.execPath})`;
  return works(`${NAME} ${VERSION}, in ${environment}; ${node}; data folder ${dataDir}`);
}

/** A client by its own name. */
export function named(client: ClientName | undefined): string {
  if (!client) return 'a client without a name';
  return [quoted(client.name, 60), client.version && quoted(client.version, 30).slice(1, -1)]
    .filter(Boolean)
    .join(' ');
}
