import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { pointTo } from '../../pointTo.ts';
import { Agent, type Tally } from './agent.ts';
import type { Story } from './story.ts';

/** Replays a story with a fresh account of so many contacts, against this built server. */
export async function replay(story: Story, contacts: number, server: string): Promise<Tally> {
  const { title, latencyMs = 0, forms = false } = story;
  const sandbox = await startSandbox({ contacts, latencyMs });
  const dataDir = await mkdtemp(join(tmpdir(), 'vobiz-told-'));
  const env = {
    ...pointTo(sandbox),
    ...{ VOBIZ_DATA_DIR: dataDir, VOBIZ_FILES: dataDir, VOBIZ_LOG_LEVEL: 'silent' },
    // Some stories change more than a day allows by phrase.
    VOBIZ_APPROVAL: 'relay',
    // How long a time is in words depends on the zone.
    TZ: 'Asia/Kolkata',
    ...story.env,
  };
  const agents: Agent[] = [];
  const connect = async () => {
    const agent = await Agent.connect(server, env, forms);
    agents.push(agent);
    return agent;
  };
  try {
    const agent = await connect();
    await story.replay({ sandbox, files: dataDir, agent, otherChat: connect });
    return agent.tally;
  } catch (cause) {
    throw new Error(`"${title}" at ${contacts} contacts cannot be replayed`, { cause });
  } finally {
    await Promise.all(agents.map((agent) => agent.close()));
    await sandbox.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
