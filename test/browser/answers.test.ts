import { expect, test } from 'vitest';
import { act, inBrowser, titled, unlocked } from './page.ts';
import { adding } from './plans.ts';

inBrowser('the answer to a decision', (world) => {
  test('may take long: the page says so, and sends nothing again by itself', async () => {
    const { server } = world;
    server.account.add(adding());
    let answer = () => {};
    server.before = (name) =>
      name === 'decide'
        ? new Promise(
            (resolve) => (answer = () => resolve({ refused: 'early', title: '', text: 'Press again.' })),
          )
        : undefined;
    const page = await world.context.newPage();
    await page.clock.install();
    await page.goto(server.link('/plans/plan_add'));
    await unlocked(page);
    await act(page).click();
    await page.getByText('Sending your approval…').first().waitFor();
    await page.clock.fastForward(10_000);
    await page.getByText('No answer yet.').first().waitFor();
    const looks = server.count('plan');
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Nothing is sent until you approve.').waitFor();
    expect([server.count('plan'), server.count('decide')]).toEqual([looks + 1, 1]);
    answer();
    await unlocked(page);
    expect(server.count('decide')).toBe(1);
  });

  test('may be that the records are busy: somebody can press again', async () => {
    const { server } = world;
    server.account.add(adding());
    const busy = {
      refused: 'busy',
      title: 'The records are busy',
      text: 'The records are busy. Nothing was decided; try again later.',
      again: true,
    };
    server.before = (name) => (name === 'decide' ? busy : undefined);
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    await act(page).click();
    await page.locator('#why').getByText('Nothing was decided; try again later.').waitFor();
    expect(server.count('decide')).toBe(1);
    server.before = () => undefined;
    await act(page).click();
    await titled(page, 'Adding the tag "vip"');
    expect(server.account.decisions).toHaveLength(1);
  });

  test('may be a refusal in words: the page shows what is true', async () => {
    const { server } = world;
    const made = adding();
    server.account.add(made);
    const page = await world.open(server.link('/plans/plan_add'));
    await unlocked(page);
    server.before = (name) =>
      name === 'decide'
        ? {
            refused: 'changed',
            title: 'This plan has changed',
            text: 'Somebody was erased from it. Look again.',
          }
        : undefined;
    await act(page).click();
    await page.locator('.note').getByText('Somebody was erased from it.').waitFor();
    await unlocked(page);
  });
});
