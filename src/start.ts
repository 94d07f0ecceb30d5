// Parses on any Node, and so do the entry points, so that one that is too old to read the rest is refused in words. The
// rest is imported after the check. On a Node between OLDEST and the one that package.json asks for, it reads contacts and
// changes none.
const OLDEST = 20;

/** Runs the command line, on an older Node with what newer ones have. `entry` is the file that a terminal starts. */
export async function start(args: readonly string[], entry?: string): Promise<void> {
  if (Number.parseInt(process.versions.node, 10) < OLDEST) {
    process.stderr.write(
      `vobiz-contacts-mcp cannot run on Node ${process.versions.node} (${process.execPath}). Install the newest Node from nodejs.org, or name its full path as "command" in the client's configuration.\n`,
    );
    process.exitCode = 1;
    return;
  }
  if (!('withResolvers' in Promise) || !('groupBy' in Object)) await import('./olderNode.ts');
  const { main } = await import('./cli.ts');
  await main(args, entry);
}
