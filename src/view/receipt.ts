import type { PlanHead, Problem, Refused, Source } from './contract.ts';
import { type Child, fill, h, isLocked, lock } from './dom.ts';
import { note } from './gone.ts';
import { isRefused } from './source.ts';
import { counted, prose, thousands, told } from './text.ts';

/** What went wrong, grouped by reason, with what to do. */
export function problemsOf(all: readonly Problem[]): HTMLElement {
  const count = all.reduce((sum, problem) => sum + problem.count, 0);
  return h(
    'section',
    { class: 'case probs', 'aria-label': 'Problems' },
    h('h2', {}, counted(count, 'problem')),
    h('ul', {}, all.map(problemOf)),
  );
}

function problemOf({ count, outcome, names, reason, todo }: Problem): HTMLElement {
  const listed = names.map((name, index) => [index > 0 && ', ', told(name)]);
  const others = count - names.length;
  const who: Child = names.length > 0 && [listed, others > 0 && ` and ${counted(others, 'other')}`, '. '];
  return h(
    'li',
    {},
    h('b', {}, `${thousands(count)} ${outcome}`),
    h('span', {}, who, prose(reason), todo !== undefined && [' ', h('span', { class: 'soft' }, prose(todo))]),
  );
}

interface Doors {
  open(planId: string): void;
  save(name: string, csv: string): void;
}

/** What a person can still do with a plan that is over. */
export function actions({ plan_id, can }: PlanHead, source: Source, doors: Doors): Child {
  if (can.undo === undefined && !can.sheet) return;
  const failed = h('div', { role: 'alert' });
  const act = (label: string, name: string, run: () => Promise<Refused | undefined>) => {
    const button = h('button', { 'data-do': name, on: { click: () => void press() } }, label);
    const press = async () => {
      if (isLocked(button)) return;
      lock(button, true);
      fill(failed);
      const refused = await run().catch(() => NO_ANSWER);
      lock(button, false);
      if (refused) fill(failed, note(refused));
    };
    return button;
  };
  const undo = async () => {
    const answer = await source.undo(plan_id);
    if (isRefused(answer)) return answer;
    doors.open(answer.plan_id);
    return undefined;
  };
  const save = async () => {
    const answer = await source.sheet(plan_id);
    if (isRefused(answer)) return answer;
    doors.save(answer.name, answer.csv);
    return undefined;
  };
  const hint = 'Undo first shows what it would do. Nothing happens before you approve that.';
  return [
    h(
      'div',
      { class: 'line' },
      can.undo && act(can.undo.label, 'undo', undo),
      can.sheet && act('Save as a sheet', 'sheet', save),
      can.undo && h('small', { class: 'soft' }, hint),
    ),
    failed,
  ];
}

const NO_ANSWER = {
  title: 'No answer',
  text: 'The program behind this page does not answer. Try again later.',
};
