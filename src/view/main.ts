import type { Refused, Source, Start } from './contract.ts';
import { h } from './dom.ts';
import { type Doors, Frame } from './frame.ts';
import { NOBODY_ANSWERS } from './gone.ts';
import { Session } from './http.ts';
import { showPlan } from './plan.ts';
import { showPlans } from './plans.ts';
import { isRefused, NoAnswer } from './source.ts';
import { showTags } from './tags.ts';

const session = new Session();
const channel = new BroadcastChannel('plans');

const doors: Doors = {
  open: (planId) => location.assign(`/plans/${encodeURIComponent(planId)}`),
  save: (name, csv) => {
    const href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
    h('a', { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  },
  tell: (planId) => channel.postMessage(planId),
  hear: (heard) => channel.addEventListener('message', ({ data }) => heard(String(data))),
};

const AGAIN = 1000;

/** Shows what the address names; where the records are busy, again until they are not. */
async function begin(): Promise<void> {
  const frame = new Frame(document.body, doors);
  try {
    for (let said = ''; ; await new Promise((resolve) => setTimeout(resolve, AGAIN))) {
      const refused = await enter(frame);
      if (refused === undefined) return;
      if (refused.title !== said) frame.tell(refused);
      said = refused.title;
      if (!refused.again) return;
    }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    frame.tell(NOBODY_ANSWERS, h('button', { on: { click: () => void begin() } }, 'Try again'));
  }
}

async function enter(frame: Frame): Promise<Refused | undefined> {
  const source = await session.open();
  if (isRefused(source)) return source;
  const start = await source.start();
  if (isRefused(start)) return start;
  // Only a link leads to its plan: whoever presses "Plans" later wants to see them all.
  if (session.isNew && start.plan_id !== null && location.pathname === '/')
    history.replaceState(null, '', `/plans/${encodeURIComponent(start.plan_id)}`);
  return await show(frame, source, start);
}

async function show(frame: Frame, source: Source, { account, sandbox }: Start): Promise<Refused | undefined> {
  const [, room, id] = location.pathname.split('/');
  frame.head(account, sandbox, room === '' ? 'plans' : room === 'tags' ? 'tags' : undefined);
  if (room === '') return await showPlans(frame, source, account);
  if (room === 'tags') return await showTags(frame, source);
  if (room === 'plans' && id) return await showPlan(frame, source, decodeURIComponent(id));
  frame.tell({ title: 'There is nothing at this address', text: 'All plans are listed under "Plans".' });
  return undefined;
}

void begin();
