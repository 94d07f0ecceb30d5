import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const WIDTH = Math.min(process.stdout.columns || 100, 120);

/** Colour where a terminal shows it (and NO_COLOR is not set), plain text elsewhere. */
function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function title(text: string): void {
  print();
  print(paint(['bold', 'cyan'], text));
  print(paint('dim', '─'.repeat(Math.min(WIDTH, text.length))));
}

export function person(text: string): void {
  print();
  print(`${paint(['bold', 'yellow'], 'Person')}  ${text}`);
}

export function agent(tool: string, args: object): void {
  print(`${paint(['bold', 'blue'], 'Agent ')}  ${tool} ${paint('dim', JSON.stringify(args))}`);
}

export function says(text: string): void {
  print(`${paint(['bold', 'blue'], 'Agent ')}  ${text}`);
}

export function server(text: string, isError = false): void {
  const label = isError ? paint(['bold', 'red'], 'Server') : paint(['bold', 'green'], 'Server');
  print(`${label}  ${wrap(text).join('\n        ')}`);
}

export function form(text: string, answer: string): void {
  const lines = wrap(text, WIDTH - 14);
  print(`        ${paint('magenta', '┌ form')}`);
  for (const line of lines) print(`        ${paint('magenta', '│')} ${line}`);
  print(`        ${paint('magenta', '└')} ${paint('bold', answer)}`);
}

export function note(text: string): void {
  for (const line of wrap(text, WIDTH)) print(paint('dim', line));
}

/** Columns in line, each as wide as its widest cell, the last one cut where the terminal ends. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `        ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`
      .slice(0, WIDTH)
      .trimEnd();
  print(paint('bold', line(head)));
  for (const row of rows) print(line(row));
}

function wrap(text: string, width = WIDTH - 8): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const word of paragraph.split(' ')) {
      const last = lines.at(-1) ?? '';
      if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
      else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    }
    return lines;
  });
}
