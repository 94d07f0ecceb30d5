// What the page takes on this machine, with 10,000 contacts. It reports, and ends with 0 whatever the numbers.
import type { Page } from 'playwright-core';
import { medians, type Row, timed } from '../bench/measure.ts';
import { table } from '../bench/table.ts';
import { findBrowser } from './find.ts';
import { launch } from './launch.ts';
import { Linked } from './linked.ts';

const CONTACTS = 10_000;
const ROUNDS = 3;

const found = await findBrowser();
if ('missing' in found) process.stdout.write(`The page was not measured: ${found.missing}.\n`);
else {
  const browser = await launch(found);
  const server = await Linked.start(
    Array.from({ length: CONTACTS }, (_, n) => ({
      id: `p${n}`,
      name: `Person ${n}`,
      phone_number: `+44770${String(n).padStart(7, '0')}`,
    })),
  );
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
  process.stdout.write(
    `\n${table([...(await opening(page, server)), await filter(page), await frames(page)])}\n`,
  );
  await browser.close();
  await server.stop();
}

/** From the call of `apply_plan`, in a browser that runs already. */
async function opening(page: Page, server: Linked): Promise<Row[]> {
  const { data: all } = await server.call('find_contacts', { sample: 0 });
  let round = 0;
  const open = async (until: string) => {
    // A plan that is open in a window gets no second link.
    round += 1;
    const change = { selection_id: all.selection_id, add_tags: [`vip ${round}`] };
    const { data: plan } = await server.call('plan_update', change);
    await page.goto('about:blank');
    const ms = await timed(async () => {
      await page.goto(await server.link(String(plan.plan_id)));
      await page.locator(until).first().waitFor();
    });
    await server.call('stop_plan', { plan_id: plan.plan_id });
    return ms;
  };
  const ms = await medians(ROUNDS, {
    seen: () => open('h1:has-text("Add the tag")'),
    whole: () => open(`[aria-rowcount="${CONTACTS + 1}"]`),
  });
  return [
    row(
      `page: from the call to the plan on the screen, ${CONTACTS.toLocaleString('en')} contacts`,
      ms.seen,
      3000,
    ),
    row('page: from the call to all rows, when it can be approved', ms.whole, 5000),
  ];
}

/** A keystroke, until the rows that it finds are drawn. */
async function filter(page: Page): Promise<Row> {
  const find = page.getByRole('searchbox');
  await find.fill('warm');
  let n = 0;
  const key = () => {
    n += 1;
    return page.evaluate(async (text) => {
      const input = document.querySelector('input');
      if (input === null) throw new Error('nothing to type into');
      const from = performance.now();
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise(requestAnimationFrame);
      return performance.now() - from;
    }, `Person ${n}`);
  };
  const { ours } = await medians(9, { ours: key });
  await find.fill('');
  return row('page: a keystroke of the filter to the frame that shows it', ours, 50);
}

/** The longest twentieth of the frames while all rows pass by. */
async function frames(page: Page): Promise<Row> {
  const p95 = await page.evaluate(async () => {
    const box = document.querySelector('[role=grid]');
    if (box === null) throw new Error('nothing to scroll');
    const times: number[] = [];
    let before = await new Promise(requestAnimationFrame);
    for (let frame = 0; frame < 180; frame++) {
      box.scrollTop += box.scrollHeight / 180;
      const at = await new Promise(requestAnimationFrame);
      times.push(Number(at) - Number(before));
      before = at;
    }
    return times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
  });
  return row('page: a frame while scrolling all of them, 95th of 100', p95, 34);
}

function row(what: string, ms: number, goal: number): Row {
  return {
    what,
    ours: `${ms.toFixed(ms < 100 ? 1 : 0)} ms`,
    beside: '',
    compared: '',
    goal: `<= ${goal} ms`,
    met: ms <= goal,
  };
}
