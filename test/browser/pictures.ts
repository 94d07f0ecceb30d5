import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { findBrowser } from './find.ts';
import { launch } from './launch.ts';
import { Linked } from './linked.ts';
import { SCREENS, showScreen, THEMES, WIDTHS } from './screens.ts';
import { PageServer } from './server.ts';

const OUT = join(import.meta.dirname, '..', '..', 'out', 'pictures');

/** No package carries these. */
const README = join(import.meta.dirname, '..', '..', 'packaging', 'pictures');

const found = await findBrowser();
if ('missing' in found) throw new Error(found.missing);
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await mkdir(README, { recursive: true });
const browser = await launch(found);
const only = process.argv[2];
let made = 0;
for (const screen of SCREENS.filter(({ name }) => only === undefined || name === only)) {
  const server = await PageServer.start();
  const page = await browser.newPage();
  await showScreen(page, server, screen);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(OUT, `${screen.name}-${width}-${colorScheme}.png`) });
      made += 1;
    }
  }
  await page.close();
  await server.stop();
}
const isForReadme = only === undefined || only === 'readme';
if (isForReadme) await picturesOfReadme(browser);
await browser.close();
if (made > 0) tell(`${made} pictures are in ${OUT}`);
if (isForReadme) tell(`The two pictures of the README are in ${README}`);
if (made === 0 && !isForReadme)
  tell(`There is no screen ${only}; there are ${SCREENS.map(({ name }) => name).join(', ')}`);

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A plan and its receipt as the built server shows them, with its own account of invented contacts. */
async function picturesOfReadme(within: Browser): Promise<void> {
  const server = await Linked.startItsOwn();
  const page = await within.newPage({ viewport: { width: 960, height: 860 } });
  const { data } = await server.call('find_contacts', { tags_any: ['customer'], sample: 0 });
  await page.goto(await server.plan('plan_update', { selection_id: data.selection_id, add_tags: ['vip'] }));
  const act = page.locator('[data-do=approve]:not([aria-disabled=true])');
  await act.waitFor();
  await page.screenshot({ path: join(README, 'plan.png') });
  await act.click();
  await page.locator('[data-do=undo]').waitFor({ timeout: 60_000 });
  await page.screenshot({ path: join(README, 'receipt.png') });
  await page.close();
  await server.stop();
}
