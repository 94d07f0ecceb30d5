import { join } from 'node:path';
import { NAME, SERVER, TITLE } from './facts.ts';
import { write } from './files.ts';
import { FROM_NPM, forVsCode, writeSamples } from './samples.ts';

/** Stands above the links, since nobody sees from a link whose program it starts. */
export const NOT_YET = `Give these to nobody before ${NAME} on npm is yours: whoever registered that name is handed people's tokens.`;

/** What is true once the package is published under our name: `npx` forms, and links that install. */
export async function published(out: string): Promise<void> {
  const folder = join(out, 'published');
  await writeSamples(folder, FROM_NPM);
  const links = Object.entries(installLinks()).map(([client, link]) => `[Install in ${client}](${link})\n`);
  await write(join(folder, 'links.md'), `# Install ${TITLE}\n\n${NOT_YET}\n\n${links.join('\n')}`);
}

/** The `https` forms: code hosts strip links with a client's own scheme from what they show. */
function installLinks(): Record<string, string> {
  const env = { VOBIZ_AUTH_ID: '', VOBIZ_AUTH_TOKEN: '', VOBIZ_FILES: '' };
  const config = Buffer.from(JSON.stringify({ ...FROM_NPM, env })).toString('base64');
  const { inputs, servers } = forVsCode(FROM_NPM);
  return {
    Cursor: `https://cursor.com/en/install-mcp?${query({ name: SERVER, config })}`,
    'VS Code': `https://insiders.vscode.dev/redirect/mcp/install?${query({
      name: SERVER,
      inputs: JSON.stringify(inputs),
      config: JSON.stringify(servers[SERVER]),
    })}`,
  };
}

/** A blank is `%20`: what opens the link may take `+` for itself. */
function query(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}
