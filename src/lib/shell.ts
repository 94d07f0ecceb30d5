/** A text as one word of a command, for a person to run in a terminal. */
export function shellWord(text: string, platform = process.platform): string {
  if (/^[\w./:@%+=,-]+$/.test(text) && !text.includes('\\')) return text;
  // On Windows a path holds no quotation mark, and its shells agree on nothing else.
  if (platform === 'win32') return `"${text}"`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
