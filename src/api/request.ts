import { shorten } from '../lib/text.ts';
import type { Account } from './account.ts';
import type { Endpoint } from './endpoints.ts';

/** One call of an endpoint as HTTP. */
export interface ApiRequest {
  /** For people: method and path without the account's prefix and query. */
  label: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

export function requestOf<P, R>(account: Account, endpoint: Endpoint<P, R>, params: P): ApiRequest {
  const path = endpoint.path(params);
  const given = Object.entries(endpoint.query?.(params) ?? {}).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, String(value)]],
  );
  // URLSearchParams writes `+` as %2B and a space as `+`, both as the service reads them.
  const query = given.length > 0 ? `?${new URLSearchParams(given)}` : '';
  const body = endpoint.body?.(params);
  return {
    label: `${endpoint.method} ${shorten(path, 200)}`,
    method: endpoint.method,
    path: `${account.basePath}${path}${query}`,
    headers: {
      accept: 'application/json',
      ...account.credentials,
      ...(body && { 'content-type': body.type }),
    },
    body: body?.text,
  };
}

/** Whether the request is about one contact: then 404 says that this contact is missing, and else that the API is. */
export function isOfContact({ label }: Pick<ApiRequest, 'label'>): boolean {
  return /contacts\/(?!import$)./.test(label);
}
