import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { form, person, says, table, title } from './stage.ts';
import { ask, type Person, SERVER, tell } from './talk.ts';

/** The conversation with a client as they are today: protocol 2025-11-25, through `@modelcontextprotocol/sdk`. */
export async function today(): Promise<void> {
  const client = new Client({ name: 'demo', version: '1.0.0' }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
    form(params.message, '[Accept]  the person presses it');
    return { action: 'accept', content: {} };
  });
  await client.connect(new StdioClientTransport(SERVER));
  const { tools } = await client.listTools();
  title(`Today's clients (@modelcontextprotocol/sdk), ${tools.length} tools`);
  try {
    await converse(client);
  } finally {
    await client.close();
  }
}

async function converse(client: Client): Promise<void> {
  person('Which tags do we use?');
  await tell(client, 'list_tags', {}, 5);
  says('500 contacts, 17 tags. vip, VIP and v.i.p are written three ways.');

  person('Tag Rahul as vip.');
  const { contacts } = await ask(client, 'list_contacts', { search: 'Rahul' });
  table(['name', 'number', 'tags', 'company'], contacts.map(rowOf));
  says(`There are ${contacts.length} Rahuls. Which one?`);

  person('Rahul Patel.');
  const patel = contacts.find(({ name }) => name === 'Rahul Patel');
  await tell(client, 'update_contact', { contact: patel?.phone_number, add_tags: ['vip'] });

  person('And Rahul Verma.');
  const verma = contacts.find(({ name }) => name === 'Rahul Verma');
  await tell(client, 'update_contact', { contact: verma?.phone_number, add_tags: ['vip'] });

  person('Everyone from Acme who has not been active for 90 days?');
  await tell(client, 'find_contacts', { text: 'Acme', active_before: '90d', sample: 2 });

  person('Set the tags of Rahul Nair to premium.   (the agent gets the argument wrong)');
  const nair = contacts.find(({ name }) => name === 'Rahul Nair');
  await tell(client, 'update_contact', { contact: nair?.phone_number, tags: ['premium'] });

  person('Delete Rahul Nair.');
  await tell(client, 'delete_contact', { contact: nair?.phone_number });
}

function rowOf({ name, phone_number, tags, custom_attributes }: Person): string[] {
  return [name, phone_number, tags.join(', '), String(custom_attributes['company'] ?? '')];
}
