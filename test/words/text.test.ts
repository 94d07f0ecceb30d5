import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SummaryFact } from '../../src/model/facts.ts';
import { ITEM_STATES, PLAN_STATES, PlanState } from '../../src/model/lifecycle.ts';
import type { PlanRecord } from '../../src/model/plan.ts';
import { summaryWords } from '../../src/words/plans/summary.ts';
import { planText } from '../../src/words/plans/text.ts';
import { plan } from '../store/samples.ts';
import { SAYS, sayOf, summaryFact, warningOf } from './facts.ts';
import { NOTE_SAYS } from './sheetNotes.ts';

const RUNS = { numRuns: 300 };

function textOf(facts: Partial<PlanRecord>, etaSeconds = 0): string {
  const counts = Object.fromEntries(ITEM_STATES.map((state) => [state, 7]));
  const whole = { ...plan('plan_x'), ...facts };
  return planText({ plan: whole, counts: { ...counts, to_change: 21 }, etaSeconds, problems: {}, begun: 0 });
}

/** Quotation marks that are no part of a name come in pairs: a name that is cut still ends in one. */
function isBalanced(text: string): boolean {
  return (text.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 0;
}

const AUDIENCE = [
  'reaches',
  'misses',
  'passed on',
  'ends opt-outs',
  'opt-out alone',
  'unreadable',
  'ahead',
  'stays after',
];
const TAGS = ['alike', 'new tag', 'spellings left'];
const REPLACED = ['replaced', 'more replaced'];
/** The warnings that a plan may have together. */
const TOGETHER: Readonly<Record<SummaryFact['say'], readonly string[]>> = {
  update: [
    ...AUDIENCE,
    ...TAGS,
    ...REPLACED,
    'over cap',
    'same name',
    'aim',
    'joins',
    'keeps old tag',
    'both names',
    'stays in audience',
    'overruled',
    'left whole',
    'consent',
  ],
  edit: [...AUDIENCE, ...TAGS, ...REPLACED, 'consent'],
  create: [...AUDIENCE, ...TAGS, 'opted out before'],
  delete: ['permanent', 'carried', 'over cap', 'overruled', 'unreadable', 'ahead'],
  merge: [
    'sharing',
    'unreachable',
    'same number',
    'permanent',
    'lost',
    'more lost',
    'over cap',
    'consent',
    'overruled',
    ...AUDIENCE,
  ],
  import: [
    'overwrites',
    'opted out before',
    'opts out',
    'values kept',
    'over cap',
    'consent',
    ...AUDIENCE,
    ...TAGS,
    ...REPLACED,
    ...NOTE_SAYS,
  ],
  undo: [
    'comes back',
    'drifted',
    'keeps name',
    'not undone',
    'overruled',
    'left whole',
    'back without',
    'consent',
    ...AUDIENCE,
  ],
};

/** A plan may have several of these. */
const OFTEN: ReadonlySet<string> = new Set([
  'consent',
  'replaced',
  'lost',
  'joins',
  'alike',
  'new tag',
  'spellings left',
  'ahead',
  'unreadable',
  'comes back',
]);

const waiting = summaryFact.chain((summary) =>
  fc
    .subarray([...TOGETHER[summary.say]])
    .chain((says) =>
      fc.tuple(
        ...says.flatMap((say) => Array.from({ length: OFTEN.has(say) ? 3 : 1 }, () => warningOf(say))),
      ),
    )
    .map((warnings) => ({ summary, warnings, state: PlanState.waiting })),
);

describe('the text of a plan', () => {
  test('is at most 1,200 characters while it waits, whatever people, tags and warnings it has', () => {
    fc.assert(
      fc.property(waiting, fc.nat(100_000), (facts, eta) => {
        const text = textOf(facts, eta);
        expect(text.length).toBeLessThanOrEqual(1200);
        expect(isBalanced(text)).toBe(true);
      }),
      RUNS,
    );
  });

  test('is at most 700 characters once it does not wait any more', () => {
    fc.assert(
      fc.property(waiting, fc.constantFrom(...PLAN_STATES), (facts, state) => {
        if (state !== PlanState.waiting)
          expect(textOf({ ...facts, state, reason: 'r'.repeat(2000) }).length).toBeLessThanOrEqual(700);
      }),
      RUNS,
    );
  });

  test('has every kind of fact, alone and among all others', () => {
    const strictest = SAYS.flatMap((say) => fc.sample(warningOf(say), 3));
    const summary = fc.sample(summaryFact, { numRuns: 1, seed: 1 })[0] ?? '';
    const all = textOf({ summary, warnings: strictest, state: PlanState.waiting });
    for (const say of SAYS) {
      const some = strictest.filter((fact) => sayOf(fact) === say);
      const without = strictest.filter((fact) => sayOf(fact) !== say);
      expect(textOf({ summary, warnings: some, state: PlanState.waiting }), say).not.toBe(
        textOf({ summary, warnings: [], state: PlanState.waiting }),
      );
      expect(textOf({ summary, warnings: without, state: PlanState.waiting }), say).not.toBe(all);
    }
  });
});

test('the summary is one line of at most 160 characters', () => {
  fc.assert(
    fc.property(summaryFact, (summary) => {
      const line = summaryWords(summary);
      expect(line.length).toBeLessThanOrEqual(160);
      expect(line).not.toContain('\n');
      expect(isBalanced(line)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('what does not fit is counted, and the text says that there is no room', () => {
  const summary = fc.sample(
    summaryFact.filter(({ say }) => say === 'import'),
    { numRuns: 1, seed: 1 },
  )[0];
  if (summary === undefined) throw new Error('no import');
  const notes = fc.sample(warningOf(NOTE_SAYS[0] ?? ''), { numRuns: 60, seed: 1 });
  const text = textOf({ summary, warnings: notes, state: PlanState.waiting });
  expect(text).toMatch(/\nThere are \d+ more remarks, for which there is no room here\.$/);
});

test('an import names the account that it goes into, whatever the file is called', () => {
  const none = { first: [], count: 0 };
  const summary: SummaryFact = {
    say: 'import',
    file: 'people in Pune.csv',
    where: 'account MA_1',
    created: 2,
    updated: 0,
    fields: [],
    left: { protected: 0, drifted: 0, gone: 0, unchanged: 0, left_over: 0 },
    opted_out: none,
    rows: { invalid: 0, duplicate: 0, skipped: 0 },
    refused: none,
    tags: [],
    tagged: 'all',
  };
  expect(textOf({ summary, warnings: [], state: PlanState.waiting })).toMatch(
    /^Import "people in Pune\.csv" into account MA_1: add 2 contacts\.\n/,
  );
});
