import { posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { upwards } from '../../src/setup/room.ts';

test.each([
  ['Z:\\vobiz\\files', win32, ['Z:\\vobiz\\files', 'Z:\\vobiz', 'Z:\\']],
  ['\\\\server\\share\\files', win32, ['\\\\server\\share\\files', '\\\\server\\share\\']],
  ['/home/asha/files', posix, ['/home/asha/files', '/home/asha', '/home', '/']],
  ['files', posix, ['files', '.']],
])('the way up from %s ends, also where nothing of it is there', (folder, paths, way) => {
  expect(upwards(folder, paths)).toEqual(way);
});
