// Loaded before the server, so that it is in a container or in none, wherever the tests run.
import fs from 'node:fs';

const MARKS = new Set(['/.dockerenv', '/run/.containerenv']);
const { readFileSync, statSync } = fs;

fs.statSync = (path, ...rest) => {
  if (!MARKS.has(path)) return statSync(path, ...rest);
  if (process.env.TEST_CONTAINED) return statSync('/', ...rest);
  throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
};
fs.readFileSync = (path, ...rest) => (path === '/proc/self/cgroup' ? '' : readFileSync(path, ...rest));
