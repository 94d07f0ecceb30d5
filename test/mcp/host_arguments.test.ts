import { describe, expect, test } from 'vitest';
import { tools } from '../../src/tools/index.ts';
import { type Harness, start } from '../harness.ts';
import { fill } from '../tools/world.ts';
import { EACH_TOOL } from './clients.ts';

const N8N = {
  sessionId: '8c1',
  action: 'sendMessage',
  chatInput: 'who is vip?',
  toolCallId: 'call_1',
  tool: {},
};

/** The log lines of the later calls. */
function listen({ context }: Harness): object[] {
  const logged: object[] = [];
  Object.assign(context, {
    log: { ...context.log, info: (facts: object, said: string) => logged.push({ said, ...facts }) },
  });
  return logged;
}

const host = (tool: string, names: readonly string[]) => ({
  said: 'arguments that the host added were passed over',
  tool,
  arguments: names,
});

describe('arguments that a host adds to every call', () => {
  test('are ignored by every tool, and logged by name alone', async () => {
    const harness = await start();
    fill(harness.sandbox, { tags: ['lead'] });
    const logged = listen(harness);
    const added = { ...N8N, random_string: 'x', requestContext: {}, _trace: null };
    for (const { name } of tools) {
      const args = { ...EACH_TOOL.find(([tool]) => tool === name)?.[1] };
      const { text } = await harness.call(name, { ...args, ...added });
      expect([name, text]).toEqual([name, expect.not.stringContaining('unknown argument')]);
      expect(logged).toContainEqual(host(name, Object.keys(added)));
    }
    expect(JSON.stringify(logged)).not.toContain('who is vip?');
  });

  const cases: readonly (readonly [object, readonly string[]])[] = [
    [{ toolCallId: 'call_1' }, []],
    [{ chatInput: 'hello' }, []],
    [{ toolCallId: 'call_1', tool: {} }, []],
    [{ sessionId: '8c1' }, ['sessionId']],
    [{ action: 'sendMessage', tool: {} }, ['action', 'tool']],
    [{ toolCallId: 'call_1', session_id: 'x' }, ['session_id']],
    [{ random_string: '', dummy: '' }, ['dummy']],
    [{ requestcontext: {} }, ['requestcontext']],
    [{ _: 1, _any: {} }, []],
    [{ _page: 2 }, ['_page']],
    [{ _Tag: 'vip' }, ['_Tag']],
    [{ limit_: 2 }, ['limit_']],
  ];
  test.each(cases)('%j to list_contacts: refused is %j', async (added, refused) => {
    const { call, sandbox } = await start();
    const { isError, text } = await call('list_contacts', { ...added, limit: 1 });
    expect([isError, sandbox.requests.length]).toEqual([refused.length > 0, refused.length > 0 ? 0 : 1]);
    for (const name of refused) expect(text).toContain(`"${name}"`);
    if (refused.length === 0) return;
    for (const name of Object.keys(added).filter((given) => !refused.includes(given)))
      expect(text).not.toContain(`"${name}"`);
  });

  test('are recognised at the outermost level alone', async () => {
    const { call } = await start();
    const attributes = [{ key: 'a', op: 'exists', toolCallId: 'call_1' }];
    expect((await call('find_contacts', { attributes })).text).toContain('unknown argument "toolCallId"');
  });
});
