import { posix } from 'node:path';
import type { ESTree, ParseResult } from 'vite';

/** One statement or expression that imports. */
export interface Import {
  /** The module as the code names it. */
  request: string;
  /** The path of one of our own modules, from the source folder. */
  target: string | undefined;
  /** The exports that are used of it; `all` where that cannot be told. */
  names: readonly string[] | 'all';
}

type Nodes = readonly ESTree.Node[];

export function importsOf(path: string, module: ParseResult['module'], nodes: Nodes): Import[] {
  const requests = [...staticImports(module, nodes), ...reexports(module), ...dynamicImports(nodes)];
  return requests.map(([request, names]) => ({ request, target: targetOf(path, request), names }));
}

function targetOf(path: string, request: string): string | undefined {
  const isOwn = request.startsWith('.') && !request.endsWith('.json');
  return isOwn ? posix.join(posix.dirname(path), request) : undefined;
}

type Request = readonly [request: string, names: readonly string[] | 'all'];

function staticImports({ staticImports }: ParseResult['module'], nodes: Nodes): Request[] {
  return staticImports.map(({ moduleRequest, entries }) => {
    const names = entries.flatMap(({ importName: { kind, name }, localName }) => {
      if (kind === 'NamespaceObject') return membersOf(localName.value, nodes);
      return kind === 'Default' ? 'default' : (name ?? []);
    });
    return [moduleRequest.value, names];
  });
}

/** What the code takes out of `import * as local`, values and types. */
function membersOf(local: string, nodes: Nodes): string[] {
  return nodes.flatMap((node) => {
    if (node.type === 'MemberExpression' && !node.computed && isNamed(node.object, local))
      return node.property.name;
    return node.type === 'TSQualifiedName' && isNamed(node.left, local) ? node.right.name : [];
  });
}

function isNamed(node: ESTree.Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}

function reexports({ staticExports }: ParseResult['module']): Request[] {
  return staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName: { kind, name } }): Request[] => {
      if (!moduleRequest) return [];
      return [[moduleRequest.value, kind === 'Name' && name !== null ? [name] : 'all']];
    }),
  );
}

/** Of a module that is loaded later, every export counts as used that the code mentions by name. */
function dynamicImports(nodes: Nodes): Request[] {
  const mentioned = nodes.flatMap((node) => (node.type === 'Identifier' ? node.name : []));
  return nodes.flatMap((node): Request[] => {
    if (node.type !== 'ImportExpression' && node.type !== 'TSImportType') return [];
    const { source } = node;
    if (source.type !== 'Literal' || typeof source.value !== 'string') return [];
    return [[source.value, node.type === 'TSImportType' ? 'all' : mentioned]];
  });
}
