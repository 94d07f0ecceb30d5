import { onTestFinished } from 'vitest';
import { Answers } from '../../src/page/answers.ts';
import { openPageServer } from '../../src/page/server.ts';
import type { PlanHead, PlanList, Progress, Refused, Row, Tags } from '../../src/view/contract.ts';
import type { Harness } from '../harness.ts';

interface Answered {
  plan: PlanHead;
  rows: { rows: Row[]; next: number | null };
  progress: Progress;
  decide: Progress;
  stop: Progress;
  plans: PlanList;
  tags: Tags;
  sheet: { name: string; csv: string };
  undo: { plan_id: string };
}

export type Ask = <Q extends keyof Answered>(question: Q, body?: object) => Promise<Answered[Q]>;

/** Asks as an open window does, over HTTP; a refusal fails the test. */
export async function windowOf({ context }: Pick<Harness, 'context'>): Promise<Ask> {
  const answers = new Answers(context, async () => undefined);
  const session = {
    door: 'page',
    planId: undefined,
    decided: new Set<string>(),
    shown: new Map<string, number>(),
  } as const;
  const { origin, close } = await openPageServer('<script></script><style></style>', (name, _token, body) =>
    answers.to(name, session, body),
  );
  onTestFinished(close);
  return async (question, body = {}) => {
    const response = await fetch(`${origin}/api/${question}`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', 'x-session': 'a window' },
      body: JSON.stringify(body),
    });
    if (response.status !== 200) throw new Error(`${question}: ${response.status}`);
    const answer: Answered[typeof question] & Partial<Refused> = JSON.parse(await response.text());
    if (answer.refused !== undefined) throw new Error(`${answer.title}: ${answer.text}`);
    return answer;
  };
}

/** All rows of a plan, in the portions in which a window reads them. */
export async function allRows(ask: Ask, plan_id: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const portion: Answered['rows'] = await ask('rows', { plan_id, from });
    rows.push(...portion.rows);
    from = portion.next;
  }
  return rows;
}

/** The chips of a row, as short as can be. */
export function chipsOf({ what }: Row): string[] {
  return what.map((one) => {
    switch (one.op) {
      case 'add':
        return `+ ${one.to}`;
      case 'cut':
        return `- ${one.from}`;
      case 'set':
        return `${one.key}: ${one.from ?? ''} > ${one.to ?? ''}`;
      case 'has':
        return one.to;
      case 'why':
        return `(${one.text})`;
      default:
        return one satisfies never;
    }
  });
}
