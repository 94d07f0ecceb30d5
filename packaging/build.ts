import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { DIST, OLDEST_NODE, ROOT } from './facts.ts';
import { buildView } from './view.ts';

/** Where the bundle's own modules `require`, they get what CommonJS modules have. */
const REQUIRE = "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);";

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST);
// The page's chunk holds it as a text.
await writeFile(join(DIST, 'view.html'), await buildView());
const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: ['src/main.ts', 'src/desktop.ts'],
  outdir: DIST,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  // What a start does not need is loaded when it is used.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: `node${OLDEST_NODE}`,
  alias: { '@modelcontextprotocol/server/_shims': './src/mcp/sdkShims.ts' },
  banner: { js: REQUIRE },
  loader: { '.html': 'text' },
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
await chmod(join(DIST, 'main.js'), 0o755);
await rm(join(DIST, 'view.html'));
await writeFile(join(DIST, 'LICENSES.txt'), await licences(metafile));

/** The licences of all packages that are in the bundle, as these licences ask. */
async function licences({ inputs }: Metafile): Promise<string> {
  const folders = Object.keys(inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'));
    const files = (await readdir(join(ROOT, folder))).filter((file) => /^licen[cs]e/i.test(file));
    const terms = await Promise.all(files.map((file) => readFile(join(ROOT, folder, file), 'utf8')));
    return [`${name} ${version}: ${license}`, ...terms.map((text) => text.trim())].join('\n\n');
  });
  return `${(await Promise.all(texts)).join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
