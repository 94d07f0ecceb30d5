import { join } from 'node:path';
import { build } from 'esbuild';

/** The path of the bundled child in this folder: a process that reads all the sources takes a second to start. */
export async function bundleChild(folder: string): Promise<string> {
  await build({
    entryPoints: [join(import.meta.dirname, 'child.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // In one file, what is imported late would come before what it needs.
    splitting: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  return join(folder, 'child.mjs');
}
