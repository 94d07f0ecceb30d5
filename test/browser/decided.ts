import type { PlanHead } from '../../src/view/contract.ts';
import { person } from './people.ts';
import type { Made } from './plans.ts';

type Ending = Pick<PlanHead, 'state' | 'now' | 'title' | 'origin' | 'facts' | 'tabs' | 'problems' | 'can'>;

/** The head of a plan that somebody decided. */
export function ended(
  { head: { decision: _, why: __, until: ___, ...head } }: Made,
  ending: Partial<Ending>,
): PlanHead {
  return { ...head, moving: false, facts: [], ...ending };
}

export function running(made: Made): PlanHead {
  const ending = {
    state: 'running',
    now: { text: 'Under way', tone: 'due' } as const,
    title: 'Adding the tag "vip"',
    origin: 'You approved this at 14:03. You may close this page.',
    tabs: [{ key: '', label: 'All', count: made.rows.length }],
    can: { stop: true, sheet: false },
  };
  return { ...ended(made, ending), moving: true };
}

export function declined(made: Made): PlanHead {
  return ended(made, {
    state: 'declined',
    now: { text: 'Declined', tone: 'plain' },
    title: 'You declined this plan',
    origin: 'Nothing was sent. The chat has been told. To have it after all, ask there for a new plan.',
    tabs: [],
  });
}

export function receipt(made: Made, done = made.total - 4): PlanHead {
  const missed = made.total - done;
  return ended(made, {
    state: 'done',
    now: missed > 0 ? { text: `Done, with ${missed} problems`, tone: 'mind' } : { text: 'Done', tone: 'add' },
    title: `${done} of ${made.total} contacts now have the tag "vip"`,
    origin: 'You approved this on this page today at 14:03; it took 11 seconds.',
    tabs: [
      { key: 'change', label: 'Done', count: done },
      { key: 'left', label: 'Left alone', count: 9 },
    ],
    problems:
      missed === 0
        ? []
        : [
            {
              outcome: 'not changed',
              count: 2,
              names: [person(88).name, person(131).name],
              reason: 'Vobiz refused them (422): the name is too long.',
              todo: 'Shorten them, then ask again.',
            },
            {
              outcome: 'left alone',
              count: 2,
              names: [person(4).name],
              reason: 'Opted out after you approved.',
              todo: 'Nothing to do.',
            },
          ],
    can: { stop: false, undo: { label: `Undo ${done}…` }, sheet: true },
  });
}
