import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser } from './page.ts';
import { SCREENS, showScreen, THEMES, WIDTHS } from './screens.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

inBrowser('everybody', (world) => {
  test.each(SCREENS)('can read and use the screen $name', async (screen) => {
    const page = await world.open('about:blank');
    await showScreen(page, world.server, screen);
    const wrong: string[] = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        const place = `${width} ${colorScheme}`;
        wrong.push(...(await violations(page)).map((violation) => `${place}: ${violation}`));
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) wrong.push(`${width}: ${wide} px too wide`);
    }
    expect(wrong).toEqual([]);
  });
});

/** The policy of the page lets no script in: the debugger puts it there. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(`${AXE}; 0`);
  return await page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 120) + ' ' + failureSummary)))`);
}
