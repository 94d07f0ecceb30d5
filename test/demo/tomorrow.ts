import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { form, person, says, title } from './stage.ts';
import { SERVER, tell } from './talk.ts';

/** A shorter one with a client of the current protocol, 2026-07-28, through `@modelcontextprotocol/client`. */
export async function tomorrow(): Promise<void> {
  const client = new Client(
    { name: 'demo', version: '1.0.0' },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: 'auto' } },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    // Read before declined: an answer at once would be taken for a client that shows no form.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    form(params.message, '[Decline]  the person presses it');
    return { action: 'decline' };
  });
  await client.connect(new StdioClientTransport(SERVER));
  title(
    `Tomorrow's clients (@modelcontextprotocol/client), protocol ${client.getNegotiatedProtocolVersion()}`,
  );
  try {
    await converse(client);
  } finally {
    await client.close();
  }
}

async function converse(client: Client): Promise<void> {
  person('(opens the list of resources)');
  const { resources } = await client.listResources();
  says(`${resources.length} entries, such as "${resources[2]?.title}" (${resources[2]?.description})`);

  person('Add Asha, 98765 43210.');
  await tell(client, 'create_contact', { name: 'Asha', phone_number: '98765 43210' });

  person('She is in India.');
  await tell(client, 'create_contact', { name: 'Asha', phone_number: '+91 98765 43210', tags: ['lead'] });

  person('Delete her again.');
  await tell(client, 'delete_contact', { contact: '+919876543210' });
}
