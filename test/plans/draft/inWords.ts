import { peopleOf } from '../../../src/model/facts.ts';
import type { NewItem } from '../../../src/model/item.ts';
import { tally } from '../../../src/model/lifecycle.ts';
import type { PlanRecord } from '../../../src/model/plan.ts';
import { countsOf, type Draft } from '../../../src/plans/draft/draft.ts';
import { hashOf } from '../../../src/plans/hash.ts';
import type { Problems } from '../../../src/words/plans/ended.ts';
import { reasonWords } from '../../../src/words/plans/reasons.ts';
import { summaryWords } from '../../../src/words/plans/summary.ts';
import { planText } from '../../../src/words/plans/text.ts';
import { warningsWords } from '../../../src/words/plans/warnings.ts';

/** A draft with its facts put into words; `text` is the one that the person is shown. */
interface DraftInWords {
  plan: PlanRecord & { summary: string; warnings: readonly string[]; text: string };
  items: (NewItem & { reason: string | undefined })[];
}

export function inWords({ plan: drafted, items }: Draft): DraftInWords {
  const plan = { ...drafted, hash: hashOf(drafted, items) };
  return {
    plan: {
      ...plan,
      summary: summaryWords(plan.summary),
      warnings: warningsWords(plan.warnings),
      text: planText({
        plan,
        counts: countsOf(tally(items), plan),
        etaSeconds: 0,
        begun: 0,
        problems: problemsOf(items),
      }),
    },
    items: items.map((item) => ({
      ...item,
      reason: item.reason === undefined ? undefined : reasonWords(item.reason),
    })),
  };
}

/** As a view finds them in the store. */
function problemsOf(items: Draft['items']): Problems {
  const left = Map.groupBy(
    items.filter(({ state }) => state !== 'pending'),
    ({ state }) => state,
  );
  const problems = [...left].map(([state, some]) => {
    const reason = some[0]?.reason;
    const people = peopleOf(
      some.map(({ before }) => before),
      5,
    );
    return [state, { people, reason: reason === undefined ? undefined : reasonWords(reason) }] as const;
  });
  return Object.fromEntries(problems);
}
