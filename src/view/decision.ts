import type { Decision, PlanHead, Refused } from './contract.ts';
import { fill, h, isLocked, lock } from './dom.ts';
import { Lock } from './lock.ts';
import { NoAnswer } from './source.ts';
import { thousands } from './text.ts';

type Choice = Decision['decision'];

export interface Deciding {
  /** Sends the decision; a refusal comes back, everything else is the screen's to show. */
  send(choice: Choice, typed: string | undefined): Promise<Refused | undefined>;
  /** Reads the state of the plan. */
  look(): void;
  say(text: string): void;
}

const ONE_MOMENT = 'One moment. The button unlocks a second after the plan is shown.';
const NOTHING_SENT = 'Nothing is sent until you approve.';
const BUSY =
  'The records are busy: another program on this computer is writing to them. Trying again by itself.';
const STILL_BUSY = 'Still busy. Nothing was decided; try again later.';
const NAMES: Record<Choice, string> = { approve: 'approval', decline: 'answer' };
const SLOW = 1000;
const TOO_SLOW = 10_000;

/** The one place where something is decided. */
export class DecisionBar {
  readonly element: HTMLElement;
  readonly #head: PlanHead;
  readonly #deciding: Deciding;
  readonly #lock = new Lock(() => this.#check());
  readonly #sentence = h('p', { id: 'why', class: 'small soft' });
  readonly #field: HTMLInputElement | undefined;
  readonly #yes: HTMLButtonElement | undefined;
  readonly #no: HTMLButtonElement;
  /** All rows must be there before somebody approves them. */
  #rows: { read: number; of: number } | 'here' | 'unreadable' = { read: 0, of: 0 };
  #isSent = false;
  #refusal: string | undefined;

  constructor(head: PlanHead, deciding: Deciding) {
    this.#head = head;
    this.#deciding = deciding;
    const { decision } = head;
    this.#field = decision?.type && this.#typedField();
    this.#yes = decision && this.#approveButton(decision);
    this.#no = h('button', { 'data-do': 'decline', on: { click: () => this.#press('decline') } }, 'Decline');
    const label =
      this.#field && h('label', { for: 'typed', id: 'need' }, decision?.type?.label, ' ', this.#field);
    this.element = h(
      'section',
      { class: 'bar', 'aria-label': 'Your decision' },
      h('div', {}, this.#sentence, label, h('div', { class: 'act' }, this.#no, this.#yes)),
    );
    this.#check();
  }

  end(): void {
    this.#lock.end();
  }

  rows(rows: { read: number; of: number } | 'here' | 'unreadable'): void {
    this.#rows = rows;
    this.#check();
  }

  #approveButton({ label, danger }: NonNullable<PlanHead['decision']>): HTMLButtonElement {
    const press = () => this.#press('approve');
    // A key that is held down does not go on pressing the button that it has just reached.
    const keydown = (event: KeyboardEvent) => event.repeat && event.preventDefault();
    return h(
      'button',
      {
        class: danger ? 'main cut' : 'main',
        'data-do': 'approve',
        'aria-describedby': this.#field ? 'why need' : 'why',
        on: { click: press, keydown },
      },
      label,
    );
  }

  #typedField(): HTMLInputElement {
    const enter = (event: KeyboardEvent) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      if (this.#isRight) this.#yes?.focus();
    };
    const input = () => this.#check();
    const on = { keydown: enter, input };
    const attributes = { inputmode: 'numeric', autocomplete: 'off', maxlength: 9, 'aria-describedby': 'why' };
    return h('input', { id: 'typed', ...attributes, on });
  }

  get #typed(): string | undefined {
    return this.#field?.value.trim();
  }

  get #isRight(): boolean {
    return this.#typed === this.#head.decision?.type?.text;
  }

  /** Why the plan cannot be approved at this moment. */
  get #obstacle(): string | undefined {
    if (this.#rows === 'unreadable')
      return 'Without its rows this plan cannot be approved here. You can decline it, or try again.';
    if (this.#rows !== 'here') {
      const { read, of } = this.#rows;
      const which = read > 0 ? `${thousands(read)} of ${thousands(of)} rows` : 'the rows';
      return `Reading ${which}. You can approve once they are all here.`;
    }
    if (!this.#lock.isOpen) return ONE_MOMENT;
    return this.#isRight ? undefined : this.#head.decision?.type?.label;
  }

  #check(): void {
    if (this.#isSent) return;
    if (this.#yes) lock(this.#yes, this.#obstacle !== undefined);
    lock(this.#no, false);
    this.#show(this.#head.why ?? this.#wrongNumber ?? this.#waitsForRows ?? this.#refusal ?? NOTHING_SENT);
  }

  get #wrongNumber(): string | undefined {
    const [typed, text] = [this.#typed, this.#head.decision?.type?.text];
    return typed && text !== undefined && !text.startsWith(typed) ? `That is not ${text}.` : undefined;
  }

  get #waitsForRows(): string | undefined {
    return this.#rows === 'here' ? undefined : this.#obstacle;
  }

  /** Changed text only: what stands there already is not read aloud again. */
  #show(text: string): void {
    if (this.#sentence.textContent !== text) this.#sentence.textContent = text;
  }

  #press(choice: Choice): void {
    if (this.#isSent) return;
    if (choice === 'approve' && this.#yes && isLocked(this.#yes)) {
      this.#explain();
      return;
    }
    this.#isSent = true;
    for (const button of [this.#yes, this.#no]) if (button) lock(button, true);
    void this.#send(choice);
  }

  #explain(): void {
    const reason = this.#obstacle;
    if (reason === undefined) return;
    this.#show(reason);
    this.#deciding.say(reason);
    if (this.#rows === 'here' && this.#lock.isOpen) this.#field?.focus();
  }

  async #send(choice: Choice): Promise<void> {
    const sending = setTimeout(() => this.#tell(`Sending your ${NAMES[choice]}…`), SLOW);
    const late = setTimeout(() => this.#noAnswer(choice, '10 seconds ago'), TOO_SLOW);
    try {
      const refused = await this.#untilNotBusy(choice, Date.now() + TOO_SLOW);
      if (refused) this.#refused(refused);
    } catch (error) {
      if (!(error instanceof NoAnswer)) reportError(error);
      this.#noAnswer(choice, 'just now');
    } finally {
      clearTimeout(sending);
      clearTimeout(late);
    }
  }

  /** A refusal says that nothing was done: to ask again repeats nothing. */
  async #untilNotBusy(choice: Choice, until: number): Promise<Refused | undefined> {
    for (;;) {
      const refused = await this.#deciding.send(choice, choice === 'approve' ? this.#typed : undefined);
      if (refused?.refused !== 'busy') return refused;
      if (Date.now() > until) return { ...refused, text: STILL_BUSY };
      this.#tell(BUSY);
      await new Promise((resolve) => setTimeout(resolve, SLOW));
    }
  }

  #refused({ text }: Refused): void {
    this.#isSent = false;
    this.#refusal = text;
    this.#check();
    this.#deciding.say(text);
  }

  #noAnswer(choice: Choice, when: string): void {
    const text = `No answer yet. Your ${NAMES[choice]} was sent ${when} and the program has not answered. It may have arrived. `;
    const again = h(
      'button',
      { 'data-do': 'look', on: { click: () => this.#deciding.look() } },
      'Look again',
    );
    fill(this.#sentence, text, again);
    this.#deciding.say(text);
  }

  #tell(text: string): void {
    this.#show(text);
    this.#deciding.say(text);
  }
}
