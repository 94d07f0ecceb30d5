import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { note, person, title } from './stage.ts';
import { SERVER, tell } from './talk.ts';

/** So long, in seconds, the person has to decide, as a link has to be opened. */
const PATIENCE = 120;

/** What a person sees whose client has no forms: a page in their browser. It opens where that was asked for. */
export async function review(isShown: boolean): Promise<void> {
  title('A client without forms: the plan opens in the browser');
  if (isShown) await show();
  else
    note(
      'The person would see: the plan and everybody whom it concerns, the tag as a bar before and after, who is left alone and why, and a button "Add the tag to 134"; then each of them turning into done, and a receipt with Undo. `npm run demo -- --review` opens it.',
    );
}

async function show(): Promise<void> {
  const { VOBIZ_REVIEW = 'auto', ...own } = process.env;
  const inherited = Object.entries(own).flatMap(([name, value]) =>
    value === undefined || name.startsWith('VOBIZ_') ? [] : [[name, value]],
  );
  const env = { ...Object.fromEntries(inherited), ...SERVER.env, VOBIZ_REVIEW };
  const client = new Client({ name: 'demo', version: '1.0.0' });
  await client.connect(new StdioClientTransport({ ...SERVER, env }));
  try {
    person('Tag all customers as vip.');
    const { data: found } = await tell(client, 'find_contacts', { tags_any: ['customer'], sample: 0 }, 1);
    const change = { selection_id: found['selection_id'], add_tags: ['vip'] };
    const { data } = await tell(client, 'plan_update', change, 1);
    const plan_id = String(data['plan_id']);
    // Where a page opens, or a link is given, a phrase approves nothing of this size.
    if (data['approval_phrase'] !== undefined) return note(OTHERWISE);
    note('Look at your browser: the plan is to open there, and you decide.');
    const { data: plan } = await tell(client, 'apply_plan', { plan_id });
    if (plan['approval_phrase'] !== undefined) return note(OTHERWISE);
    await decided(client, plan_id);
    const { data: end } = await tell(client, 'get_plan', { plan_id }, 1);
    if (end['state'] === 'waiting') note('Nobody decided, so nothing was sent.');
  } finally {
    await client.close();
  }
}

const OTHERWISE =
  'No browser could be opened from here. `VOBIZ_REVIEW=link npm run demo -- --review` gives a link to open instead.';

/** Looks once a second until the plan is over. */
async function decided(client: Client, plan_id: string): Promise<void> {
  for (let look = 0; look < PATIENCE; look++) {
    const { structuredContent } = await client.callTool({ name: 'get_plan', arguments: { plan_id } });
    if (!['waiting', 'queued', 'running'].includes(Object(structuredContent).state)) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
