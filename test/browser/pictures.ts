import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findBrowser } from './find.ts';
import { launch } from './launch.ts';
import { SCREENS, showScreen, THEMES, WIDTHS } from './screens.ts';
import { PageServer } from './server.ts';

const OUT = join(import.meta.dirname, '..', '..', 'out', 'pictures');

const found = await findBrowser();
if ('missing' in found) throw new Error(found.missing);
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const browser = await launch(found);
const only = process.argv[2];
for (const screen of SCREENS.filter(({ name }) => only === undefined || name === only)) {
  const server = await PageServer.start();
  const page = await browser.newPage();
  await showScreen(page, server, screen);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(OUT, `${screen.name}-${width}-${colorScheme}.png`) });
    }
  }
  await page.close();
  await server.stop();
}
await browser.close();
