import type { ESTree } from 'vite';
import type { Module } from './modules.ts';

export interface Text {
  node: ESTree.Node;
  text: string;
}

/** Strings and templates; what a template puts in reads as `?`. */
export function textsOf(nodes: Iterable<ESTree.Node>): Text[] {
  return [...nodes].flatMap((node) => {
    if (node.type === 'Literal' && typeof node.value === 'string') return { node, text: node.value };
    if (node.type !== 'TemplateLiteral') return [];
    return { node, text: node.quasis.map(({ value }) => value.cooked ?? value.raw).join('?') };
  });
}

/** The steps of the schema stay as they were released, names of states and kinds included. */
export const RELEASED = /^store[/](schema|steps[/]\w+)\.ts$/;

const STATEMENT = /\b(SELECT|UPDATE|INSERT|DELETE|CREATE|ALTER)\b/;

/** Templates tagged `sql`, and other texts that hold a statement. */
export function sqlOf({ nodes }: Module): Text[] {
  const tagged = new Set<ESTree.Node>(
    nodes.flatMap((node) =>
      node.type === 'TaggedTemplateExpression' && node.tag.type === 'Identifier' && node.tag.name === 'sql'
        ? node.quasi
        : [],
    ),
  );
  return textsOf(nodes).filter(({ node, text }) => tagged.has(node) || STATEMENT.test(text));
}
