import { digitsOf } from './numbers/phone.ts';

const NUMBER = 'number:';

/** The key under which the journal has a number: by its digits, so that all spellings are one. None for one without digits. */
export function keysOfNumber(number: string): string[] {
  const digits = digitsOf(number);
  return digits === '' ? [] : [`${NUMBER}+${digits}`];
}

export function isNumberKey(key: string): boolean {
  return key.startsWith(NUMBER);
}

/** The keys that an id or a number may have: some accounts write numbers without their plus. */
export function keysOf(ref: string): string[] {
  return /^\+?\d+$/.test(ref) ? [ref, ...keysOfNumber(ref)] : [ref];
}
