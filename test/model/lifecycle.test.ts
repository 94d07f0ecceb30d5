import { describe, expect, test } from 'vitest';
import {
  can,
  countThat,
  ITEM,
  ITEM_STATES,
  type ItemState,
  itemsThat,
  PLAN,
  PLAN_STATES,
  type PlanEvent,
  type PlanState,
  plansThat,
  tally,
  transition,
} from '../../src/model/lifecycle.ts';

/** All events that may happen to a plan in each state; every other one is refused. */
const MOVES: readonly [PlanState, PlanEvent, PlanState][] = [
  ['waiting', 'approve', 'queued'],
  ['waiting', 'decline', 'declined'],
  ['waiting', 'discard', 'discarded'],
  ['waiting', 'lapse', 'expired'],
  ['queued', 'begin', 'running'],
  ['queued', 'stop', 'stopped'],
  ['running', 'finish', 'done'],
  ['running', 'halt', 'halted'],
  ['running', 'block', 'blocked'],
  ['running', 'expire', 'expired'],
  ['running', 'stop', 'stopped'],
  ['blocked', 'resume', 'queued'],
  ['blocked', 'stop', 'stopped'],
  ['stopped', 'resume', 'queued'],
  ['stopped', 'complete', 'done'],
  ['halted', 'resume', 'queued'],
  ['stopped', 'giveUp', 'done'],
  ['halted', 'giveUp', 'done'],
  ['done', 'resume', 'queued'],
];
const EVENTS = [...new Set(MOVES.map(([, event]) => event))];

describe('a plan', () => {
  test.each(PLAN_STATES.flatMap((state) => EVENTS.map((event) => [state, event] as const)))(
    'that is %s moves by %s only where it is promised',
    (state, event) => {
      const move = MOVES.find(([from, what]) => from === state && what === event);
      expect(PLAN[state].after[event]).toBe(move?.[2]);
      expect(can(state, event)).toBe(move !== undefined);
    },
  );

  test.each(EVENTS)('reaches one state by %s, from wherever that may happen', (event) => {
    const moves = MOVES.filter(([, what]) => what === event);
    const { from, to } = transition(event);
    expect(from.toSorted()).toEqual(moves.map(([state]) => state).toSorted());
    expect(moves.map(([, , then]) => then)).toEqual(moves.map(() => to));
  });

  test('that nobody approved is never under way, and that is under way never finished', () => {
    expect(plansThat((is) => is.underWay && (is.finished || !is.approved))).toEqual([]);
  });

  test('that is finished goes on only by being resumed, and ends by its last requests or by being given up', () => {
    const events = plansThat((is) => is.finished).flatMap((state) => Object.keys(PLAN[state].after));
    expect(new Set(events)).toEqual(new Set(['resume', 'complete', 'giveUp']));
  });
});

describe('an item', () => {
  test.each(ITEM_STATES)('that is %s is open, or ended, or nothing was sent for it', (state) => {
    const { open, ended, unsent } = ITEM[state];
    expect([open, ended, unsent].filter(Boolean)).toHaveLength(1);
  });

  test('counts once, in its own state', () => {
    const states: ItemState[] = ['done', 'done', 'drifted', 'pending'];
    const counts = tally(states.map((state) => ({ state })));
    expect(counts).toMatchObject({ done: 2, drifted: 1, pending: 1, failed: 0 });
    expect(countThat(counts, (is) => is.toChange)).toBe(3);
    expect(countThat(counts, (is) => is.leftUndone)).toBe(1);
    expect(itemsThat((is) => is.leftUndone)).toEqual(['protected', 'drifted', 'gone', 'failed', 'unknown']);
  });
});
