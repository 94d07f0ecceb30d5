// A lazy import of the package itself yields `{default}` once bundled; of this file it does not.
import open from 'open';

export { noBrowser } from '../lib/browser.ts';

/** Opens a file in the default browser, whose output goes nowhere. */
export async function openInBrowser(file: string): Promise<void> {
  const child = await open(file);
  child.stdout?.resume();
  child.stderr?.resume();
}
