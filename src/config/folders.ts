import { homedir, userInfo } from 'node:os';
import { isAbsolute, posix, resolve, win32 } from 'node:path';

/** The computer: paths are read as its platform writes them. */
export interface Computer {
  platform: NodeJS.Platform;
  home: string;
}

export const THIS_COMPUTER: Computer = { platform: process.platform, home: homeOfUser() };

/** HOME may be empty or relative. The user of a container may have no home at all: then it is the root. */
function homeOfUser(): string {
  for (const look of [homedir, () => userInfo().homedir]) {
    const home = found(look);
    if (home !== undefined && isAbsolute(home)) return home;
  }
  return resolve('/');
}

function found(look: () => string): string | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

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
  const { join, isAbsolute: isFull } = pathsOf(computer);
  // One that begins where the client happened to start the server would be another one each time.
  const named = (name: string) => [env[name]].find((path) => path !== undefined && isFull(path));
  const places: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, 'Library', 'Application Support'),
    win32: named('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'),
  };
  return join(
    places[platform] ?? named('XDG_DATA_HOME') ?? join(home, '.local', 'share'),
    'vobiz-contacts-mcp',
  );
}

/** Where sheets are, when nobody named a folder for them. */
export function defaultFiles(dataDir: string, computer: Computer): string {
  return pathsOf(computer).join(dataDir, 'files');
}
