import { ProtocolError } from '@modelcontextprotocol/server';
import { AppError, messageOf } from '../errors.ts';
import { deadline } from '../lib/deadline.ts';
import { span } from '../lib/time.ts';

interface Work<T> {
  /** The name of the tool or the method. */
  name: string;
  /** The longest time that the work may take. */
  ms: number;
  /** The next step when the time is over. */
  next: string;
  run(signal: AbortSignal): Promise<T>;
}

/** Runs work until the client cancels it or its time is over; then the error names the time and the next step. */
export async function inTime<T>(signal: AbortSignal, { name, ms, next, run }: Work<T>): Promise<T> {
  const limit = deadline(signal, ms);
  try {
    return await run(limit.signal);
  } catch (thrown) {
    if (!limit.passed() || thrown instanceof ProtocolError) throw thrown;
    const late = `\`${name}\` did not finish within ${span(ms)}: ${messageOf(thrown)}`;
    throw new AppError(late, next, { cause: thrown });
  } finally {
    limit.end();
  }
}

/** Whether the client cancelled the work, or hung up: nothing failed then. */
export function wasCancelled(signal: AbortSignal, error: unknown): boolean {
  return signal.aborted && error === signal.reason;
}
