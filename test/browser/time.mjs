// Loaded before the server: its waits are so many times shorter, and its clock is ahead by what a file says.
import fs from 'node:fs';

const { TEST_SPEED = '1', TEST_CLOCK } = process.env;
const speed = Number(TEST_SPEED);
/** Shorter waits are left as they are. */
const LONG = 1000;

const { setTimeout } = globalThis;
const wait = (work, ms, ...rest) => setTimeout(work, ms >= LONG ? ms / speed : ms, ...rest);
globalThis.setTimeout = Object.defineProperties(wait, Object.getOwnPropertyDescriptors(setTimeout));

const passed = performance.now.bind(performance);
performance.now = () => passed() * speed;

const clock = Date.now;
let ahead = 0;
const look = () => {
  try {
    ahead = Number(fs.readFileSync(TEST_CLOCK, 'utf8'));
  } catch {
    ahead = 0;
  }
};
if (TEST_CLOCK) setInterval(look, 50).unref();
Date.now = () => clock() + ahead;
