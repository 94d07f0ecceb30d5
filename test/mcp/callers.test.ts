import { describe, expect, test } from 'vitest';
import { ERAS } from './clients.ts';
import { answersTo, helloIn, requestIn } from './stdio/connect.ts';

/** One or two sentences of this program: no dump of a schema library, no stack. */
const SENTENCE = /^[^\n{[]{10,300}$/;

describe.each(ERAS)('a mistake of the caller, %s era', (era) => {
  const ask = async (method: string, params?: object) => {
    const { answers, sandbox } = await answersTo([requestIn(era, 1, method, { ...params })]);
    expect(answers).toHaveLength(1);
    return { ...Object(answers[0]), requests: sandbox.requests };
  };

  test.each([
    ['resources/read', {}, '`resources/read` needs `uri`, a text.'],
    ['resources/read', { uri: 5 }, '`uri` of `resources/read` should be a text.'],
    ['resources/read', { uri: null }, '`uri` of `resources/read` should be a text.'],
    ['resources/read', { uri: ['vobiz://tags'] }, '`uri` of `resources/read` should be a text.'],
    ['prompts/get', {}, '`prompts/get` needs `name`, a text.'],
    [
      'prompts/get',
      { name: 'tag_contacts', arguments: 'all' },
      '`arguments` of `prompts/get` should be an object.',
    ],
    [
      'prompts/get',
      { name: 'tag_contacts', arguments: { who: 5, tag: 'vip' } },
      '`arguments.who` of `prompts/get` should be a text.',
    ],
    ['tools/call', {}, '`tools/call` needs `name`, a text.'],
    ['tools/call', { name: ['list_tags'] }, '`name` of `tools/call` should be a text.'],
    [
      'tools/call',
      { name: 'list_tags', arguments: ['vip'] },
      '`arguments` of `tools/call` should be an object.',
    ],
    ['tools/call', { name: 'list_tags', arguments: 5 }, '`arguments` of `tools/call` should be an object.'],
    [
      'tools/call',
      { name: 'list_tags', arguments: '{"a"' },
      '`arguments` of `tools/call` should be an object.',
    ],
    ['completion/complete', {}, '`completion/complete` needs `ref`, '],
    ['completion/complete', { ref: { type: 'ref/tool' } }, '`ref.type` of `completion/complete` should be '],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'x' } },
      '`completion/complete` needs `argument`, ',
    ],
    ['resources/list', { cursor: 5 }, '`cursor` of `resources/list` should be a text.'],
    ['tools/list', { cursor: { page: 1 } }, '`cursor` of `tools/list` should be a text.'],
  ])('%s %j is told in a sentence', async (method, params, words) => {
    const { error, requests } = await ask(method, params);
    expect(error).toEqual({ code: -32602, message: expect.stringContaining(words) });
    expect(error.message).toMatch(SENTENCE);
    expect(requests).toEqual([]);
  });

  test.each([
    ['prompts/get', { name: 'tag' }, /no prompt "tag"[\s\S]*tag_contacts/],
    ['prompts/get', { name: 'tag_contacts', arguments: { who: 'all' } }, /tag_contacts needs tag/],
    ['prompts/get', { name: 'tag_contacts', arguments: { who: 'all', tag: null } }, /tag_contacts needs tag/],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'a', value: '' } },
      /no prompt "x"/,
    ],
    ['resources/read', { uri: 'vobiz://people' }, /no resource vobiz:\/\/people/],
    ['resources/read', { uri: '' }, /There are vobiz:\/\/contacts/],
    ['tools/call', { name: 'make_coffee' }, /no tool "make_coffee"/],
  ])('%s %j names what there is', async (method, params, words) => {
    const { error } = await ask(method, params);
    expect(error).toMatchObject({ code: -32602, message: expect.stringMatching(words) });
  });

  test.each(['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'])(
    '%s begins at an empty cursor or null, and refuses a cursor that it did not issue',
    async (method) => {
      const [list] = Object.values((await ask(method)).result).filter(Array.isArray);
      for (const cursor of ['', null])
        expect(Object.values((await ask(method, { cursor })).result)).toContainEqual(list);
      for (const cursor of ['x', 'cGFnZTowMA', '2']) {
        const { error } = await ask(method, { cursor });
        expect(error).toMatchObject({
          code: -32602,
          message: expect.stringMatching(/not one of this server's[\s\S]*without a cursor/),
        });
      }
    },
  );

  test.each([
    ['no/such', /no method "no\/such"/],
    ['tool/list', /no method "tool\/list"\. Did you mean `tools\/list`\?/],
    ['', /no method ""/],
    ['__proto__', /no method "__proto__"/],
    ['x\u202e', /no method "x\\u\{202e\}"/],
  ])('the method %j is unknown', async (method, words) => {
    const { error } = await ask(method);
    expect(error).toEqual({ code: -32601, message: expect.stringMatching(words) });
  });

  test.each([null, '', [], '{}', {}])('`arguments` as %j count as not given', async (args) => {
    const { result } = await ask('tools/call', { name: 'list_contacts', arguments: args });
    expect(result).toMatchObject({ structuredContent: { total: 20 } });
  });

  test('`arguments` as JSON text are accepted', async () => {
    const { result } = await ask('tools/call', { name: 'list_contacts', arguments: '{"limit":3}' });
    expect(result).toMatchObject({ structuredContent: { total: 20, limit: 3 } });
  });
});

describe('`initialize`', () => {
  const hello = helloIn('2025-11-25');
  const params: object = { ...Object(hello['params']) };

  test.each([
    [{ protocolVersion: 5 }, '`protocolVersion` of `initialize` should be a text.'],
    [{ protocolVersion: undefined }, '`initialize` needs `protocolVersion`, a text.'],
    [{ clientInfo: undefined }, '`initialize` needs `clientInfo`, an object.'],
    [{ clientInfo: { name: 'x' } }, '`initialize` needs `clientInfo.version`, a text.'],
    [{ capabilities: ['elicitation'] }, '`capabilities` of `initialize` should be an object.'],
    [{ capabilities: { roots: 'all' } }, 'The params of `initialize` are not as the protocol has them.'],
  ])('with %j is refused in a sentence, and the next one is answered', async (odd, words) => {
    const { answers } = await answersTo([{ ...hello, id: 1, params: { ...params, ...odd } }, hello]);
    expect(answers).toMatchObject([
      { id: 1, error: { code: -32602, message: words } },
      { id: 'hello', result: { protocolVersion: '2025-11-25' } },
    ]);
  });

  test('is answered where capabilities and the like are null', async () => {
    const nulls = {
      capabilities: { roots: null, sampling: null, elicitation: null },
      clientInfo: { name: 'x', version: '1', title: null, icons: null },
    };
    const { answers } = await answersTo([{ ...hello, params: { ...params, ...nulls } }]);
    expect(answers).toMatchObject([{ result: { protocolVersion: '2025-11-25' } }]);
  });
});
