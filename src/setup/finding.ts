import { AppError, explain, SETUP_HELP } from '../errors.ts';
import { deadline } from '../lib/deadline.ts';
import { SECOND, span } from '../lib/time.ts';

/** One line of the report on the setup: what works, or what does not and what to do about it. */
export interface Finding {
  ok: boolean;
  text: string;
  next?: string;
}

export function works(text: string): Finding {
  return { ok: true, text };
}

/** Errors, and reasons made of them, advise the person to ask for this report: that is left out. */
export function fails(text: string, next?: string): Finding {
  const [said = '', then] = [text, next].map((part) => part?.replace(SETUP_HELP, '').trimEnd());
  return { ok: false, text: said, ...(then !== undefined && { next: then }) };
}

export function failsBy(subject: string, error: unknown): Finding {
  const [text = '', next] = explain(error).split('\nNext: ');
  return fails(`${subject}: ${text}`, next);
}

/** All looks together stay below the time of a request. */
const LONGEST = 15 * SECOND;

/** What `look` finds. That it throws, or takes too long, is a finding. */
export async function findingsOf(
  subject: string,
  outer: AbortSignal,
  look: (signal: AbortSignal) => Promise<Finding[]>,
): Promise<Finding[]> {
  const limit = deadline(outer, LONGEST);
  const late = new Promise<never>((_, reject) => {
    const refuse = () => reject(new AppError(`no answer within ${span(LONGEST)}`));
    limit.signal.addEventListener('abort', refuse, { once: true });
  });
  try {
    return await Promise.race([late, look(limit.signal)]);
  } catch (error) {
    return [failsBy(subject, error)];
  } finally {
    limit.end();
  }
}
