import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { pointTo } from '../pointTo.ts';
import { atEnd, launch, MAIN, NODE, openSandbox, run, temporary, tidyUp } from './bundle.ts';

afterAll(tidyUp);

async function environment() {
  const dataDir = temporary();
  const sandbox = await openSandbox({ contacts: 1 });
  return { dataDir, env: { ...pointTo(sandbox), VOBIZ_DATA_DIR: dataDir } };
}

async function storeIn(dataDir: string) {
  const store = await openStore(dataDir);
  atEnd(() => store.close());
  return store;
}

describe.concurrent('check fails where nothing can be kept:', () => {
  test.each<[string, (dataDir: string) => unknown]>([
    [
      'the data folder is a file',
      (dataDir) => {
        rmSync(dataDir, { recursive: true });
        writeFileSync(dataDir, '');
      },
    ],
    ['the store is a link to itself', (dataDir) => symlinkSync('store.db', join(dataDir, 'store.db'))],
    ['the store is a link to nowhere', (dataDir) => symlinkSync('no/store.db', join(dataDir, 'store.db'))],
    ['the store is a folder', (dataDir) => mkdirSync(join(dataDir, 'store.db'))],
    [
      'there can be no locks',
      async (dataDir) => {
        await (await openStore(dataDir)).close();
        rmSync(join(dataDir, 'locks'), { recursive: true });
        writeFileSync(join(dataDir, 'locks'), '');
      },
    ],
  ])('%s', async (_why, spoil) => {
    const { dataDir, env } = await environment();
    await spoil(dataDir);
    const { code, stdout, stderr } = await run(['check'], env);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/FAIL {2}Store: [^\n]*cannot be[^\n]*\n {6}Next: Make that folder writable/);
    expect(stdout).toContain(dataDir);
  });

  test('below a file there is no room for a store, either', async () => {
    const { dataDir, env } = await environment();
    writeFileSync(join(dataDir, 'plain'), '');
    const below = await run(['check'], { ...env, VOBIZ_DATA_DIR: join(dataDir, 'plain', 'data') });
    expect(below.code).toBe(1);
    for (const part of ['Store', 'Files'])
      expect(below.stdout).toMatch(
        new RegExp(`FAIL {2}${part}: \\S+ cannot be made; \\S+/plain is not a folder\n {6}Next: `),
      );
    const fresh = await run(['check'], { ...env, VOBIZ_DATA_DIR: join(dataDir, 'new', 'data') });
    expect([fresh.code, fresh.stdout]).toEqual([
      0,
      expect.stringMatching(/ok {4}Store: .* does not exist yet/),
    ]);
    expect(readdirSync(dataDir)).toEqual(['plain']);
  });

  test('the disk is full, although the store can be read', async () => {
    const { dataDir, env } = await environment();
    await storeIn(dataDir);
    expect((await run(['check'], env)).code).toBe(0);
    const script = `ulimit -f 0; exec "${NODE}" "${MAIN}" check`;
    const { said, ended } = launch(['-e', shell(script)], env);
    expect((await ended).code).toBe(1);
    expect(said.stdout).toMatch(/FAIL {2}Store: [^\n]*cannot be written/);
  });
});

function shell(script: string): string {
  return `const { status } = require('node:child_process').spawnSync('sh', ['-c', ${JSON.stringify(script)}], { stdio: 'inherit' }); process.exit(status)`;
}

describe.concurrent('check', () => {
  test('reports a damaged store, and does not move it', async () => {
    const { dataDir, env } = await environment();
    writeFileSync(join(dataDir, 'store.db'), 'x'.repeat(9000));
    const { code, stdout } = await run(['check'], env);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/FAIL {2}Store: [^\n]* is damaged/)]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('store.db'))).toEqual(['store.db']);
  });

  test('names a damaged store that was set aside, until somebody deletes it', async () => {
    const { dataDir, env } = await environment();
    writeFileSync(join(dataDir, 'store.db'), 'x'.repeat(9000));
    const { setAside = '' } = await storeIn(dataDir);
    for (let time = 1; time <= 2; time += 1) {
      const { code, stdout } = await run(['check'], env);
      expect(code).toBe(1);
      expect(stdout).toContain(`FAIL  Store: an unreadable store was set aside as ${setAside}`);
      expect(stdout).toContain('Next: Delete that file');
    }
    rmSync(setAside);
    expect((await run(['check'], env)).code).toBe(0);
  });
});
