import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from 'vitest';
import { launch } from './launch.ts';

export interface Windows {
  context: BrowserContext;
  /** Opens a window and waits for nothing but its document. */
  open(address: string): Promise<Page>;
}

/** What each test has besides its windows. */
interface Around<World> {
  begin(world: World): Promise<void>;
  end(world: World): Promise<void>;
}

const found = inject('chromium');

/** Tests in one browser; each has windows of its own, and none may report an error. */
export function inWindows<World extends Windows>(
  name: string,
  around: Around<World>,
  tests: (world: World) => void,
): void {
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
      await around.begin(world);
      world.context = await browser.newContext({
        viewport: { width: 1100, height: 800 },
        acceptDownloads: true,
      });
      world.context.setDefaultTimeout(10_000);
      world.open = async (address) => {
        const page = await world.context.newPage();
        page.on('pageerror', ({ message }) => errors.push(message));
        page.on('console', (line) => {
          // A server that ends is a test; the browser tells of it by itself.
          if (line.type() === 'error' && !/Failed to load resource/.test(line.text()))
            errors.push(line.text());
        });
        page.on('dialog', (dialog) => errors.push(`dialog: ${dialog.message()}`));
        await page.goto(address);
        return page;
      };
    });
    afterEach(async () => {
      await world.context.close();
      await around.end(world);
      expect(errors).toEqual([]);
    });
    tests(world);
  });
}
