import type { CallToolResult } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { loggable } from '../api/error.ts';
import type { Context } from '../context.ts';
import { AppError, explain } from '../errors.ts';
import { shownShort } from '../lib/text.ts';
import { SECOND } from '../lib/time.ts';
import { type CallScope, type Effect, isUndecided, type Tool, type Undecided } from '../tools/define.ts';
import { argumentError, hostArguments, repair } from './arguments.ts';
import { inTime, wasCancelled } from './inTime.ts';

const WRITES: Readonly<Record<Effect, boolean>> = {
  read: false,
  plan: false,
  file: false,
  write: true,
  destroy: true,
};

type Arguments = Record<string, unknown> | undefined;

/** Puts the outcome of a call in words and in data. The only `catch` that turns an error into a result. */
export async function runTool(
  tool: Tool,
  given: Arguments,
  context: Context,
  scope: CallScope,
): Promise<CallToolResult | Undecided> {
  try {
    const output = await outputOf(tool, given, context, scope);
    return isUndecided(output) ? output : resultOf(tool, output, context);
  } catch (error) {
    if (wasCancelled(scope.signal, error)) context.log.debug({ tool: tool.name }, 'a call was given up');
    else {
      const level = error instanceof AppError ? 'info' : 'error';
      context.log[level]({ tool: tool.name, ...loggable(error) }, 'a call failed');
    }
    return { isError: true, content: [text([explain(error), ...context.notes])] };
  }
}

/**
 * The one gate that every call passes: the arguments are checked, writes are refused while the configuration is wrong, no
 * call takes too long.
 */
export function outputOf(
  tool: Tool,
  given: Arguments,
  context: Context,
  scope: CallScope,
): Promise<Record<string, unknown> | Undecided> {
  const { name } = tool;
  const ms = context.patience.callMs + (tool.waits ? WAITING : 0);
  const next = WRITES[tool.effect]
    ? 'Before you repeat the call, look with `get_contact` or `get_plan` whether the change was made.'
    : 'Call again.';
  const run = async (signal: AbortSignal) => {
    const handler = prepare(tool, given ?? {}, context);
    refuseUntilMended(tool, context);
    return handler(context, { ...scope, signal });
  };
  return inTime(scope.signal, { name, ms, next, run });
}

/** A tool may wait so much longer for a plan: the plan runs in the background, and the call has no work of its own. */
const WAITING = 8 * SECOND;

function prepare(tool: Tool, given: Record<string, unknown>, { log }: Context): ReturnType<Tool['prepare']> {
  const added = hostArguments(tool, Object.keys(given));
  if (added.length > 0) {
    const names = added.map((name) => shownShort(name, 60));
    log.info({ tool: tool.name, arguments: names }, 'arguments that the host added were passed over');
  }
  const own = Object.entries(given).filter(([name]) => !added.includes(name));
  const repaired = repair(Object.fromEntries(own), tool.input.shape);
  try {
    return tool.prepare(repaired);
  } catch (error) {
    throw error instanceof z.ZodError ? argumentError(tool, repaired, error) : error;
  }
}

function refuseUntilMended(tool: Tool, context: Context): void {
  if (context.problems.length === 0 || !WRITES[tool.effect]) return;
  throw new AppError(
    `\`${tool.name}\` was not run: nothing is written while the configuration has a mistake.`,
    'Let the person correct the configuration and restart this server; reading works meanwhile.',
  );
}

function resultOf(tool: Tool, output: Record<string, unknown>, context: Context): CallToolResult {
  const note = context.notes.join(' ');
  const data = note === '' ? output : { ...output, note };
  const words = tool.say(data);
  if (words === undefined) {
    // The work is done, perhaps a write: the caller gets the data without its words.
    context.log.error({ tool: tool.name }, 'a result misses its schema');
    if (context.strict) throw new TypeError(`the result of ${tool.name} misses its schema`);
  }
  const next = typeof output['next'] === 'string' ? `Next: ${output['next']}` : '';
  return {
    content: [text([words ?? JSON.stringify(data), next, ...context.notes])],
    structuredContent: data,
  };
}

function text(parts: readonly string[]): { type: 'text'; text: string } {
  return { type: 'text', text: parts.filter(Boolean).join('\n') };
}
