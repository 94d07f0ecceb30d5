import Big from 'big.js';

/** A number as JSON and people write it, with a sign before it at most. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** Of so few digits no two are the same to JavaScript, as long as no exponent takes them out of its reach. */
const FEW_DIGITS = /^[\d.+-]{1,15}$/;

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** Negative when the first is smaller, 0 when both are the same number: exact, however many digits they have. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  // Rounding may make two numbers equal, but never turns their order round.
  if (x !== y) return x < y ? -1 : 1;
  if (a === b || (FEW_DIGITS.test(a) && FEW_DIGITS.test(b))) return 0;
  return new Big(withoutPlus(a)).cmp(withoutPlus(b));
}

function withoutPlus(text: string): string {
  return text.replace(/^\+/, '');
}
