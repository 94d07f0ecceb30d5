import { ITEM_STATES, PLAN_STATES } from '../../src/model/lifecycle.ts';
import { type Module, placeOf, roomOf } from './modules.ts';
import { RELEASED, sqlOf, textsOf } from './sql.ts';

const HOME = 'model/lifecycle.ts';
const STATES: ReadonlySet<string> = new Set([...PLAN_STATES, ...ITEM_STATES]);

/** Files in which one of the words means something else. */
const EXCEPTIONS: readonly { path: string; word: string; reason: string }[] = [
  { path: 'api/wire.ts', word: 'failed', reason: "a field of the service's reply to an import" },
  { path: 'view/contract.ts', word: 'unknown', reason: 'why a question of the view is refused' },
  { path: 'words/plan.ts', word: 'done', reason: 'a word of a sentence' },
  { path: 'model/facts.ts', word: 'done', reason: 'a field of a fact' },
  { path: 'store/erase.ts', word: 'done', reason: 'the key of a fact' },
  { path: 'words/plans/leftAlone.ts', word: 'drifted', reason: 'the name of a fact' },
  ...['protected', 'drifted', 'gone', 'unchanged'].map((word) => ({
    path: 'model/facts.ts',
    word,
    reason: 'fields with the counts of states',
  })),
];

/** Places with a state in quotes, in SQL too, instead of a question to `lifecycle`. The sandbox has no plans. */
export function stateNames(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => path !== HOME && !RELEASED.test(path) && roomOf(path) !== 'sandbox')
    .flatMap((module) => {
      const quotedInSql = sqlOf(module).flatMap(({ node, text }) =>
        [...text.matchAll(/'(\w+)'/g)].map(([, word = '']) => ({ node, text: word })),
      );
      return [...textsOf(module.nodes), ...quotedInSql]
        .filter(({ text }) => STATES.has(text) && !isException(module, text))
        .map(({ node, text }) => `${placeOf(module, node)} '${text}'`);
    });
}

function isException({ path }: Module, text: string): boolean {
  return EXCEPTIONS.some((exception) => exception.path === path && exception.word === text);
}
