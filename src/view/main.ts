import type { Refused } from './contract.ts';
import { h } from './dom.ts';
import { type Doors, head, showFrame, showSaid } from './frame.ts';
import { isOpened, openSession } from './http.ts';
import { showPlan } from './plan.ts';
import { showPlans } from './plans.ts';
import { isRefused } from './source.ts';
import { showTags } from './tags.ts';

const channel = new BroadcastChannel('plans');

const doors: Doors = {
  open: (planId) => location.assign(`/plans/${planId}`),
  save: (name, csv) => {
    const href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
    h('a', { href, download: name }).click();
  },
  tell: (planId) => channel.postMessage(planId),
  hear: (heard) => channel.addEventListener('message', ({ data }) => heard(`${data}`)),
};

const AGAIN = 1000;

let said = '';

/** Shows the screen that the address names; where it is refused for the moment, again until it is not. */
async function begin(): Promise<void> {
  const refused = await enter();
  if (refused === undefined) return;
  if (refused.title !== said) showSaid(refused);
  said = refused.title;
  if (refused.again) setTimeout(begin, AGAIN);
}

async function enter(): Promise<Refused | undefined> {
  const source = await openSession();
  if (isRefused(source)) return source;
  const start = await source.start();
  if (isRefused(start)) return start;
  const { account, sandbox, plan_id } = start;
  // Only a link leads to its plan: whoever presses "Plans" later wants to see them all.
  if (isOpened && plan_id !== null && location.pathname === '/')
    history.replaceState(null, '', `/plans/${plan_id}`);
  const [, room, planId] = location.pathname.split('/');
  head(account, sandbox, room === 'tags' ? 'Tags' : 'Plans');
  if (room === 'tags') return await showTags(source);
  if (room === 'plans' && planId) return await showPlan(planId, source, doors);
  return await showPlans(source, account, Number(location.search.split('=')[1]) || null);
}

showFrame();
void begin();
