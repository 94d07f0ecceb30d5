import type { Decision, PlanHead, Progress, Refused, Row, Source } from './contract.ts';
import { DecisionBar } from './decision.ts';
import { type Child, fill, h } from './dom.ts';
import type { Frame } from './frame.ts';
import { ended, goneBar, note, REPLACED, ROWS_UNREADABLE, type Said } from './gone.ts';
import { isWaiting, layout } from './layout.ts';
import { List } from './list.ts';
import { Meter } from './progress.ts';
import { actions } from './receipt.ts';
import { isRefused, orNobody, Poll, readRows } from './source.ts';

/** A plan from its first look to its receipt. */
export async function showPlan(frame: Frame, source: Source, planId: string): Promise<Refused | undefined> {
  const head = await source.plan(planId);
  if (isRefused(head)) return head;
  new PlanScreen(frame, source, head).begin();
  return undefined;
}

class PlanScreen {
  readonly #frame: Frame;
  readonly #source: Source;
  readonly #poll: Poll;
  readonly #list = new List();
  readonly #notes = h('div', { class: 'notes' });
  #head: PlanHead;
  #decision: DecisionBar | undefined;
  #meter: Meter | undefined;
  /** What this window sent, until it is answered. */
  #pressed: string | undefined;
  /** Why a press changed nothing, or who decided instead. */
  #note: Said | undefined;
  #busy: Said | undefined;
  #newer: PlanHead['newer'];
  #since = 0;
  #looks = 0;
  #readings = 0;
  /** What ended while rows were read: they may have been read before. */
  #meanwhile: Progress['changed'] = [];

  constructor(frame: Frame, source: Source, head: PlanHead) {
    this.#frame = frame;
    this.#source = source;
    this.#head = head;
    this.#newer = head.newer;
    this.#poll = new Poll({
      ask: () => this.#ask(),
      lost: () => this.#lost(),
      back: () => void this.#again(),
    });
  }

  begin(): void {
    this.#draw();
    void this.#readRows();
    this.#frame.doors.hear((planId) => {
      if (planId === this.#head.plan_id) void this.#poll.now();
    });
    addEventListener('pageshow', (event) => {
      if (event.persisted) void this.#again();
    });
  }

  async #ask(): Promise<void> {
    const answer = await this.#source.progress(this.#head.plan_id, this.#since);
    if (isRefused(answer)) this.#refused(answer);
    else await this.#hear(answer);
  }

  async #hear(progress: Progress): Promise<void> {
    const { since, changed, newer = this.#newer, state, moving, decided } = progress;
    this.#since = since;
    this.#meanwhile = [...this.#meanwhile, ...changed];
    this.#list.change(changed);
    this.#meter?.show(progress, this.#head.title);
    const isNews = this.#busy !== undefined || newer?.plan_id !== this.#newer?.plan_id;
    this.#newer = newer;
    this.#busy = undefined;
    if (state !== this.#head.state || moving !== this.#head.moving) {
      if (decided !== undefined && this.#pressed === undefined)
        this.#note ??= { title: 'Decided elsewhere', text: `${decided} Nothing was decided on this page.` };
      await this.#again();
    } else if (isNews) this.#drawNotes();
  }

  /** Reads the plan again and shows it as it is now. */
  async #again(): Promise<void> {
    const look = ++this.#looks;
    const head = await orNobody(this.#source.plan(this.#head.plan_id));
    if (head === undefined || look !== this.#looks) return;
    if (isRefused(head)) return this.#refused(head);
    const isOther = head.state !== this.#head.state;
    if (isOther) this.#pressed = undefined;
    this.#head = head;
    this.#newer = head.newer ?? this.#newer;
    this.#draw();
    if (isOther) this.#frame.focusTitle();
    await this.#readRows();
  }

  /** The plan stays on the screen; only what could be done with it goes. */
  #refused(refused: Refused): void {
    if (refused.again) {
      this.#busy = refused;
      this.#drawNotes();
      return;
    }
    this.#poll.end();
    this.#bar(goneBar(refused, this.#toNewer()));
  }

  #lost(): void {
    const { moving, until } = this.#head;
    const button = h(
      'button',
      { 'data-do': 'retry', on: { click: () => void this.#poll.now() } },
      'Try again',
    );
    this.#bar(goneBar(ended({ pressed: this.#pressed, moving, until }), button));
  }

  #bar(bar: HTMLElement | DecisionBar | undefined): void {
    this.#decision?.end();
    this.#decision = bar instanceof DecisionBar ? bar : undefined;
    this.#frame.bar(bar instanceof DecisionBar ? bar.element : bar);
  }

  #draw(): void {
    const head = this.#head;
    this.#frame.head(head.account, head.sandbox, undefined);
    this.#list.describe(head);
    this.#meter = head.moving ? this.#newMeter() : undefined;
    const parts = {
      notes: this.#notes,
      meter: this.#meter,
      actions: actions(head, this.#source, this.#frame.doors),
      list: this.#list.element,
    };
    this.#frame.show(head.title, layout(head, parts));
    this.#drawNotes();
    this.#bar(isWaiting(head) ? this.#newDecision() : this.#closing());
  }

  /** What a bar says is not said above the plan as well. */
  #drawNotes(): void {
    const waits = isWaiting(this.#head);
    const newer = this.#newer && { title: 'A newer plan waits', text: this.#newer.title };
    fill(
      this.#notes,
      this.#busy && note(this.#busy),
      this.#note && (waits || this.#head.moving || this.#newer) && note(this.#note),
      waits && newer && note(newer, this.#toNewer()),
    );
    if (this.#notes.textContent !== '') this.#frame.say(this.#notes.textContent ?? '');
  }

  #toNewer(): Child {
    const id = this.#newer?.plan_id;
    return id !== undefined && [' ', h('a', { href: `/plans/${id}` }, 'Look at the new plan')];
  }

  #closing(): HTMLElement | undefined {
    if (this.#newer) return goneBar(REPLACED, this.#toNewer());
    return this.#note && !this.#head.moving ? goneBar(this.#note) : undefined;
  }

  #newDecision(): DecisionBar {
    return new DecisionBar(this.#head, {
      send: (choice, typed) => this.#decide(choice, typed),
      look: () => void this.#again(),
      say: (text) => this.#frame.say(text),
    });
  }

  async #decide(decision: Decision['decision'], typed: string | undefined): Promise<Refused | undefined> {
    const { plan_id, hash } = this.#head;
    this.#pressed = decision === 'approve' ? 'approval' : 'answer';
    const given = { plan_id, hash, decision, ...(typed === undefined ? {} : { typed }) };
    const answer = await this.#source.decide(given);
    this.#pressed = undefined;
    if (!isRefused(answer)) this.#frame.doors.tell(plan_id);
    else if (answer.again || answer.refused === 'early' || answer.refused === 'typed') return answer;
    else this.#note = answer;
    if (isRefused(answer) && answer.refused === 'session') this.#refused(answer);
    else await this.#again();
    return undefined;
  }

  #newMeter(): Meter {
    const { plan_id, can } = this.#head;
    const stop = async () => {
      const answer = await this.#source.stop(plan_id);
      if (isRefused(answer)) return this.#refused(answer);
      this.#frame.doors.tell(plan_id);
      await this.#hear(answer);
    };
    void this.#poll.now();
    return new Meter({
      stop: can.stop ? stop : undefined,
      say: (text) => this.#frame.say(text),
      title: (text) => this.#frame.title(text),
    });
  }

  /** Reads all rows; those that are shown stay until the others are there. */
  async #readRows(): Promise<void> {
    const reading = ++this.#readings;
    const isWanted = () => reading === this.#readings;
    const rows: Row[] = [];
    this.#meanwhile = [];
    const of = this.#head.tabs.reduce((sum, { count }) => sum + count, 0);
    const hear = (portion: readonly Row[]) => {
      rows.push(...portion);
      if (reading === 1) this.#list.add(portion);
      this.#decision?.rows({ read: rows.length, of });
    };
    const refused = await orNobody(
      readRows(this.#source, this.#head.plan_id, hear, isWanted),
      ROWS_UNREADABLE,
    );
    if (!isWanted()) return;
    this.#decision?.rows(refused ? 'unreadable' : 'here');
    if (refused) return this.#list.unreadable(refused, () => void this.#again());
    this.#list.end(rows);
    this.#list.change(this.#meanwhile);
  }
}
