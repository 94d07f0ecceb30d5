import { randomInt } from 'node:crypto';

/** Without 0, 1, I and O, which people confuse. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';

/** Eight random letters, short enough for people to type in a chat. */
export function randomId(): string {
  return Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
