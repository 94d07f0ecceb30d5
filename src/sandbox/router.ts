import type { Account } from './account.ts';
import { Failure } from './failures.ts';
import { importCsv } from './importing.ts';
import type { LoggedRequest } from './log.ts';
import { contactReply, jsonReply, pageReply, type Reply, updateReply } from './replies.ts';
import type { Body } from './request.ts';

interface Call {
  method: string;
  /** The whole path, base path included. */
  path: string;
  query: Record<string, string>;
  body: Body;
}

type Answer = (account: Account, call: Call, entry: LoggedRequest, id: string) => Reply;

const collection: Record<string, Answer> = {
  GET: (account, call) => pageReply(account.list(call.query), account.dialect),
  POST: (account, call, entry) => {
    const { contact, created } = account.create(json(call.body));
    entry.contactId = contact.id;
    return contactReply(created ? 201 : 200, contact, account.dialect);
  },
};

const importing: Record<string, Answer> = {
  POST: (account, call) => jsonReply(200, importCsv(account, file(call.body))),
};

const single: Record<string, Answer> = {
  GET: (account, _call, _entry, id) => contactReply(200, account.get(id), account.dialect),
  PUT: (account, call, _entry, id) => updateReply(account.update(id, json(call.body)), account.dialect),
  DELETE: (account, _call, _entry, id) => {
    account.remove(id);
    return { status: 204, type: '', text: '' };
  },
};

/** Hands a request to the account and writes its answer as a reply. Throws Failures. */
export function route(account: Account, call: Call, entry: LoggedRequest): Reply {
  const { methods, id } = endpoint(account, call.path);
  if (id !== '') entry.contactId = id;
  const answer = methods[call.method];
  if (!answer) throw new Failure(405, `${call.method} is not allowed here`);
  return answer(account, call, entry, id);
}

function endpoint(account: Account, path: string): { methods: Record<string, Answer>; id: string } {
  const { basePath, unknownPath } = account.dialect;
  const below = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : '';
  if (below === '/contacts') return { methods: collection, id: '' };
  if (below === '/contacts/import') return { methods: importing, id: '' };
  const id = /^\/contacts\/([^/]+)$/.exec(below)?.[1];
  if (id !== undefined) return { methods: single, id: decoded(id) };
  if (unknownPath === 'unauthorized') throw new Failure(401, 'invalid credentials');
  throw new Failure(404, `no such path: ${path}`);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Failure(400, 'the path is not properly encoded');
  }
}

function json(body: Body): unknown {
  if (body.kind === 'json') return body.value;
  if (body.kind === 'none') throw new Failure(400, 'a JSON body is required', 'INVALID_JSON');
  if (body.kind === 'broken') throw new Failure(400, 'the body is not valid JSON', 'INVALID_JSON');
  throw new Failure(415, 'send Content-Type: application/json');
}

function file(body: Body): string {
  if (body.kind === 'broken') throw new Failure(400, 'the body is not valid multipart/form-data');
  if (body.kind !== 'form') throw new Failure(415, 'send the file as multipart/form-data');
  if (body.file === undefined) throw new Failure(400, 'the form field file is missing', 'FILE_REQUIRED');
  return body.file;
}
