import type { PlanHead, Problem, Refused, Source } from './contract.ts';
import { button, type Child, fill, h, lock } from './dom.ts';
import type { Doors } from './frame.ts';
import { note } from './gone.ts';
import { isRefused } from './source.ts';
import { counted, prose, thousands, told } from './text.ts';

/** What went wrong, grouped by reason, with what to do. */
export function problemsOf(all: readonly Problem[]): HTMLElement {
  const count = all.reduce((sum, problem) => sum + problem.count, 0);
  return h(
    'section.case.probs',
    { 'aria-label': 'Problems' },
    h('h2', counted(count, 'problem')),
    h('ul', all.map(problemOf)),
  );
}

function problemOf({ count, outcome, names, reason, todo = '' }: Problem): HTMLElement {
  const others = count - names.length;
  const who: Child = names.length > 0 && [
    names.map((name, index) => [index > 0 && ', ', told(name)]),
    others > 0 && ` and ${counted(others, 'other')}`,
    '. ',
  ];
  return h(
    'li',
    h('b', `${thousands(count)} ${outcome}`),
    h('span', who, prose(reason), ' ', h('span.soft', prose(todo))),
  );
}

/** What a person can still do with a plan that is over. */
export function actions({ plan_id, can }: PlanHead, source: Source, doors: Doors): Child {
  const undo = () => source.undo(plan_id);
  const save = () => source.sheet(plan_id);
  return [
    can.undo && doing(can.undo.label, 'undo', undo, (plan) => doors.open(plan.plan_id)),
    can.sheet && doing('Save as a sheet', 'sheet', save, ({ name, csv }) => doors.save(name, csv)),
    can.undo &&
      h('small.soft', 'Undo first shows what it would do. Nothing happens before you approve that.'),
  ];
}

/** A button that waits for its answer, and says why there is none. */
function doing<Answer extends object>(
  label: string,
  name: string,
  ask: () => Promise<Answer | Refused>,
  then: (answer: Answer) => void,
): Child {
  const failed = h('span', { role: 'alert' });
  const press = async () => {
    if (pressed.ariaDisabled) return;
    lock(pressed);
    const answer = await ask();
    lock(pressed, false);
    fill(failed, isRefused(answer) && note(answer));
    if (!isRefused(answer)) then(answer);
  };
  const pressed = button(label, name, press);
  return [pressed, failed];
}
