// A lazy import of the packages themselves yields `{default}` once bundled; of this file it does not.
import isInSsh from 'is-in-ssh';
import isInsideContainer from 'is-inside-container';
import open from 'open';

/** Why no browser of the person can be opened here, or nothing. */
export function noBrowser(hasScreen: boolean): string | undefined {
  if (isInSsh) return 'this program runs on another computer, over SSH';
  if (isInsideContainer()) return 'this program runs in a container';
  return hasScreen ? undefined : 'this computer has no screen';
}

/** Opens a file in the default browser, whose output goes nowhere. */
export async function openInBrowser(file: string): Promise<void> {
  const child = await open(file);
  child.stdout?.resume();
  child.stderr?.resume();
}
