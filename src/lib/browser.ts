import isInSsh from 'is-in-ssh';
import isInsideContainer from 'is-inside-container';

/** Why no browser of the person can be opened here, or nothing. */
export function noBrowser(hasScreen: boolean): string | undefined {
  if (isInSsh) return 'this program runs on another computer, over SSH';
  if (isInsideContainer()) return 'this program runs in a container';
  return hasScreen ? undefined : 'this computer has no screen';
}
