import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { start } from './harness.ts';

test('size', async () => {
  const { client } = await start({});
  const { tools } = await client.listTools();
  const s = JSON.stringify(tools);
  writeFileSync('/tmp/dd/tools.json', JSON.stringify(tools, null, 1));
  console.log('BYTES', Buffer.byteLength(s), Buffer.byteLength(s) / 3.55);
  for (const t of tools) console.log(t.name, Buffer.byteLength(JSON.stringify(t)), JSON.stringify(t));
});
