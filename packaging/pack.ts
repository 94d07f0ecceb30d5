// Makes all that is given to people, into `out/` or into the new folder that is named.
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { claudeCode } from './claudeCode.ts';
import { container } from './container.ts';
import { desktop } from './desktop.ts';
import { ROOT, SERVER } from './facts.ts';
import { NOT_YET, published } from './links.ts';
import { npm } from './npm.ts';
import { registry } from './registry.ts';
import { FROM_CLONE, writeSamples } from './samples.ts';

const { values, positionals } = parseArgs({
  options: { published: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const say = (line: string) => process.stdout.write(`${line}\n`);

const [named] = positionals;
const out = named === undefined ? join(ROOT, 'out') : resolve(named);
if (named === undefined) await rm(out, { recursive: true, force: true });
// A folder that is there may be somebody's.
await mkdir(out);

await desktop(out);
say(`${SERVER}.mcpb: for Claude Desktop; a double click installs it`);
await claudeCode(out);
say('claude-code/: a marketplace with the plugin for Claude Code');
await npm(out);
say('*.tgz: for npm');
await container(out);
say('container/: a folder to build an image from');
await writeSamples(join(out, 'samples'), FROM_CLONE);
say('samples/: the configuration of each client, for a clone of this repository');
say(await registry(out));
if (values.published) {
  await published(out);
  say(`published/: the same for the published package, and links that install it. ${NOT_YET}`);
}
say(`All of it is in ${out}`);
