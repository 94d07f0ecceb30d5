import { join } from 'node:path';
import type { ESTree } from 'vite';
import { counted, quoted, thousands } from '../../src/lib/text.ts';
import { type Module, placeOf, readModules } from '../house/modules.ts';
import { EXAMPLES } from './examples.ts';

/** An error as somebody reads it, with examples of what is put in. */
export interface SaidError {
  file: string;
  message: string;
  next?: string | undefined;
}

const SOURCE = join(import.meta.dirname, '..', '..', 'src');
/** The errors that are made on purpose, and how many arguments stand before the message. */
const ERRORS: Readonly<Record<string, number>> = {
  AppError: 0,
  RequestError: 0,
  NoSuchContact: 0,
  UsageError: 0,
  ApiError: 0,
  StoreError: 1,
  storeError: 1,
  Former: 1,
  ProtocolError: 1,
  ResourceNotFoundError: 1,
};
/** The stand-in of the API is not the program; `serviceErrors` makes those of the API. */
const OTHERS = /^(sandbox\/|api\/(explain|client)\.ts)/;

const SHOWN_BY: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  shownShort: (text) => text,
  quoted: (text) => quoted(text),
  thousands: (text) => thousands(Number(text)),
};

/** Every error that is made in the source, by file; one with an alternative in it comes once with either. */
export function errorsInSource(): SaidError[] {
  const modules = readModules(SOURCE).filter(({ path }) => !OTHERS.test(path));
  const said = modules.flatMap((module) =>
    module.nodes.flatMap((node) => [0, 1].flatMap((pick) => errorAt(node, new Reader(module, pick)) ?? [])),
  );
  return [...new Map(said.map((error) => [JSON.stringify(error), error])).values()];
}

function errorAt(node: ESTree.Node, reader: Reader): SaidError | undefined {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return undefined;
  const { callee } = node;
  const before =
    callee.type === 'Identifier' && Object.hasOwn(ERRORS, callee.name) ? ERRORS[callee.name] : undefined;
  if (before === undefined) return undefined;
  const [message, next] = node.arguments.slice(before);
  if (!message || message.type === 'SpreadElement' || reader.isPassedOn(message)) return undefined;
  const isText = next !== undefined && next.type !== 'ObjectExpression';
  return { file: reader.file, message: reader.read(message), next: isText ? reader.read(next) : undefined };
}

/** Reads expressions as texts; of alternatives the one with this number. */
class Reader {
  readonly #module: Module;
  readonly #pick: number;

  constructor(module: Module, pick: number) {
    this.#module = module;
    this.#pick = pick;
  }

  get file(): string {
    return this.#module.path;
  }

  /** Whether the message comes from elsewhere, where it is read. */
  isPassedOn(node: ESTree.Node): boolean {
    return node.type === 'Identifier' && node.name === 'message' && this.#constant(node) === undefined;
  }

  read(node: ESTree.Node): string {
    switch (node.type) {
      case 'Literal':
        return String(node.value);
      case 'TemplateLiteral': {
        const parts = node.expressions.map((part) => this.read(part));
        return node.quasis.map(({ value }, index) => `${value.cooked ?? ''}${parts[index] ?? ''}`).join('');
      }
      case 'ConditionalExpression':
        return this.read(this.#pick === 0 ? node.consequent : node.alternate);
      case 'LogicalExpression':
        return this.read(this.#pick === 0 ? node.left : node.right);
      case 'AwaitExpression':
        return this.read(node.argument);
      case 'Identifier':
        return this.#constant(node) ?? this.#example(node.name, node);
      case 'CallExpression':
        return this.#call(node);
      default:
        return this.#example(this.#source(node), node);
    }
  }

  /** The text of a constant of the same file: the last one of that name before its use. */
  #constant({ name, start }: { name: string; start: number }): string | undefined {
    const made = this.#module.nodes.flatMap((node) =>
      node.type === 'VariableDeclarator' &&
      node.id.type === 'Identifier' &&
      node.id.name === name &&
      node.init
        ? [node.init]
        : [],
    );
    const init = made.findLast((each) => each.end < start) ?? made[0];
    const isText = init && /^(Literal|TemplateLiteral|ConditionalExpression)$/.test(init.type);
    return isText ? this.read(init) : undefined;
  }

  #call(node: ESTree.CallExpression): string {
    const { callee, arguments: given } = node;
    const [first, second] = given;
    const name = this.#source(callee);
    if (callee.type === 'MemberExpression' && callee.object.type === 'ArrayExpression')
      return callee.object.elements
        .flatMap((part) => (part && part.type !== 'SpreadElement' ? this.read(part) : []))
        .join(' ');
    const known = Object.hasOwn(SHOWN_BY, name) ? SHOWN_BY[name] : undefined;
    if (first && known) return known(this.read(first));
    if (second && name === 'counted') return counted(this.#pick === 0 ? 1 : 3, this.read(second));
    return this.#example(`${name}()`, node);
  }

  #source({ start, end }: ESTree.Span): string {
    return this.#module.text.slice(start, end);
  }

  #example(name: string, node: ESTree.Node): string {
    const last = name.split('.').at(-1) ?? '';
    const example = EXAMPLES[`${this.file} ${name}`] ?? EXAMPLES[name] ?? EXAMPLES[last];
    if (example === undefined) throw new Error(`${placeOf(this.#module, node)}: no example of ${name}`);
    return example;
  }
}
