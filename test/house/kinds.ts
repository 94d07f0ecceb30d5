import type { ESTree } from 'vite';
import type { Task } from '../../src/model/item.ts';
import { type Module, placeOf, roomOf } from './modules.ts';
import { RELEASED, sqlOf } from './sql.ts';

const HOME = 'plans/tasks/';
/** It takes the items of the kinds that `TASKS` names. */
const ASKS_FOR_GIVEN = 'store/items.ts';
const KINDS = Object.keys({
  update: 0,
  delete: 0,
  create: 0,
  import: 0,
  renumber: 0,
  merge: 0,
} satisfies Record<Task['do'], 0>);
/** `task ->> '$.do' = …`: to select the kind is no comparison. */
const COMPARED = /'\$\.do'\s*(=|==|<>|!=|IS\b|IN\b|NOT\b)/i;

/** Places that decide by a task's kind, in SQL too, instead of asking `TASKS`. The sandbox has no tasks. */
export function kindComparisons(modules: readonly Module[]): string[] {
  return modules
    .filter(
      ({ path }) =>
        !path.startsWith(HOME) &&
        !RELEASED.test(path) &&
        path !== ASKS_FOR_GIVEN &&
        roomOf(path) !== 'sandbox',
    )
    .flatMap((module) => {
      const inSql = sqlOf(module).filter(({ text }) => COMPARED.test(text));
      return [...module.nodes.filter(compares), ...inSql.map(({ node }) => node)].map((node) =>
        placeOf(module, node),
      );
    });
}

function compares(node: ESTree.Node): boolean {
  switch (node.type) {
    case 'BinaryExpression':
      return /^[!=]==?$/.test(node.operator) && [node.left, node.right].some(isKind);
    case 'SwitchStatement':
      return isKind(node.discriminant);
    case 'ArrayExpression':
      return node.elements.length > 0 && node.elements.every(isName);
    case 'CallExpression':
      return (
        isMember(node.callee, /^(has|includes)$/) &&
        node.arguments.some((given) => isKind(given) || isName(given))
      );
    // `{ do: kind }` out of a task: the comparison follows, under another name.
    case 'ObjectPattern':
      return node.properties.some(
        (property) => property.type === 'Property' && isCalled(property.key, /^do$/),
      );
    default:
      return false;
  }
}

/** `task.do`, whatever the task is called. */
function isKind(node: ESTree.Node): boolean {
  return isMember(node, /^do$/);
}

function isMember(node: ESTree.Node, name: RegExp): boolean {
  return node.type === 'MemberExpression' && !node.computed && isCalled(node.property, name);
}

function isCalled(node: ESTree.Node, name: RegExp): boolean {
  return node.type === 'Identifier' && name.test(node.name);
}

function isName(node: ESTree.Node | null): boolean {
  return node?.type === 'Literal' && typeof node.value === 'string' && KINDS.includes(node.value);
}
