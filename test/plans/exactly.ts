import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Harness, start } from '../harness.ts';

/** A contact as its JSON is written; `custom_attributes` is the text of an object. */
export interface Written {
  id: string;
  phone_number: string;
  custom_attributes: string;
  /** The text of other fields, such as `"tags":["vip"]`. */
  more?: string;
}

/** The real server over contacts that hold exactly these texts; files are written to a folder of the test's own. */
export async function holding(...contacts: Written[]): Promise<Harness> {
  const folder = mkdtempSync(join(tmpdir(), 'vobiz-digits-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const harness = await start({ sandbox: { contacts: 0 }, env: { VOBIZ_FILES: folder } });
  await store(harness.sandbox, ...contacts);
  return harness;
}

/** Puts contacts into the sandbox as JSON texts, which can hold numbers that no value of JavaScript can. */
export async function store(sandbox: Sandbox, ...contacts: Written[]): Promise<void> {
  const texts = contacts.map(({ id, phone_number, custom_attributes, more = '"tags":[]' }) => {
    const fields = `"id":"${id}","phone_number":"${phone_number}","name":"Person ${id}"`;
    return `{${fields},"custom_attributes":${custom_attributes},${more}}`;
  });
  const response = await fetch(`${new URL(sandbox.url).origin}/_sandbox/contacts`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: `[${texts.join(',')}]`,
  });
  if (!response.ok) throw new Error(await response.text());
}

/** The JSON of each attribute that the contact with this number has. */
export function held({ account }: Sandbox, number: string): Record<string, string> {
  const attributes = account.byNumber(number)?.custom_attributes ?? {};
  return Object.fromEntries(
    Object.entries(attributes)
      .map(([key, value]) => [key, JSON.stringify(value)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
