/** So many lines, most of them spoilt: random bytes, messages that are cut, joined, or in pieces; and the ids of the good messages. */
export function garble(seed: number, count: number, from = 0): { bytes: Buffer; good: number[] } {
  const random = generator(seed);
  const good: number[] = [];
  const lines = Array.from({ length: count }, (_, n) => {
    const id = from + n;
    const message = JSON.stringify({ jsonrpc: '2.0', id, method: METHODS[id % METHODS.length], params: {} });
    if (id === 0 || random() < 0.1) {
      good.push(id);
      return Buffer.from(id === 0 ? HELLO : message);
    }
    return spoil(message, random);
  });
  return { bytes: Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])), good };
}

const METHODS = ['ping', 'prompts/list', 'resources/templates/list'];
const HELLO = JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'garble', version: '1' } },
});

function spoil(message: string, random: () => number): Buffer {
  const at = 1 + Math.floor(random() * (message.length - 2));
  const ways = [
    () => Buffer.from(message.slice(0, at)),
    () => Buffer.from(message.slice(at)),
    () => Buffer.from(message + message),
    () => Buffer.from(`${message.slice(at)}${message.slice(0, at)}`),
    () => Buffer.from(message, 'utf16le').subarray(0, at),
    () => Buffer.from(Array.from({ length: at }, () => 11 + Math.floor(random() * 245))),
  ];
  return ways[Math.floor(random() * ways.length)]?.() ?? Buffer.from('');
}

/** The same numbers for the same seed, from 0 to 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
