import { isPathId } from '../../api/endpoints.ts';

export const JSON_TYPE = 'application/json';

export const CONTACT_TEMPLATE = 'vobiz://contacts/{id}';
export const TAG_TEMPLATE = 'vobiz://tags/{tag}';
export const PLAN_TEMPLATE = 'vobiz://plans/{id}';

/** The resource that an address of this server names. */
type Named =
  | { kind: 'contacts' | 'tags' }
  | { kind: 'contact'; id: string }
  | { kind: 'tag'; tag: string }
  | { kind: 'plan'; id: string };

/** Whether the address of a contact leads back to its id: dots climb, and a lone surrogate cannot be written in one. */
export function hasAddress(id: string): boolean {
  return isPathId(id) && id.isWellFormed();
}

export function contactUri(id: string): string {
  return `vobiz://contacts/${encodeURIComponent(id)}`;
}

export function planUri(id: string): string {
  return `vobiz://plans/${encodeURIComponent(id)}`;
}

export function parseUri(uri: string): Named | undefined {
  const [, room, rest] = /^vobiz:\/\/(contacts|tags|plans)(?:\/([^/]*))?\/?$/.exec(uri) ?? [];
  const name = decode(rest ?? '');
  if (room === undefined || name === undefined) return undefined;
  if (rest === undefined && room !== 'plans') return { kind: room === 'tags' ? 'tags' : 'contacts' };
  if (name === '') return undefined;
  if (room === 'contacts') return isPathId(name) ? { kind: 'contact', id: name } : undefined;
  return room === 'tags' ? { kind: 'tag', tag: name } : { kind: 'plan', id: name };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
