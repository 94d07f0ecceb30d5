import { type Browser, chromium } from 'playwright-core';
import type { Found } from './find.ts';

export function launch({ path, env }: Found): Promise<Browser> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox'],
    env: { ...Object.fromEntries(inherited), ...env },
  });
}
