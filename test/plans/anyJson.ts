import fc from 'fast-check';

const digits = (max: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength: max }).map((all) => all.join(''));
/** Every spelling that JSON has for a number. */
const number = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: digits(24).map((all) => all.replace(/^0+(?=\d)/, '')),
    fraction: fc.oneof(
      fc.constant(''),
      digits(24).map((all) => `.${all}`),
    ),
    exponent: fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      fc
        .record({ e: fc.constantFrom('e', 'E'), sign: fc.constantFrom('', '+', '-'), power: digits(4) })
        .map(({ e, sign, power }) => `${e}${sign}${power}`),
    ),
  })
  .map(({ sign, whole, fraction, exponent }) => `${sign}${whole}${fraction}${exponent}`);
const text = fc.string({ unit: 'binary', maxLength: 12 }).map((string) => JSON.stringify(string));
/** The text of any JSON value. */
export const { value: json } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    number,
    text,
    fc.constantFrom('null', 'true', 'false', '[]', '{}', '""'),
    fc.array(tie('value'), { maxLength: 4 }).map((all) => `[${all.join(', ')}]`),
    fc
      .dictionary(fc.oneof(fc.constant('__proto__'), fc.string({ maxLength: 6 })), tie('value'), {
        maxKeys: 4,
      })
      .map(object),
  ),
}));
/** The text of an object, of the texts of its values. */
export function object(attributes: Record<string, string>): string {
  return `{${Object.entries(attributes)
    .map(([key, value]) => `${JSON.stringify(key)}:${value}`)
    .join(',')}}`;
}

/** The text as JSON writes it without spaces. */
export function spaceless(json: string): string {
  return json.replace(/"(?:\\.|[^"\\])*"|\s/g, (token) => (token.startsWith('"') ? token : ''));
}
