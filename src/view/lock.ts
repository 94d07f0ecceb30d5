/** It may have opened under somebody's typing. */
const AT_FIRST = 1000;
const AFTER_RETURN = 500;

let isOpen = false;
let needed = AT_FIRST;
let timer = 0;
let changed = () => {};

/** Whether a person could see the page for a second, and for half a second since they came back to it. */
export function isUnlocked(): boolean {
  return isOpen;
}

/** Locks for a second; `hear` hears of each change. */
export function lockAgain(hear: () => void): void {
  [changed, isOpen, needed] = [hear, false, AT_FIRST];
  look();
}

addEventListener('focus', look);
addEventListener('blur', look);
document.addEventListener('visibilitychange', look);

function look(): void {
  const isSeen = document.visibilityState === 'visible' && document.hasFocus();
  clearTimeout(timer);
  if (isSeen && !isOpen) timer = setTimeout(() => set(true), needed);
  if (!isSeen && isOpen) set(false);
}

function set(open: boolean): void {
  [isOpen, needed] = [open, AFTER_RETURN];
  changed();
}
