import type { NewItem } from '../../../src/model/item.ts';
import type { PlanRecord } from '../../../src/model/plan.ts';
import type { Draft } from '../../../src/plans/draft/draft.ts';
import { reasonWords } from '../../../src/words/reasons.ts';
import { summaryWords } from '../../../src/words/summary.ts';
import { planText } from '../../../src/words/text.ts';
import { warningsWords } from '../../../src/words/warnings.ts';

/** A draft with its facts put into words; `text` is the one that the person is shown. */
interface DraftInWords {
  plan: PlanRecord & { summary: string; warnings: readonly string[]; text: string };
  items: (NewItem & { reason: string | undefined })[];
}

export function inWords({ plan, items }: Draft): DraftInWords {
  return {
    plan: {
      ...plan,
      summary: summaryWords(plan.summary),
      warnings: warningsWords(plan.warnings),
      text: planText({ plan, counts: {}, etaSeconds: 0, problems: {} }),
    },
    items: items.map((item) => ({
      ...item,
      reason: item.reason === undefined ? undefined : reasonWords(item.reason),
    })),
  };
}
