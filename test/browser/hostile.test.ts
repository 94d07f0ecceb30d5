import { expect, test } from 'vitest';
import { inBrowser } from './page.ts';
import { numbered, ODD, people } from './people.ts';
import { adding } from './plans.ts';

const HOSTILE = '<img src=x onerror=alert(1)>"\u202evip';

inBrowser("other people's text", (world) => {
  test('is only ever text, stands alone, and hides nothing', async () => {
    const { server } = world;
    const made = adding(ODD.length * 9);
    const rows = made.rows.map((row) => ({ ...row, what: [{ op: 'add', to: `${HOSTILE} ` } as const] }));
    const conflict = {
      name: HOSTILE,
      keep: 'Kept',
      goes: ['Goes'],
      fields: [{ field: HOSTILE, kept: HOSTILE, other: HOSTILE, lost: true }],
    };
    server.account.add({
      ...made,
      rows,
      head: {
        ...made.head,
        account: HOSTILE,
        title: `Add the tag "<b>vip</b>" to ${rows.length} contacts`,
        conflicts: { title: 'What differs', groups: [conflict] },
        facts: [
          {
            about: 'Campaigns',
            tone: 'plain',
            text: 'A campaign to "ليلى \\"<i>" (5) and "v\\u{202e}ip" (7).',
            bars: [{ tag: HOSTILE, before: 1, after: 2 }],
            people: [{ name: HOSTILE, number: '+44 7700 900001' }],
            columns: [{ header: HOSTILE, becomes: HOSTILE }],
          },
        ],
      },
    });
    const page = await world.open(server.link('/plans/plan_add'));
    await page.locator('.body .row').nth(4).waitFor();
    expect(
      await page.locator('img, i:not([class], .meter i, .bars i), main script, h1 b, iframe').count(),
    ).toBe(0);
    expect(await page.locator('h1 bdi').textContent()).toBe('<b>vip</b>');
    expect(await page.locator('.facts p bdi').allTextContents()).toEqual(['ليلى \\"<i>', 'v\\u{202e}ip']);
    const chip = page.locator('.body .chip').first();
    expect(await chip.textContent()).toContain('<img src=x onerror=alert(1)>"\\u{202e}vip blank');
    const styleOf = (text: string) =>
      page.locator('.body [role=gridcell]', { hasText: text }).evaluate((cell) => {
        const { direction, textAlign } = getComputedStyle(cell);
        return `${direction} ${textAlign}`;
      });
    expect([await styleOf('ليلى'), await styleOf('Vikram Pillai')]).toEqual(['rtl left', 'ltr left']);
    const turning = await page.evaluate(() => {
      // An option holds no elements: characters isolate what stands in it.
      for (const option of document.querySelectorAll('option')) option.remove();
      return document.body.textContent?.match(/[\u202a-\u202e\u2066-\u2069]/g);
    });
    expect(turning).toBeNull();
    await page.getByLabel('Find in these rows').fill(HOSTILE);
    await page.getByLabel('Find in these rows').fill('zzz<b>');
    await page.getByText('No row here has "zzz<b>".').waitFor();
  });

  test('keeps its numbers in one piece, left to right, on a page that stands right to left', async () => {
    const { server } = world;
    const made = adding();
    server.account.add({ ...made, rows: numbered(people(50, 'change', () => [{ op: 'add', to: 'عميل' }])) });
    await world.context.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => document.documentElement.setAttribute('dir', 'rtl'));
    });
    const page = await world.open(server.link('/plans/plan_add'));
    await page.setViewportSize({ width: 360, height: 700 });
    await page.locator('.body .row').nth(4).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    const lines = await page
      .locator('.nb')
      .evaluateAll((all) => all.map((number) => number.getClientRects().length));
    expect(new Set(lines)).toEqual(new Set([1]));
  });
});
