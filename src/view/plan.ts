import type { Decision, PlanHead, Progress, Refused, Row, Source } from './contract.ts';
import { decisionBar, rowsAreMissing } from './decision.ts';
import { button, type Child, fill, h, small } from './dom.ts';
import { conflicts, facts } from './facts.ts';
import * as frame from './frame.ts';
import { ended, goneBar, heading, note, ROWS_UNREADABLE, type Said } from './gone.ts';
import { addRows, changeRows, describeRows, endRows, list, rowsUnreadable } from './list.ts';
import { meter, showProgress } from './progress.ts';
import { actions, problemsOf } from './receipt.ts';
import { isRefused, type Poll, poll, readRows } from './source.ts';
import { prose, thousands } from './text.ts';

/** A window shows one plan: what it knows of it. */
let source: Source;
let doors: frame.Doors;
let head: PlanHead;
let following: Poll;
/** What this window sent, until it is answered. */
let pressed = '';
/** Why a press changed nothing, or who decided instead. */
let aside: Said | undefined;
let busy: Said | undefined;
let newer: PlanHead['newer'];
let since = 0;
let looks = 0;
let readings = 0;
/** What ended while rows were read: they may have been read before. */
let meanwhile: Progress['changed'] = [];
const notes = h('div.notes');

/** A plan from its first look to its receipt. */
export async function showPlan(
  planId: string,
  from: Source,
  ways: frame.Doors,
): Promise<Refused | undefined> {
  [source, doors] = [from, ways];
  const first = await source.plan(planId);
  if (isRefused(first)) return first;
  following = poll(ask, (isThere) => (isThere ? look() : lost()));
  doors.hear((id) => id === planId && following.now());
  addEventListener('pageshow', ({ persisted }) => persisted && look());
  take(first);
  return undefined;
}

/** Whether somebody answered. */
async function ask(): Promise<boolean> {
  const answer = await source.progress(head.plan_id, since);
  if (!isRefused(answer)) await hear(answer);
  else if (answer.refused === 'silent') return false;
  else refuse(answer);
  return true;
}

async function hear(progress: Progress): Promise<void> {
  const { changed, newer: latest, state, moving, people, decided } = progress;
  since = progress.since;
  meanwhile.push(...changed);
  changeRows(changed);
  if (head.moving) showProgress(progress, head.title);
  const isNews = busy || latest?.plan_id !== newer?.plan_id;
  [newer, busy] = [latest, undefined];
  if (state === head.state && moving === head.moving && people === head.people) {
    if (isNews) drawNotes();
    if (isNews && !isWaiting()) drawEnd();
    return;
  }
  if (decided !== undefined && !pressed && isWaiting())
    aside ??= { title: 'Decided elsewhere', text: `${decided} Nothing was decided on this page.` };
  await look();
}

/** Reads the plan again and shows it as it is now. */
async function look(): Promise<void> {
  const turn = ++looks;
  const now = await source.plan(head.plan_id);
  if (turn !== looks) return;
  if (isRefused(now)) refuse(now);
  else take(now);
}

function take(now: PlanHead): void {
  const isOther = now.state !== head?.state;
  const isFirst = head === undefined;
  if (isOther) pressed = '';
  head = now;
  newer = head.newer;
  draw();
  if (isOther && !isFirst) frame.focusTitle();
  void readAll(isFirst);
}

/** The plan stays on the screen; only what could be done with it goes. */
function refuse(refused: Refused): void {
  if (!refused.again) {
    following.end();
    frame.showBar(goneBar(refused, toNewer()));
  } else if (refused.refused !== 'silent') {
    busy = refused;
    drawNotes();
  }
}

function lost(): void {
  if (!isWaiting() && !head.moving) return;
  frame.showBar(goneBar(ended(pressed, head.until), button('Try again', 'retry', following.now)));
}

function isWaiting(): boolean {
  return head.decision !== undefined || head.why !== undefined;
}

/** In this order: the headline, what went wrong, what can be done, what must be known, the rows as proof. */
function draw(): void {
  frame.head(head.account, head.sandbox);
  describeRows(head);
  const proof = [head.conflicts && conflicts(head.conflicts), head.tabs.length > 0 && list()];
  frame.show(
    head.title,
    notes,
    h('header', h(`p.now.${head.now.tone}`, head.now.text), heading(head.title), small(prose(head.origin))),
    head.moving && meter(head.can.stop, stop),
    head.problems.length > 0 && problemsOf(head.problems),
    (head.can.undo || head.can.sheet) && h('div.line', actions(head, source, doors)),
    head.facts.length > 0 ? h('div.two', facts(head.facts), h('div.stack', proof)) : proof,
  );
  drawNotes();
  if (head.moving) following.now();
  if (isWaiting()) frame.showBar(decisionBar(head, { send: decide, look }));
  else drawEnd();
}

/** At the bottom of a plan that waits for nobody. */
function drawEnd(): void {
  if (newer) frame.showBar(goneBar(newer, toNewer()));
  else frame.showBar(aside !== undefined && !head.moving && goneBar(aside));
}

/** What a bar says is not said above the plan as well. */
function drawNotes(): void {
  const isAbove = isWaiting() || head.moving || newer;
  fill(
    notes,
    busy && note(busy),
    aside && isAbove && note(aside),
    isWaiting() && newer && note(newer, toNewer()),
  );
  if (notes.textContent) frame.say(notes.textContent);
}

function toNewer(): Child {
  return newer && h('a', { href: `/plans/${newer.plan_id}` }, 'Look at the new plan');
}

async function decide(
  decision: Decision['decision'],
  typed: string | undefined,
): Promise<Refused | undefined> {
  const { plan_id, hash } = head;
  aside = undefined;
  pressed = decision === 'approve' ? 'approval' : 'answer';
  const answer = await source.decide({ plan_id, hash, decision, ...(typed === undefined ? {} : { typed }) });
  const mayPressAgain = isRefused(answer) && (answer.again || /early|typed/.test(answer.refused));
  if (mayPressAgain) {
    if (answer.refused !== 'silent') pressed = '';
    return answer;
  }
  if (isRefused(answer)) aside = answer;
  else doors.tell(plan_id);
  await look();
  pressed = '';
  return undefined;
}

async function stop(): Promise<boolean> {
  const answer = await source.stop(head.plan_id);
  if (isRefused(answer)) {
    refuse(answer);
    return false;
  }
  doors.tell(head.plan_id);
  await hear(answer);
  return true;
}

/** Reads all rows; those that are shown stay until the others are there. */
async function readAll(isFirst: boolean): Promise<void> {
  const reading = ++readings;
  const rows: Row[] = [];
  meanwhile = [];
  const of = head.tabs.reduce((sum, { count }) => sum + count, 0);
  const hear = (portion: readonly Row[]) => {
    if (reading !== readings) return false;
    rows.push(...portion);
    if (isFirst) addRows(portion);
    const which = `${thousands(rows.length)} of ${thousands(of)} rows`;
    rowsAreMissing(`Reading ${which}. You can approve once they are all here.`);
    return true;
  };
  hear([]);
  const refused = await readRows(source, head.plan_id, hear);
  if (reading !== readings) return;
  rowsAreMissing(refused ? ROWS_UNREADABLE.text : '');
  if (refused) rowsUnreadable(look);
  else {
    endRows(rows);
    changeRows(meanwhile);
  }
}
