import { expect } from 'vitest';
import type { Answer, Harness } from '../harness.ts';

export interface Planned {
  plan_id: string;
  /** The phrase to type. */
  phrase: string;
  answer: Answer;
}

/** Makes a plan; fails when that is refused. */
export async function plan(
  { call }: Pick<Harness, 'call'>,
  tool: 'plan_update' | 'plan_delete' | 'plan_import' | 'plan_merge' | 'plan_undo',
  args: Record<string, unknown>,
): Promise<Planned> {
  const answer = await call(tool, args);
  expect(answer).toMatchObject({ isError: false });
  const { plan_id, approval_phrase: phrase } = answer.data;
  return { plan_id: String(plan_id), phrase: String(phrase), answer };
}

/** Applies a plan with its phrase, and returns the receipt. */
export async function applied(
  { call }: Pick<Harness, 'call'>,
  { plan_id, phrase }: Planned,
): Promise<Answer> {
  return call('apply_plan', { plan_id, approval: phrase });
}
