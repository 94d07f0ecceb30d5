import { expect, test } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { crowd, fill } from '../tools/world.ts';

/** How often other work of this process runs while a call is answered. */
async function turnsDuring({ call }: Harness, name: string, args: Record<string, unknown>): Promise<number> {
  let turns = 0;
  let over = false;
  const turn = () => {
    turns += 1;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  await call(name, args);
  over = true;
  return turns;
}

test.each([
  ['find_contacts', { text: 'person', sample: 0 }],
  ['list_tags', {}],
  ['find_duplicates', { by: 'name' }],
])('%s over a large account lets other calls go on meanwhile', async (name, args) => {
  const world = await start();
  fill(world.sandbox, ...crowd(9000, () => ({})));
  await world.call('find_contacts', { sample: 0 });
  // Over a small account it is two or three times.
  expect(await turnsDuring(world, name, args)).toBeGreaterThanOrEqual(8);
});
