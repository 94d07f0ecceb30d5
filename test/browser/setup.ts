import './install.ts';
import type { TestProject } from 'vitest/node';
import { type Found, findBrowser } from './find.ts';

declare module 'vitest' {
  interface ProvidedContext {
    chromium: Found | { missing: string };
  }
}

export default async function setup({ provide }: TestProject): Promise<void> {
  const found = await findBrowser();
  if ('missing' in found) {
    const why = `The tests of the page are skipped: ${found.missing}.`;
    if (process.env['CI']) throw new Error(why);
    process.stderr.write(`${why}\n`);
  }
  provide('chromium', found);
}
