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
  if ('missing' in found && process.env['CI'])
    throw new Error(`The page cannot be tested: ${found.missing}.`);
  provide('chromium', found);
}
