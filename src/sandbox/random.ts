/** Numbers in [0, 1) that are the same for the same seed. */
export type Random = () => number;

/** A small generator (a 32-bit counter, mixed), so that seeded runs repeat on every machine. */
export function seeded(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
  };
}

/** One of the choices. */
export function pick(random: Random, choices: readonly string[]): string {
  return choices[Math.floor(random() * choices.length)] ?? '';
}

/** An id in the given style. */
export function newId(style: 'uuid' | 'short' | 'number', random: Random): string {
  const [a, b, c, d] = [word(random), word(random), word(random), word(random)];
  if (style === 'short') return `cnt_${a}${b}${c}`;
  if (style === 'number') return String(BigInt(`0x1${a}${b}`));
  return `${a}-${b.slice(4)}-4${b.slice(1, 4)}-a${c.slice(5)}-${c.slice(0, 4)}${d}`;
}

function word(random: Random): string {
  return (random() * 4294967296).toString(16).padStart(8, '0');
}
