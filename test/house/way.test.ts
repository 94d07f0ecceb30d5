import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { start } from '../harness.ts';
import { applied, plan } from '../tools/plans.ts';
import { fill } from '../tools/world.ts';
import { filesOnTheWay } from './way.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SECTION = /^## The way of one plan\n([\s\S]*?)^## /m;
const ROOMS = /^(tools|words|plans)[/]/;

test('the way of one plan leads through the files that CONTRIBUTING names, and no others of their rooms', async () => {
  const [, section = ''] = SECTION.exec(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')) ?? [];
  const named = [...section.matchAll(/`((?:tools|words|plans)[/][\w/]+)`/g)].map(([, path]) => `${path}.ts`);
  const world = await start({ sandbox: { contacts: 0 } });
  fill(world.sandbox, { name: 'Asha', tags: ['lead'] }, { name: 'Bela', tags: ['lead'] });
  const files = await filesOnTheWay(join(ROOT, 'src'), async () => {
    const planned = await plan(world, 'plan_update', { contacts: ['p1', 'p2'], add_tags: ['vip'] });
    await applied(world, planned);
    await world.call('get_plan', { plan_id: planned.plan_id, items: 'all' });
    await applied(world, await plan(world, 'plan_undo', { plan_id: planned.plan_id }));
  });
  expect([...new Set(named)].sort()).toEqual(files.filter((path) => ROOMS.test(path)));
  expect(section.trim().split('\n').length).toBeLessThanOrEqual(25);
});
