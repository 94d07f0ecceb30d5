/** It may have opened under somebody's typing. */
const AT_FIRST = 1000;
const AFTER_RETURN = 500;

let isOpen = false;
let left = AT_FIRST;
let since = 0;
let timer = 0;
let changed = () => {};

/** Whether a person could see the page for a second, and for half a second since they came back to it. */
export function isUnlocked(): boolean {
  return isOpen;
}

/** Locks for a second; `hear` hears of each change. */
export function lockAgain(hear: () => void): void {
  changed = hear;
  left = AT_FIRST;
  close();
  look();
}

addEventListener('focus', look);
addEventListener('blur', close);
document.addEventListener('visibilitychange', look);

function look(): void {
  const isSeen = document.visibilityState === 'visible' && document.hasFocus();
  if (!isSeen) close();
  else if (timer === 0) {
    since = performance.now();
    timer = setTimeout(() => set(true), left);
  }
}

function close(): void {
  if (timer === 0) return;
  clearTimeout(timer);
  timer = 0;
  left = Math.max(AFTER_RETURN, isOpen ? 0 : left - (performance.now() - since));
  set(false);
}

function set(open: boolean): void {
  isOpen = open;
  changed();
}
