import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildView } from '../../packaging/view.ts';

test('the view is one small file without parts from elsewhere', async () => {
  const view = await buildView();
  expect(Buffer.byteLength(view)).toBeLessThanOrEqual(30_000);
  expect(gzipSync(view).length).toBeLessThanOrEqual(12_000);
  expect(view.match(/<script/g)).toHaveLength(1);
  expect(view.match(/<style/g)).toHaveLength(1);
  expect(view).not.toMatch(
    /\bsrc=|https?:|url\(|@import|\bimport\s*\(|style="|innerHTML|insertAdjacentHTML|\beval\b/,
  );
});
