// What this program and its packages use of Node 22 and Node 20 lacks; test/bundle drives it there.
import 'core-js/actual/array/from-async.js';
import 'core-js/actual/iterator/index.js';
import 'core-js/actual/json/index.js';
import 'core-js/actual/map/group-by.js';
import 'core-js/actual/object/group-by.js';
import 'core-js/actual/promise/with-resolvers.js';
import 'core-js/actual/set/index.js';
import threads from 'node:worker_threads';
import zlib from 'node:zlib';

// undici names these while it is loaded, for encodings and threads that are not used here.
const unused = () => undefined;
for (const [module, name] of [
  [zlib, 'createZstdDecompress'],
  [threads, 'markAsUncloneable'],
] as const)
  if (!(name in module)) Object.assign(module, { [name]: unused });
