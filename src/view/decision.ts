import type { Decision, PlanHead, Refused } from './contract.ts';
import { button, h, lock } from './dom.ts';
import { say } from './frame.ts';
import { isUnlocked, lockAgain } from './lock.ts';

type Choice = Decision['decision'];

interface Deciding {
  /** Sends the decision; what comes back is a refusal after which somebody may press again. */
  send(choice: Choice, typed: string | undefined): Promise<Refused | undefined>;
  /** Reads the state of the plan. */
  look(): void;
}

const SLOW = 1000;
const TOO_SLOW = 10_000;

/** The one place where something is decided; there is one at a time. */
const sentence = h('p.small.soft', { id: 'why' });
let head: PlanHead;
let deciding: Deciding;
let field: HTMLInputElement | undefined;
let buttons: { approve?: HTMLElement; decline: HTMLElement };
/** Why the rows are not all there, as they must be before somebody approves them. */
let missing = '';
let isSent = false;
let refusal = '';

export function decisionBar(shown: PlanHead, how: Deciding): HTMLElement {
  [head, deciding, isSent, refusal] = [shown, how, false, ''];
  const { decision } = head;
  field = decision?.type && typedField();
  const decline = button('Decline', 'decline', () => press('decline'));
  buttons = decision ? { approve: approveButton(decision), decline } : { decline };
  lockAgain(check);
  check();
  const label = field && h('label', { for: 'typed', id: 'need' }, decision?.type?.label, ' ', field);
  const act = h('div.act', decline, buttons.approve);
  return h('section.bar', { 'aria-label': 'Your decision' }, h('div', sentence, label, act));
}

export function rowsAreMissing(why: string): void {
  missing = why;
  if (head) check();
}

function approveButton({ label, danger }: NonNullable<PlanHead['decision']>): HTMLElement {
  const approve = button(label, 'approve', () => press('approve'));
  approve.className = danger ? 'main cut' : 'main';
  approve.setAttribute('aria-describedby', 'why need');
  // A key that is held down does not go on pressing the button that it has just reached.
  approve.onkeydown = (event) => !event.repeat;
  return approve;
}

function typedField(): HTMLInputElement {
  const keydown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (isRight()) buttons.approve?.focus();
  };
  const on = { keydown, input: check };
  return h('input', {
    id: 'typed',
    inputmode: 'numeric',
    autocomplete: 'off',
    'aria-describedby': 'why',
    on,
  });
}

function typed(): string | undefined {
  return field?.value.trim();
}

function isRight(): boolean {
  return typed() === head.decision?.type?.text;
}

/** Why the plan cannot be approved at this moment. */
function obstacle(): string | undefined {
  if (missing) return missing;
  if (!isUnlocked()) return 'One moment. The button unlocks a second after the plan is shown.';
  return isRight() ? undefined : head.decision?.type?.label;
}

function check(): void {
  if (isSent) return;
  const why = obstacle();
  if (buttons.approve) lock(buttons.approve, why !== undefined);
  lock(buttons.decline, false);
  const [text = '', given = ''] = [head.decision?.type?.text, typed()];
  const isWrong = given && !text.startsWith(given) && `That is not ${text}.`;
  tell(head.why || isWrong || missing || refusal || 'Nothing is sent until you approve.');
}

/** Changed text only: what stands there already is not read aloud again. */
function tell(text: string): void {
  if (sentence.textContent !== text) sentence.textContent = text;
}

function press(choice: Choice): void {
  if (isSent) return;
  const why = choice === 'approve' && obstacle();
  if (why) {
    aloud(why);
    if (!missing && isUnlocked()) field?.focus();
    return;
  }
  isSent = true;
  for (const each of Object.values(buttons)) lock(each);
  void send(choice);
}

async function send(choice: Choice): Promise<void> {
  const bar = buttons;
  const what = choice === 'approve' ? 'approval' : 'answer';
  const noAnswer = () => {
    if (bar !== buttons) return;
    aloud(`No answer yet. Your ${what} was sent and not answered. It may have arrived. `);
    sentence.append(button('Look again', 'look', deciding.look));
  };
  const slow = setTimeout(() => aloud(`Sending your ${what}…`), SLOW);
  const late = setTimeout(noAnswer, TOO_SLOW);
  const refused = await deciding.send(choice, choice === 'approve' ? typed() : undefined);
  clearTimeout(slow);
  clearTimeout(late);
  if (refused?.refused === 'silent') noAnswer();
  // Somebody looked again meanwhile: what is shown now has not been pressed.
  else if (refused && bar === buttons) {
    [isSent, refusal] = [false, refused.text];
    check();
    say(refusal);
  }
}

function aloud(text: string): void {
  tell(text);
  if (sentence.isConnected) say(text);
}
