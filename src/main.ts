#!/usr/bin/env node
// Runs on any Node, so that it can refuse one that is too old. All other modules are imported after the check.
const NEEDED = [22, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `vobiz-contacts-mcp needs Node ${NEEDED.join('.')} or newer; this is Node ${process.versions.node} (${process.execPath}). Install a newer Node, or name its full path as "command" in the client's configuration.\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import('./cli.ts');
  await main(process.argv.slice(2));
}
