import leven from 'leven';
import type { Tool } from '../tools/define.ts';

/** Hosts add these to calls of tools that need no arguments, or to all. */
const ADDED: ReadonlySet<string> = new Set(['random_string', 'requestContext']);
/** n8n adds all of these, or some; by themselves they may be somebody's mistake, beside its own two they are not. */
const OF_N8N: ReadonlySet<string> = new Set(['sessionId', 'action', 'chatInput', 'toolCallId', 'tool']);
const SIGNS_OF_N8N: ReadonlySet<string> = new Set(['chatInput', 'toolCallId']);

/** Names of arguments that the host added, and that no model can leave out; never what may be meant for the tool. */
export function hostArguments({ input }: Tool, given: readonly string[]): string[] {
  const own = Object.keys(input.shape);
  const isN8n = given.some((name) => SIGNS_OF_N8N.has(name));
  return given.filter(
    (name) =>
      (ADDED.has(name) || isPrivate(name) || (isN8n && OF_N8N.has(name))) &&
      !own.some((argument) => leven(argument, name.toLowerCase()) <= 1),
  );
}

/** Hosts put an underscore before what is theirs; `__proto__` comes from somebody who tries what it does. */
function isPrivate(name: string): boolean {
  return name.startsWith('_') && name !== '__proto__';
}
