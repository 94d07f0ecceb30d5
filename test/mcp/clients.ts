import { Client as ModernClient } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import type { Harness } from '../harness.ts';

export const ERAS = ['legacy', 'modern'] as const;

type Client = Harness['client'];
export interface Progress {
  progress: number;
  total?: number | undefined;
  message?: string | undefined;
}
interface CallOptions {
  signal?: AbortSignal;
  onprogress?(progress: Progress): void;
}

/** Calls a tool with the options of a client: a listener for progress, a signal that cancels. */
export function callWith(client: Client, name: string, args: Record<string, unknown>, options: CallOptions) {
  const params = { name, arguments: args };
  return client instanceof ModernClient
    ? client.callTool(params, options)
    : client.callTool(params, undefined, options);
}

/** The message of a protocol error; fails without such an error. */
export async function protocolError(call: Promise<unknown>): Promise<string> {
  const answer = await call.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  if (answer instanceof Error) return answer.message;
  throw new TypeError(`no protocol error but ${JSON.stringify(answer)}`);
}

/** All answers of a server in one text: tools, resources, completions, errors. */
export async function everything(
  { client, call }: Harness,
  calls: readonly [string, object][],
): Promise<string> {
  const said: unknown[] = [client.getInstructions(), await client.listTools()];
  for (const [name, args] of calls) said.push(await call(name, { ...args }).catch(String));
  said.push(await client.listResources().catch(String));
  for (const uri of [
    'vobiz://contacts',
    'vobiz://tags',
    'vobiz://tags/vip',
    'vobiz://contacts/p1',
    'vobiz://no',
  ])
    said.push(await client.readResource({ uri }).catch(String));
  const ref = { type: 'ref/resource', uri: 'vobiz://tags/{tag}' } as const;
  said.push(await client.complete({ ref, argument: { name: 'tag', value: '' } }).catch(String));
  return said.map((part) => JSON.stringify(part)).join('\n');
}

/** A call of each tool that succeeds with contacts p1 and p2, in this order: `latest` is the plan of the previous calls. */
export const EACH_TOOL: readonly [string, object][] = [
  ['list_contacts', {}],
  ['get_contact', { contact: 'p1' }],
  [
    'create_contact',
    { phone_number: '+919876543210', name: 'New', tags: ['vip'], custom_attributes: { a: 1 } },
  ],
  ['update_contact', { contact: 'p1', add_tags: ['vip'] }],
  ['import_contacts', { csv: 'phone_number,name,tags\n+919876543211,Imported,vip\nbad,Bad,\n' }],
  ['find_contacts', { tags_any: ['vip'], active_before: '90d' }],
  ['list_tags', {}],
  ['export_contacts', { path: 'everybody.csv' }],
  ['find_duplicates', {}],
  ['plan_update', { contacts: ['p1'], add_tags: ['planned'], set_attributes: { a: 'b' } }],
  ['apply_plan', { plan_id: 'latest' }],
  ['plan_undo', { plan_id: 'latest' }],
  ['get_plan', { plan_id: 'latest', items: 'all' }],
  ['list_plans', {}],
  ['stop_plan', { plan_id: 'latest' }],
  ['plan_delete', { contacts: ['p2'] }],
  ['plan_import', { csv: 'phone_number,name,tags\n+919876543212,Sheet,vip\nbad,Bad,\n' }],
  ['plan_merge', { groups: [{ keep: 'p1', merge: ['p2'] }] }],
  ['delete_contact', { contact: 'p2' }],
];

export function atEnd(task: () => unknown): void {
  onTestFinished(async () => void (await task()));
}
