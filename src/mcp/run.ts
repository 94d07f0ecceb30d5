import type { CallToolResult } from '@modelcontextprotocol/server';
import * as z from 'zod';
import { loggable } from '../api/error.ts';
import type { Context } from '../context.ts';
import { AppError, explain, messageOf } from '../errors.ts';
import { deadline } from '../lib/deadline.ts';
import { shownShort } from '../lib/text.ts';
import { SECOND, span } from '../lib/time.ts';
import { AskedElsewhere, type CallScope, type Effect, Question, type Tool } from '../tools/define.ts';
import { argumentError, repair } from './arguments.ts';
import { hostArguments } from './hostArguments.ts';

const WRITES: Readonly<Record<Effect, boolean>> = {
  read: false,
  plan: false,
  file: false,
  write: true,
  destroy: true,
};

/**
 * The one gate every call goes through: arguments checked, writes refused while the configuration is wrong, the result
 * said in words and in data. The only `catch` that turns an error into a result.
 */
export async function runTool(
  tool: Tool,
  given: Record<string, unknown> | undefined,
  context: Context,
  scope: CallScope,
): Promise<CallToolResult | Question | AskedElsewhere> {
  const limit = deadline(scope.signal, longest(tool, context));
  try {
    const run = prepare(tool, given ?? {}, context);
    refuseUntilMended(tool, context);
    const output = await run(context, { ...scope, signal: limit.signal });
    if (output instanceof Question || output instanceof AskedElsewhere) return output;
    return resultOf(tool, output, context);
  } catch (thrown) {
    const error = limit.passed() ? tooLong(tool, longest(tool, context), thrown) : thrown;
    const expected = error instanceof AppError;
    // Somebody cancelled it, or hung up.
    if (scope.signal.aborted && thrown === scope.signal.reason)
      context.log.debug({ tool: tool.name }, 'a call was given up');
    else context.log[expected ? 'info' : 'error']({ tool: tool.name, ...loggable(error) }, 'a call failed');
    return { isError: true, content: [text([explain(error), ...context.notes])] };
  } finally {
    limit.end();
  }
}

/** A tool that waits for a plan does so in the background's time: nothing of its own is under way. */
const WAITING = 8 * SECOND;

function longest(tool: Tool, { patience }: Context): number {
  return patience.callMs + (tool.waits ? WAITING : 0);
}

function tooLong(tool: Tool, ms: number, cause: unknown): AppError {
  const next = WRITES[tool.effect] ? 'Look at the contact before you repeat it.' : 'Call again.';
  return new AppError(`\`${tool.name}\` did not finish within ${span(ms)}: ${messageOf(cause)}`, next, {
    cause,
  });
}

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
    'Correct the configuration and restart this server; reading works meanwhile.',
  );
}

function resultOf(tool: Tool, output: Record<string, unknown>, context: Context): CallToolResult {
  const note = context.notes.join(' ');
  const data = note === '' ? output : { ...output, note };
  const said = tool.say(data);
  if (said === undefined) {
    // The work is done, perhaps a write: the caller gets what there is.
    context.log.error({ tool: tool.name }, 'a result misses its schema');
    if (context.strict) throw new TypeError(`the result of ${tool.name} misses its schema`);
  }
  const next = typeof output['next'] === 'string' ? `Next: ${output['next']}` : '';
  return { content: [text([said ?? JSON.stringify(data), next, ...context.notes])], structuredContent: data };
}

function text(parts: readonly string[]): { type: 'text'; text: string } {
  return { type: 'text', text: parts.filter(Boolean).join('\n') };
}
