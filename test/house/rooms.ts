import { type Module, roomOf } from './modules.ts';

type Modules = readonly Module[];

export interface Rooms {
  /** From top to bottom. */
  order: readonly string[];
  /** The rooms beside them. */
  aside: Readonly<Record<string, Aside>>;
}

interface Aside {
  /** Modules of the order that may import from this room. */
  openedBy: readonly string[];
  /** Its own modules that every room may import. */
  shared: readonly string[];
  /** Modules of the order that it may import itself. */
  knows: readonly string[];
}

export function inUnknownRooms(modules: Modules, { order, aside }: Rooms): string[] {
  const rooms = [...Object.keys(aside), ...order];
  return modules.map(({ path }) => path).filter((path) => !rooms.includes(roomOf(path)));
}

export function upwardImports(modules: Modules, { order, aside }: Rooms): string[] {
  const heightOf = (path: string) => order.indexOf(roomOf(path));
  return arrows(modules)
    .filter(
      // What the build makes is in no room.
      ([from, to]) =>
        !to.endsWith('.html') &&
        !(roomOf(from) in aside) &&
        !(roomOf(to) in aside) &&
        heightOf(to) < heightOf(from),
    )
    .map(written);
}

export function acrossAside(modules: Modules, { aside }: Rooms): string[] {
  const mayLeave = ([from, to]: Arrow) => aside[roomOf(from)]?.knows.includes(to) ?? true;
  const mayEnter = ([from, to]: Arrow) => {
    const room = aside[roomOf(to)];
    return room === undefined || room.openedBy.includes(from) || room.shared.includes(to);
  };
  return arrows(modules)
    .filter(([from, to]) => roomOf(from) !== roomOf(to))
    .filter((arrow) => !mayLeave(arrow) || !mayEnter(arrow))
    .map(written);
}

/** The only rooms that may import `words/`: everything below hands up facts. */
export const SPEAKING = ['main.ts', 'cli.ts', 'commands', 'open.ts', 'page', 'mcp', 'tools', 'words'];

export function wordsBelow(modules: Modules, speaking: readonly string[] = SPEAKING): string[] {
  return arrows(modules)
    .filter(([from, to]) => roomOf(to) === 'words' && !speaking.includes(roomOf(from)))
    .map(written);
}

/** A tool is called like its file: a verb and a noun. */
const TOOL = /^tools[/][a-z]+_[a-z]+\.ts$/;

export function toolsInTools(modules: Modules): string[] {
  return arrows(modules)
    .filter(([from, to]) => TOOL.test(from) && TOOL.test(to))
    .map(written);
}

export function cycles(modules: Modules): string[] {
  const graph = Map.groupBy(arrows(modules), ([from]) => from);
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const [, target] of graph.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}

type Arrow = readonly [from: string, to: string];

function arrows(modules: Modules): Arrow[] {
  return modules.flatMap(({ path, imports }) =>
    imports.flatMap(({ target }): Arrow[] => (target === undefined ? [] : [[path, target]])),
  );
}

function written([from, to]: Arrow): string {
  return `${from} -> ${to}`;
}
