import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Found {
  path: string;
  env: Record<string, string>;
}

const SYSTEM: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:/Program Files/Google/Chrome/Application/chrome.exe',
    'C:/Program Files (x86)/Google/Chrome/Application/chrome.exe',
  ],
};

/** A Chromium, or why there is none. */
export async function findBrowser(): Promise<Found | { missing: string }> {
  const named = process.env['VOBIZ_TEST_BROWSER'];
  if (named !== undefined)
    return existsSync(named)
      ? { path: named, env: {} }
      : { missing: `VOBIZ_TEST_BROWSER names no file: ${named}` };
  const path = SYSTEM[process.platform]?.find((file) => existsSync(file));
  if (path !== undefined) return { path, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return await unpacked();
  return {
    missing: `no Chrome on ${process.platform} ${process.arch}; VOBIZ_TEST_BROWSER can name a Chromium`,
  };
}

/** The browser of the npm package, unpacked once, with the libraries that a bare system lacks. */
async function unpacked(): Promise<Found> {
  const packed = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  const folder = join(packed, 'unpacked');
  if (!existsSync(folder)) {
    const part = `${folder}-${process.pid}`;
    await mkdir(part);
    await unpackInto(part, join(packed, 'bin', 'al2023.tar.br'));
    await rename(part, folder).catch(() => rm(part, { recursive: true }));
  }
  const env: Record<string, string> = { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
  if (!existsSync('/etc/fonts')) env['FONTCONFIG_PATH'] = join(folder, 'fonts');
  return { path: join(folder, 'chromium'), env };
}

/** The package unpacks into the folder for temporary files, whichever that is. */
async function unpackInto(folder: string, libraries: string): Promise<void> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { default: chromium, inflate } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await inflate(libraries);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
