import { expect, test } from 'vitest';
import { wrongIn } from './axe.ts';
import { inBrowser } from './page.ts';
import { SCREENS, showScreen, WIDTHS } from './screens.ts';

inBrowser('everybody', (world) => {
  test.each(SCREENS)('can read and use the screen $name', async (screen) => {
    const page = await world.open('about:blank');
    await showScreen(page, world.server, screen);
    expect(await wrongIn(page, WIDTHS)).toEqual([]);
  });
});
