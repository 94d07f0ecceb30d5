import Big from 'big.js';

/** A number as JSON and people write it. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** JavaScript tells numbers of so few digits apart, unless an exponent takes them out of its range. */
const FEW_DIGITS = /^[\d.+-]{1,15}$/;

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** Negative when the first is smaller, 0 when both are the same number; exact for any count of digits. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  // Rounding may make two numbers equal, but never reverses their order.
  if (x !== y) return x < y ? -1 : 1;
  if (a === b || (FEW_DIGITS.test(a) && FEW_DIGITS.test(b))) return 0;
  return new Big(withoutPlus(a)).cmp(withoutPlus(b));
}

function withoutPlus(text: string): string {
  return text.replace(/^\+/, '');
}
