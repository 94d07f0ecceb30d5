// The server ours is compared with: one tool on the v1 SDK, as its own examples write it. Plain JavaScript and lazily
// loaded undici, so that neither type stripping nor HTTP counts in its cold start.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const base = new URL(process.env.VOBIZ_BASE_URL ?? 'http://127.0.0.1');
const headers = { 'x-auth-id': process.env.VOBIZ_AUTH_ID, 'x-auth-token': process.env.VOBIZ_AUTH_TOKEN };
let opened;

async function open() {
  const { Pool } = await import('undici');
  return new Pool(base.origin);
}

const server = new McpServer({ name: 'trivial', version: '1.0.0' });
server.registerTool(
  'get_contact',
  { description: 'One contact.', inputSchema: { contact: z.string() } },
  async ({ contact }) => {
    opened ??= open();
    const pool = await opened;
    const path = `${base.pathname}/contacts/${encodeURIComponent(contact)}`;
    const { body } = await pool.request({ method: 'GET', path, headers });
    return { content: [{ type: 'text', text: JSON.stringify(await body.json()) }] };
  },
);
await server.connect(new StdioServerTransport());
