import { isObject } from '../../src/lib/json.ts';
import type { Contact } from '../../src/model/contact.ts';
import { atOnce, medians, type Row, timed } from './measure.ts';
import { openPlanner } from './planner.ts';
import { openSandbox, type RemoteSandbox } from './sandbox.ts';

const ROUNDS = 15;
const CONTACTS = 100_000;
const GOAL_MS = 100;

const TEXT = 'a';
const TAGS = ['customer', 'newsletter'];
const PLAN = 'pro';

/** `find_contacts` over an account that has been read, beside a loop over the same contacts in memory. */
export async function filter(): Promise<Row> {
  const sandbox = await openSandbox(CONTACTS);
  const planner = await openPlanner(sandbox);
  const contacts = await all(sandbox);
  const asked = { text: TEXT, tags_any: TAGS, attributes: [{ key: 'plan', op: 'equals', value: PLAN }] };
  let [ours, plain] = [0, 0];
  const ms = await medians(ROUNDS, {
    plain: () =>
      timed(async () => {
        plain = contacts.filter(matches).length;
      }),
    ours: () =>
      timed(async () => {
        ours = (await planner.find(asked)).total;
      }),
  });
  await planner.close();
  await sandbox.close();
  if (ours !== plain) throw new Error(`${ours} found, ${plain} by the loop`);
  return {
    what: `find_contacts by text, tags and attribute, ${CONTACTS.toLocaleString('en')} contacts read before`,
    ours: `${ms.ours.toFixed(0)} ms, ${ours.toLocaleString('en')} found and kept`,
    beside: `${ms.plain.toFixed(0)} ms, array.filter in memory`,
    compared: `+ ${(ms.ours - ms.plain).toFixed(0)} ms`,
    goal: `<= ${GOAL_MS} ms`,
    met: ms.ours <= GOAL_MS,
  };
}

/** What the filter says, as one would write it for this once. */
function matches({ name, phone_number, tags, custom_attributes }: Contact): boolean {
  if (!tags.some((tag) => TAGS.includes(tag)) || custom_attributes['plan'] !== PLAN) return false;
  const texts = [name, phone_number, ...tags, ...Object.values(custom_attributes)];
  return texts.some((text) => String(text).toLowerCase().includes(TEXT));
}

async function all(sandbox: RemoteSandbox): Promise<Contact[]> {
  const contacts: Contact[] = [];
  await atOnce(8, CONTACTS / 100, async (page) => {
    const body = await sandbox.get(`/contacts?page=${page}&limit=100`);
    const items: unknown = isObject(body) ? body['items'] : [];
    if (Array.isArray(items)) contacts.push(...items);
  });
  return contacts;
}
