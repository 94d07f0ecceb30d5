import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from 'vitest';
import { launch } from './launch.ts';
import { Household } from './real.ts';

interface World {
  house: Household;
  context: BrowserContext;
  open(address: string): Promise<Page>;
}

const found = inject('chromium');

/** Tests in one browser with real servers; no window may report an error. */
export function inHousehold(name: string, tests: (world: World) => void): void {
  const reason = 'missing' in found ? ` (skipped: ${found.missing})` : '';
  describe.skipIf('missing' in found)(name + reason, () => {
    let browser: Browser;
    let errors: string[] = [];
    const world = {} as World;

    beforeAll(async () => {
      if ('missing' in found) throw new Error(found.missing);
      browser = await launch(found);
    });
    afterAll(() => browser.close());
    beforeEach(async () => {
      errors = [];
      world.house = new Household();
      world.context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
      world.context.setDefaultTimeout(10_000);
      world.open = async (address) => {
        const page = await world.context.newPage();
        page.on('pageerror', ({ message }) => errors.push(message));
        page.on('dialog', (dialog) => errors.push(`dialog: ${dialog.message()}`));
        await page.goto(address);
        return page;
      };
    });
    afterEach(async () => {
      await world.context.close();
      await world.house.end();
      expect(errors).toEqual([]);
    });
    tests(world);
  });
}
