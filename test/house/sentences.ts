import type { ESTree } from 'vite';
import { type Module, placeOf, walk } from './modules.ts';
import { RELEASED, sqlOf, textsOf } from './sql.ts';

const SENTENCE = /\b(reason|warnings|summary)\b/;
const SEARCHED = [
  /\bWHERE\b[^;]*\b(reason|warnings|summary)\b/i,
  // A fragment, to be put into a statement.
  /^(?!.*\b(SELECT|UPDATE|INSERT|DELETE|CREATE|ALTER|SET)\b).*\b(reason|warnings|summary)\b['"]?\s*(=|<>|!=|IS|IN|NOT|LIKE|GLOB)/is,
];
/** Of kysely: their arguments are a condition. */
const CONDITION = /^(where|whereRef|having|eb)$/;

/** Conditions that read a sentence meant for people. */
export function searchedSentences(modules: readonly Module[]): string[] {
  const own = modules.filter(({ path }) => !RELEASED.test(path));
  return own.flatMap((module) => {
    const inCalls = module.nodes.filter(asksForSentence);
    const inSql = sqlOf(module).filter(({ text }) => SEARCHED.some((search) => search.test(text)));
    const places = [...inCalls, ...inSql.map(({ node }) => node)].map((node) => placeOf(module, node));
    return [...new Set(places)];
  });
}

function asksForSentence(node: ESTree.Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const { callee, arguments: given } = node;
  const named = callee.type === 'MemberExpression' ? callee.property : callee;
  if (named.type !== 'Identifier' || !CONDITION.test(named.name)) return false;
  return textsOf(walk(given)).some(({ text }) => SENTENCE.test(text));
}
