import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject } from 'vitest';
import { launch } from './launch.ts';
import { PageServer } from './server.ts';

interface World {
  server: PageServer;
  context: BrowserContext;
  /** Opens a window and waits for nothing but its document. */
  open(address: string): Promise<Page>;
}

const found = inject('chromium');

/** Tests in one browser; each has a server and windows of its own, and no window may report an error. */
export function inBrowser(name: string, tests: (world: World) => void): void {
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
      world.server = await PageServer.start();
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
      await world.server.stop();
      expect(errors).toEqual([]);
    });
    tests(world);
  });
}

export function act(page: Page): Locator {
  return page.locator('[data-do=approve]');
}

export function decline(page: Page): Locator {
  return page.locator('[data-do=decline]');
}

/** Waits until the plan can be approved. */
export function unlocked(page: Page): Promise<void> {
  return page.locator('[data-do=approve]:not([aria-disabled])').waitFor();
}

/** Waits until the screen is called so. */
export function titled(page: Page, title: string): Promise<void> {
  return page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** Waits until the plan stands so, in the line above its title. */
export function stands(page: Page, how: string): Promise<void> {
  return page.locator('p.now').getByText(how, { exact: true }).waitFor();
}
