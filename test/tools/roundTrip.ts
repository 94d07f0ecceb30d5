import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type Harness, start } from '../harness.ts';
import { object } from '../plans/anyJson.ts';
import { held, store, type Written } from '../plans/exactly.ts';
import { resaved, type Saving } from './resaved.ts';
import { numberOf } from './world.ts';

export interface Somebody {
  number?: string;
  name?: string;
  tags?: string[];
  /** JSON by key. */
  attributes?: Record<string, string>;
}

/** An account with these contacts, and an empty one, on one folder. */
export async function accounts(...people: Somebody[]) {
  const folder = mkdtempSync(join(tmpdir(), 'vobiz-again-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = { VOBIZ_FILES: folder, VOBIZ_APPROVAL: 'relay' };
  const [ours, empty] = [
    await start({ sandbox: { contacts: 0 }, env }),
    await start({ sandbox: { contacts: 0 }, env }),
  ];
  await store(ours.sandbox, ...people.map(written));
  return { ours, empty, folder };
}

export function written(
  { number, name = 'Asha', tags = [], attributes = {} }: Somebody,
  index: number,
): Written {
  return {
    id: `c${index + 1}`,
    phone_number: number ?? numberOf(index + 1),
    custom_attributes: object(attributes),
    more: `"tags":${JSON.stringify(tags)},"name":${JSON.stringify(name)}`,
  };
}

export async function exported({ call }: Harness, args: Record<string, unknown> = {}): Promise<string> {
  const { data, text, isError } = await call('export_contacts', args);
  expect([text, isError]).toEqual([text, false]);
  return String(data['path']);
}

/** Expects that importing a sheet into the account that it came from changes nothing. */
export async function expectNoChange({ call, sandbox }: Harness, path: string, count: number): Promise<void> {
  for (const existing of ['overwrite', 'fill']) {
    const { data, text } = await call('plan_import', { path, existing });
    expect(data, text).toMatchObject({
      state: 'done',
      rows: { valid: count, invalid: 0, duplicate: 0 },
    });
    expect(data['counts']).toEqual({ selected: count, unchanged: count });
  }
  expect(sandbox.writes()).toEqual([]);
}

export async function imported({ call }: Harness, path: string, existing = 'overwrite'): Promise<void> {
  const planned = await call('plan_import', { path, existing });
  const { plan_id, approval_phrase: approval } = planned.data;
  const { data, text } = await call('apply_plan', { plan_id, approval, wait_seconds: 25 });
  expect(data, [planned.text, text].join('\n')).toMatchObject({ state: 'done' });
  expect(data['counts']).not.toHaveProperty('failed');
  expect(data['counts']).not.toHaveProperty('unknown');
}

/** The fields of a contact that an import can set, with the attributes as JSON. */
export function contactOf({ sandbox }: Harness, number: string) {
  const { name, tags } = sandbox.account.byNumber(number) ?? { name: '', tags: [] };
  return { name, tags: [...tags].sort(), attributes: held(sandbox, number) };
}

/** Imports an export into the same account and into an empty one, also after other programs have saved it. */
export async function expectRoundTrip(
  people: readonly Somebody[],
  savings: readonly Saving[] = [],
): Promise<string> {
  const { ours, empty } = await accounts(...people);
  const path = await exported(ours);
  const paths = [path, ...savings.map((saving) => resaved(path, saving))];
  for (const again of paths) await expectNoChange(ours, again, people.length);
  await imported(empty, paths.at(-1) ?? path);
  for (const [index] of people.entries()) {
    const number = numberOf(index + 1);
    const was = contactOf(ours, number);
    // The service takes no contact without a name.
    expect(contactOf(empty, number)).toEqual({ ...was, name: was.name.trim() === '' ? number : was.name });
  }
  return readFileSync(path, 'utf8');
}
