import { span } from '../lib/time.ts';
import type { Comparison } from '../model/outcome.ts';

/** What the service, or somebody else, made of a contact that was written. */
export function comparisonWords({ storedAs, foreign }: Comparison): string[] {
  return [
    ...storedAs.map((stored) => `The service stored ${stored}.`),
    ...foreign.map((change) => `Changed by somebody else meanwhile, or by the service: ${change}.`),
  ];
}

/** Single edits have no way round protection; nobody should be led to one. */
export function protectedNext(tool: 'plan_update' | 'plan_delete' = 'plan_update'): string {
  return `Tell the person. Only \`${tool}\` has a switch for it, \`include_protected\`, to be used when the person says so.`;
}

/** Of a call that asks for what was done before. */
export function doneAlready({ ago, plan_id }: { ago: number; plan_id: string }): string {
  return `It was already done ${span(ago)} ago by ${plan_id}; nothing was sent.`;
}
