import { expect, test } from 'vitest';
import * as z from 'zod';
import { runTool } from '../../src/mcp/run.ts';
import { type CallScope, defineTool } from '../../src/tools/define.ts';
import { start } from '../harness.ts';

const scope: CallScope = {
  signal: new AbortController().signal,
  progress: () => undefined,
  canAsk: false,
  answer: undefined,
};

/** A tool whose write is done, and whose result misses its schema. */
const careless = defineTool({
  name: 'careless_tool',
  title: 'Careless',
  effect: 'write',
  description: 'Answers text where a number is promised.',
  input: {},
  output: { count: z.number() },
  run: async () => JSON.parse('{"count":"twelve"}'),
  say: ({ count }) => `${count} done`,
});

test('a result that misses its schema is an error in strict mode', async () => {
  const { context } = await start();
  const result = await runTool(careless, {}, context, scope);
  expect(result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining('misses its schema') }],
  });
});

test('a result that misses its schema is only logged in production, since the write is done', async () => {
  const { context } = await start();
  const logged: string[] = [];
  const log = { ...context.log, error: (_facts: object, message: string) => void logged.push(message) };
  const result = await runTool(careless, {}, { ...context, strict: false, log }, scope);
  expect(result).toMatchObject({
    structuredContent: { count: 'twelve' },
    content: [{ text: '{"count":"twelve"}' }],
  });
  expect(result).not.toHaveProperty('isError');
  expect(logged).toEqual(['a result misses its schema']);
});

test('the error about a limit has its noun in the right number', async () => {
  const { call } = await start();
  expect((await call('get_contact', { contact: '' })).text).toContain(
    '`contact` should have at least 1 character.',
  );
  expect((await call('plan_update', { contacts: [], name: 'A' })).text).toContain(
    'should have at least 1 entry',
  );
  expect((await call('list_contacts', { page: 2e6 })).text).toContain('should be at most 1,000,000');
});

test('a defect is an error in words, without a stack', async () => {
  const { context } = await start();
  const broken = { ...careless, prepare: () => () => Promise.reject(new TypeError('x is not a function')) };
  const result = await runTool(broken, {}, context, scope);
  expect(JSON.stringify(result)).toMatch(/x is not a function.*Next: Call again.*report it/);
  expect(JSON.stringify(result)).not.toContain('run.test.ts');
});
