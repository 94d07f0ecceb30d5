import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

/** The computer: paths are read as its platform writes them. */
export interface Computer {
  platform: NodeJS.Platform;
  home: string;
}

export const THIS_COMPUTER: Computer = { platform: process.platform, home: homedir() };

/** Whether a browser could show anything on it. */
export function hasScreen(
  env: Readonly<Record<string, string | undefined>>,
  { platform }: Computer,
): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

const FULL_PATH = 'a full path, such as /Users/you/Downloads';

function pathsOf({ platform }: Computer): typeof posix {
  return platform === 'win32' ? win32 : posix;
}

export function folders(text: string, computer: Computer): string[] {
  const named = text.split(pathsOf(computer).delimiter).filter(Boolean);
  if (named.length === 0) throw new RangeError(FULL_PATH);
  return named.map((each) => folder(each, computer));
}

/** `~` is the home of the person, as shells have it. */
export function folder(text: string, computer: Computer): string {
  const paths = pathsOf(computer);
  const path = text === '~' || /^~[/\\]/.test(text) ? paths.join(computer.home, text.slice(1)) : text;
  if (!paths.isAbsolute(path)) throw new RangeError(FULL_PATH);
  return path;
}

export function platformDataDir(
  env: Readonly<Record<string, string | undefined>>,
  computer: Computer,
): string {
  const { home, platform } = computer;
  const { join } = pathsOf(computer);
  const places: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, 'Library', 'Application Support'),
    win32: env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'),
  };
  return join(
    places[platform] ?? env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'),
    'vobiz-contacts-mcp',
  );
}

/** Where sheets are, when nobody named a folder for them. */
export function defaultFiles(dataDir: string, computer: Computer): string {
  return pathsOf(computer).join(dataDir, 'files');
}
