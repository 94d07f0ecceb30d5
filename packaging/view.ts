import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { minify } from 'vite';

const VIEW = fileURLToPath(new URL('../src/view/', import.meta.url));

/** The view as one file without parts from elsewhere: one style and one script, so that a policy can name their hashes. */
export async function buildView(): Promise<string> {
  const [page, css, bundle] = await Promise.all([
    readFile(`${VIEW}view.html`, 'utf8'),
    readFile(`${VIEW}view.css`, 'utf8'),
    build({
      entryPoints: [`${VIEW}main.ts`],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minifySyntax: true,
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'warning',
    }),
  ]);
  const { code } = await transform(css, { loader: 'css', minify: true });
  const style = code
    .trim()
    .replace(/(--[\w-]+:) /g, '$1')
    .replace(/, /g, ',');
  const script = (await minify('view.js', bundle.outputFiles[0]?.text ?? '', { module: true })).code;
  if (/<\/(style|script)|<!--/i.test(style + script)) throw new Error('The view would end its own element.');
  return page
    .replaceAll('>\n', '>')
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${script.trim()}</script>`);
}
