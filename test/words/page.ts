// npm run words: a page with every sentence that the program can say, to be read aloud.
import fc from 'fast-check';
import { PlanState } from '../../src/model/lifecycle.ts';
import { reasonWords } from '../../src/words/plans/reasons.ts';
import { planText } from '../../src/words/plans/text.ts';
import { plan } from '../store/samples.ts';
import { plainly } from './arbitrary.ts';
import { errorsInSource, type SaidError } from './errors.ts';
import { SAYS, summaryFact, warningOf } from './facts.ts';
import { numberErrors, serviceErrors, startErrors } from './otherErrors.ts';
import { type Outside, reasonsFrom } from './reasonFacts.ts';
import { allSentences } from './sentences.ts';

const SEED = { seed: 7, numRuns: 40 };

/** A text for each kind of plan, waiting and done, and for each kind of warning. */
function examples(): string[] {
  return plainly(examplesOf);
}

function examplesOf(): string[] {
  const kinds = Map.groupBy(fc.sample(summaryFact, SEED), ({ say }) => say);
  const plans = [...kinds.values()].flatMap(([summary]) =>
    summary === undefined
      ? []
      : [PlanState.waiting, PlanState.done].map((state) => textOf({ summary, state })),
  );
  const warnings = SAYS.map(
    (say) =>
      `${say}: ${textOf({ summary: 'A plan.', warnings: fc.sample(warningOf(say), { seed: 7, numRuns: 1 }) })}`,
  );
  return [...plans, ...warnings];
}

/** Each kind of reason in examples, and each way in which a contact may differ. */
function reasons(): string[] {
  const lines = reasonsFrom(PLAIN, 6).map((reason) => `- ${reason.say}: ${reasonWords(reason)}`);
  return [...new Set(lines)];
}

const PLAIN: Outside = {
  word: fc.constantFrom('vip', 'city', 'Pune'),
  phone: fc.constantFrom('+919845012345', '+919876543210'),
  person: fc.constantFrom(
    { id: 'c1', phone_number: '+919845012345', name: 'Asha Rao' },
    { id: 'c2', phone_number: '+919876543210', name: 'Vikram Iyer' },
  ),
};

function textOf(facts: Partial<ReturnType<typeof plan>>): string {
  const whole = { ...plan('plan_x'), state: PlanState.waiting, ...facts };
  return planText({ plan: whole, counts: { to_change: 3, done: 3 }, etaSeconds: 0, problems: {}, begun: 0 });
}

/** Every error, with examples of what is put in. */
export async function allErrors(): Promise<SaidError[]> {
  return [...startErrors(), ...serviceErrors(), ...(await numberErrors()), ...errorsInSource()];
}

/** The page: what the texts of plans look like, then the errors, then every sentence by its file. */
export async function page(): Promise<string> {
  const errors = Map.groupBy(await allErrors(), ({ file }) => file);
  const said = [...errors].map(([file, all]) => `## ${file}\n${all.map(errorText).join('\n')}`);
  const byFile = Map.groupBy(allSentences(), ({ file }) => file);
  const files = [...byFile].map(
    ([file, all]) => `## ${file}\n${all.map(({ text }) => `- ${text.replaceAll('\n', ' ')}`).join('\n')}`,
  );
  return [
    '# Texts of plans',
    ...examples(),
    '# Reasons',
    reasons().join('\n'),
    '# Errors',
    ...said,
    '# Sentences',
    ...files,
  ].join('\n\n');
}

function errorText({ message, next }: SaidError): string {
  return next === undefined ? `- ${message}` : `- ${message}\n  Next: ${next}`;
}

if (import.meta.main) process.stdout.write(`${await page()}\n`);
