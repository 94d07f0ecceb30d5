import { join } from 'node:path';
import type { ESTree } from 'vite';
import { readModules } from '../house/modules.ts';

/** A sentence of the program as it stands in its source, `…` for what is put in. */
export interface Sentence {
  file: string;
  text: string;
}

const SOURCE = join(import.meta.dirname, '..', '..', 'src');
/** Three words at least: names of fields, states and events are none. */
const PROSE = /\p{L}+ \p{L}+ .*\p{L}+/u;

/** The stand-in of the API and what is printed on a terminal speak to developers; SQL is no sentence. */
const OTHERS = /^(sandbox|store\/steps)\//;

/** Every sentence that a person or an agent may read, by file: texts of `words/`, errors, reasons, descriptions. */
export function allSentences(): Sentence[] {
  return readModules(SOURCE)
    .filter(({ path }) => !OTHERS.test(path))
    .flatMap(({ path, nodes }) =>
      nodes
        .flatMap((node) => textOf(node) ?? [])
        .filter((text) => PROSE.test(text))
        .map((text) => ({ file: path, text })),
    );
}

function textOf(node: ESTree.Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral') return undefined;
  return node.quasis.map(({ value }) => value.cooked ?? value.raw).join('…');
}
