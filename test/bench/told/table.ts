import type { Tally } from './agent.ts';

/** A story's numbers, one for each size of the account. */
export interface Row {
  story: string;
  sizes: readonly (Tally & { contacts: number })[];
}

/** The rows and their total as aligned columns; an earlier run's numbers stand before the present ones. */
export function table(rows: readonly Row[], earlier: readonly Row[]): string {
  const head = (rows[0]?.sizes ?? []).flatMap(({ contacts }) => {
    const size = contacts.toLocaleString('en');
    return [`calls at ${size}`, `characters at ${size}`];
  });
  const before = earlier.length === 0 ? [] : [...earlier, total(earlier)];
  const lines = [...rows, total(rows)].map((row) => {
    const same = before.find(({ story }) => story === row.story);
    return [row.story, ...cells(row, same)];
  });
  return aligned([['story', ...head], ...lines]);
}

function total(rows: readonly Row[]): Row {
  const sum = (at: number, count: keyof Tally) =>
    rows.reduce((before, { sizes }) => before + (sizes[at]?.[count] ?? 0), 0);
  const sizes = rows[0]?.sizes ?? [];
  return {
    story: 'all',
    sizes: sizes.map(({ contacts }, at) => ({
      contacts,
      calls: sum(at, 'calls'),
      characters: sum(at, 'characters'),
    })),
  };
}

function cells({ sizes }: Row, earlier: Row | undefined): string[] {
  return sizes.flatMap(({ contacts, calls, characters }) => {
    const before = earlier?.sizes.find((size) => size.contacts === contacts);
    return [
      fromTo(before?.calls, calls),
      fromTo(before?.characters, characters) +
        (before ? ` (${Math.round((100 * characters) / before.characters)} %)` : ''),
    ];
  });
}

function fromTo(before: number | undefined, now: number): string {
  const present = now.toLocaleString('en');
  return before === undefined ? present : `${before.toLocaleString('en')} → ${present}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widthOf(0)) : cell.padStart(widthOf(column))));
  return rows.map((row) => line(row).join('   ')).join('\n');
}
