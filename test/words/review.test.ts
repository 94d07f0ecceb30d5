import { describe, expect, test } from 'vitest';
import type { Parts } from '../../src/model/facts.ts';
import { PLAN_STATES, type PlanState } from '../../src/model/lifecycle.ts';
import { actWords, titleWords } from '../../src/words/review.ts';
import { whichDay } from '../../src/words/reviewed.ts';
import { nowWords, planOutcome } from '../../src/words/standing.ts';
import { plan } from '../store/samples.ts';

const NONE: Parts = {
  adds: { first: [], count: 0 },
  removes: { first: [], count: 0 },
  clears: false,
  renames: [],
  names: { contacts: 0 },
  sets: { first: [], count: 0 },
  unsets: { first: [], count: 0 },
  moves: [],
};
const SCOPE = {
  where: 'Acme',
  selected: 203,
  changed: { first: [], count: 203 },
  overruled: 0,
  left: { protected: 0, drifted: 0, gone: 0, unchanged: 0, left_over: 0 },
  opted_out: { first: [], count: 0 },
};
const vip = { first: [['vip', 203] as const], count: 1 };

describe('the button', () => {
  test.each<[string, Partial<Parts>]>([
    ['Add the tag to 203', { adds: vip }],
    ['Remove the tags from 203', { removes: { first: [], count: 2 } }],
    ['Rename the tag on 203', { renames: [{ old: 'a', name: 'b', contacts: 203 }] }],
    ['Set the attribute of 203', { sets: { first: [], count: 1 } }],
    ['Change 203 contacts', { adds: vip, sets: { first: [], count: 1 } }],
  ])('says "%s"', (label, parts) => {
    const summary = { say: 'update', parts: { ...NONE, ...parts }, scope: SCOPE } as const;
    expect(actWords(plan('plan_a', { summary }), 203)).toBe(label);
  });

  test('says how many contacts go', () => {
    expect(actWords(plan('plan_a', { kind: 'delete', deletes: 134 }), 134)).toBe('Delete 134 contacts');
    expect(actWords(plan('plan_a', { kind: 'merge', deletes: 17 }), 14)).toBe('Merge 14 groups, delete 17');
    expect(actWords(plan('plan_a', { kind: 'undo', deletes: 2 }), 9)).toBe('Undo it for 9, delete 2');
  });
});

test('every state has its words, none of which is the name of a state that only the program knows', () => {
  const words = (state: PlanState) => [
    nowWords(plan('plan_a', { state }), 0).text,
    planOutcome(plan('plan_a'), { state, counts: { done: 120, to_change: 203 } }).text,
    titleWords(plan('plan_a', { state }), 'Paused, 120 of 203 are done: the disk is full.').stands,
  ];
  expect(Object.fromEntries(PLAN_STATES.map((state) => [state, words(state)]))).toEqual({
    waiting: ['Waiting for your approval', 'Waiting for you', ''],
    declined: ['Declined', 'Declined', expect.stringMatching(/Ask in the chat for another plan/)],
    discarded: ['Discarded', 'Discarded', expect.any(String)],
    expired: ['Expired', 'Expired', expect.stringMatching(/Ask in the chat for a new one\.$/)],
    queued: ['Under way', 'Under way', ''],
    running: ['Under way', 'Under way', ''],
    done: ['Done', 'Done', ''],
    stopped: ['Stopped', 'Stopped, 120 of 203 done', expect.stringMatching(/to go on, or undo/)],
    halted: [
      'Stopped, because too many failed',
      'Stopped, because too many failed',
      expect.stringMatching(/to go on, or undo/),
    ],
    blocked: [
      'Paused',
      'Paused',
      expect.stringMatching(/the disk is full\. It goes on by itself once that is over, or when you ask/),
    ],
  });
});

test('a day is named as people name it', () => {
  const at = (text: string) => new Date(text).getTime();
  const now = at('2026-03-01T00:30');
  expect(whichDay(at('2026-03-01T00:10'), now)).toBe('Today');
  expect(whichDay(at('2026-02-28T23:50'), now)).toBe('Yesterday');
  expect(whichDay(at('2026-02-27T12:00'), now)).toBe('Friday 27 February');
  expect(whichDay(at('2025-12-31T12:00'), now)).toBe('Wednesday 31 December 2025');
});
