import { describe, expect, test } from 'vitest';
import { NAME, VERSION } from '../../src/version.ts';
import { person, start } from '../harness.ts';
import { crowd, fill } from '../tools/world.ts';
import { callWith, ERAS, type Progress, protocolError } from './clients.ts';

/** An account that is slow to read: `count / 100` pages, one after another. */
function slow(count: number, latencyMs: number) {
  return { sandbox: { contacts: count, latencyMs }, env: { VOBIZ_CONCURRENCY: '1' } };
}

describe.each(ERAS)('a connection of the %s era', (era) => {
  test('names the server, the revision and the rules', async () => {
    const { client } = await start({ era });
    expect(client.getServerVersion()).toMatchObject({ name: NAME, version: VERSION });
    expect(client.getInstructions()).toContain('Contacts of a Vobiz account');
    expect(client.getServerCapabilities()).toMatchObject({
      tools: {},
      resources: {},
      prompts: {},
      completions: {},
    });
  });

  test('has prompts that lead to a plan, and one for the setup, and names a missing argument', async () => {
    const { client } = await start({ era });
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual([
      'tag_contacts',
      'tidy_tags',
      'import_sheet',
      'clean_up_duplicates',
      'help_me_set_up',
    ]);
    const args = { who: 'everyone from Acme', tag: 'vip\u202e' };
    const { messages } = await client.getPrompt({ name: 'tag_contacts', arguments: args });
    expect(JSON.stringify(messages)).toMatch(/everyone from Acme.*`plan_update`.*only when I approve/);
    expect(JSON.stringify(messages)).not.toContain('\u202e');
    const lacking = client.getPrompt({ name: 'tag_contacts', arguments: { who: 'all' } });
    expect(await protocolError(lacking)).toMatch(/tag_contacts needs tag/);
    expect(await protocolError(client.getPrompt({ name: 'tag' }))).toMatch(/no prompt "tag"/);
  });

  test('answers an unknown tool with the nearest name, or with all names', async () => {
    const { call } = await start({ era });
    expect(await protocolError(call('list_contact'))).toMatch(
      /no tool "list_contact". Did you mean list_contacts\?/,
    );
    expect(await protocolError(call('make_coffee'))).toMatch(
      /no tool "make_coffee". There are list_contacts, get_contact/,
    );
    expect(await protocolError(call('x\u202e\n'))).toContain('\\u{202e}');
  });

  test('reports progress of a slow walk to a client with a token, and the progress only grows (promise 16)', async () => {
    const { client } = await start({ era, ...slow(600, 20) });
    const told: Progress[] = [];
    await callWith(client, 'list_tags', {}, { onprogress: (progress) => told.push(progress) });
    const steps = told.map(({ progress }) => progress);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
    expect(told.at(-1)).toMatchObject({ total: 600 });
    expect(told[0]?.message).toMatch(/contacts/);
  });

  test('stops requests when the client cancels a walk, and the next call begins anew', async () => {
    const { client, call, sandbox } = await start({ era, ...slow(800, 30) });
    const cancel = new AbortController();
    const walking = callWith(client, 'list_tags', {}, { signal: cancel.signal });
    await expect.poll(() => sandbox.requests.length).toBeGreaterThan(2);
    cancel.abort();
    await expect(walking).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const asked = sandbox.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(sandbox.requests.length).toBe(asked);
    expect(asked).toBeLessThan(8);
    expect((await call('list_tags')).data).toMatchObject({ total_contacts: 800, complete: true });
  });

  test('goes on with a walk that one client cancelled and another waits for', async () => {
    const { client, call } = await start({ era, ...slow(1000, 30) });
    const cancel = new AbortController();
    const walking = callWith(client, 'list_tags', {}, { signal: cancel.signal });
    const other = call('find_contacts', { sample: 0 });
    setTimeout(() => cancel.abort(), 80);
    await expect(walking).rejects.toThrow();
    expect((await other).data).toMatchObject({ total: 1000, complete: true });
  });
});

describe.each(ERAS)('calls that are cancelled, %s era', (era) => {
  test('keeps its answers apart when many calls are under way', async () => {
    const { call, sandbox } = await start({ era });
    fill(sandbox, ...crowd(50));
    const answers = await Promise.all(crowd(50).map((_, n) => call('get_contact', { contact: `p${n + 1}` })));
    expect(answers.map(({ data }) => data['contact'])).toMatchObject(
      crowd(50).map((_, n) => ({ id: `p${n + 1}` })),
    );
  });
});

describe('a cancelled walk', () => {
  test('does not fail the call that comes right after it', async () => {
    const { client, call, sandbox } = await start(slow(500, 40));
    const cancel = new AbortController();
    const walking = callWith(client, 'list_tags', {}, { signal: cancel.signal });
    await expect.poll(() => sandbox.requests.length).toBeGreaterThan(1);
    const cancelled = expect(walking).rejects.toThrow();
    cancel.abort();
    const next = await call('list_tags');
    await cancelled;
    expect(next).toMatchObject({ isError: false, data: { total_contacts: 500, complete: true } });
  });
});

describe('a legacy client', () => {
  test('gets no progress when it sends no token', async () => {
    const { client, call } = await start({ ...slow(600, 20) });
    const strays: unknown[] = [];
    client.onerror = (error) => strays.push(error);
    await call('list_tags');
    expect(strays).toEqual([]);
  });
});

describe.each(ERAS)('modes, %s era', (era) => {
  test.each([
    ['no-delete', ['delete_contact', 'plan_delete', 'plan_merge'], 16],
    [
      'read-only',
      ['create_contact', 'update_contact', 'delete_contact', 'import_contacts', 'apply_plan', 'stop_plan'],
      13,
    ],
  ] as const)('%s leaves tools out, and says so of each one that is called', async (mode, hidden, left) => {
    const env = { VOBIZ_MODE: mode };
    const { client, call, sandbox } = await start({ era, env, forms: person('accept') });
    const listed = (await client.listTools()).tools.map(({ name }) => name);
    expect(listed).toHaveLength(left);
    for (const name of hidden) {
      expect(listed).not.toContain(name);
      expect(await protocolError(call(name, { contact: 'p1' }))).toMatch(
        `${name} is not available: this server runs with VOBIZ_MODE=${mode}`,
      );
    }
    expect(client.getInstructions()).toContain(`VOBIZ_MODE=${mode}`);
    expect(sandbox.requests).toEqual([]);
  });
});
