import type { Locator, Page } from 'playwright-core';
import { PageServer } from './server.ts';
import { inWindows, type Windows } from './windows.ts';

interface World extends Windows {
  server: PageServer;
}

/** Tests in windows with a server that the test feeds. */
export function inBrowser(name: string, tests: (world: World) => void): void {
  inWindows<World>(
    name,
    {
      async begin(world) {
        world.server = await PageServer.start();
      },
      end: ({ server }) => server.stop(),
    },
    tests,
  );
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
