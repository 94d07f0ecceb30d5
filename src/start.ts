/** Runs the command line, on an older Node with what newer ones have. */
export async function start(args: readonly string[]): Promise<void> {
  if (!('withResolvers' in Promise) || !('groupBy' in Object)) await import('./olderNode.ts');
  const { main } = await import('./cli.ts');
  await main(args);
}
