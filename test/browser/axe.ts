import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What keeps somebody from reading or using the page, at each of these widths, light and dark. */
export async function wrongIn(page: Page, widths: readonly number[]): Promise<string[]> {
  // The policy of the page lets no script in: the debugger puts it there.
  await page.evaluate(`${AXE}; 0`);
  const wrong: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    wrong.push(...(await violations(page, '{}')).map((violation) => `${width}: ${violation}`));
    await page.emulateMedia({ colorScheme: 'dark' });
    // Nothing but the colours is other in the dark.
    const dark = await violations(page, "{ runOnly: ['color-contrast'] }");
    wrong.push(...dark.map((violation) => `${width}, dark: ${violation}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) wrong.push(`${width}: ${wide} px too wide`);
  }
  return wrong;
}

async function violations(page: Page, options: string): Promise<string[]> {
  return await page.evaluate(`axe.run(${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 120) + ' ' + failureSummary)))`);
}
