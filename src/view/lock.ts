/** It may have opened under somebody's typing. */
const AT_FIRST = 1000;
const AFTER_RETURN = 500;

/** Opens after a second in which a person could see the page; again half a second after they came back to it. */
export class Lock {
  readonly #ended = new AbortController();
  readonly #changed: () => void;
  #isOpen = false;
  #left = AT_FIRST;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
    const { signal } = this.#ended;
    const look = () => this.#look(document.visibilityState === 'visible' && document.hasFocus());
    addEventListener('focus', look, { signal });
    addEventListener('blur', () => this.#look(false), { signal });
    document.addEventListener('visibilitychange', look, { signal });
    look();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  end(): void {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  #look(isSeen: boolean): void {
    if (isSeen && this.#timer === undefined) {
      this.#since = performance.now();
      this.#timer = setTimeout(() => this.#set(true), this.#left);
    }
    if (isSeen || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left = Math.max(AFTER_RETURN, this.#left - (performance.now() - this.#since));
    this.#set(false);
  }

  #set(isOpen: boolean): void {
    this.#isOpen = isOpen;
    if (isOpen) this.#left = AFTER_RETURN;
    this.#changed();
  }
}
