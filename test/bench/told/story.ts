import type { WireContact } from '../../../src/api/wire.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { Agent } from './agent.ts';

/** An account, and the chat that is measured. */
export interface World {
  sandbox: Sandbox;
  /** The folder that sheets are read from. */
  files: string;
  agent: Agent;
  /** Another chat on the same account, which is not measured. */
  otherChat(): Promise<Agent>;
}

export interface Story {
  /** The number of the conversation, and the person's words. */
  title: string;
  latencyMs?: number;
  env?: Record<string, string>;
  /** Whether the client shows forms; the person accepts them. */
  forms?: boolean;
  replay(world: World): Promise<void>;
}

/** Contacts with this tag who did not opt out, oldest first. */
export function carriers({ sandbox }: Pick<World, 'sandbox'>, tag: string): WireContact[] {
  return unguarded(sandbox).filter(({ tags }) => tags.includes(tag));
}

/** Contacts who did not opt out, oldest first. */
export function unguarded({ account }: Pick<Sandbox, 'account'>): WireContact[] {
  const guards = ['opted-out', 'Opt-Out', 'unsubscribed'];
  return [...account.contacts.values()].filter(({ tags }) => !tags.some((tag) => guards.includes(tag)));
}
