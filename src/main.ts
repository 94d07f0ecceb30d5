#!/usr/bin/env node
// Parses on any Node, so that it can refuse one that is too old to read the rest, which is imported after the check.
// On a Node between OLDEST and the one that package.json asks for, it reads contacts and changes none.
const OLDEST = 20;

if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  process.stderr.write(
    `vobiz-contacts-mcp cannot run on Node ${process.versions.node} (${process.execPath}). Install the newest Node from nodejs.org, or name its full path as "command" in the client's configuration.\n`,
  );
  process.exitCode = 1;
} else {
  const { start } = await import('./start.ts');
  await start(process.argv.slice(2));
}
