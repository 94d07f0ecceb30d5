import * as z from 'zod';
import { isObject } from '../lib/json.ts';
import { annotationsOf, type Tool } from '../tools/define.ts';

type Json = Record<string, unknown>;

/** A tool as `tools/list` gives it: trimmed schemas, since every client pays for each token; validation keeps the strict ones. */
export function listing(
  tool: Tool,
): { name: string; inputSchema: Json & { type: 'object' }; outputSchema: Json & { type: 'object' } } & Json {
  return {
    name: tool.name,
    description: tool.description,
    inputSchema: { ...trim(z.toJSONSchema(tool.input, { io: 'input' })), type: 'object' },
    outputSchema: { ...flat(tool.output.shape), type: 'object' },
    annotations: annotationsOf(tool),
  };
}

/** Limits that only guard against nonsense: the gate checks them, no model needs to read them. */
const NOT_ON_THE_WIRE = new Set([
  '$schema',
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'propertyNames',
]);

function trim(schema: unknown): Json {
  return isObject(schema)
    ? Object.fromEntries(Object.entries(schema).flatMap(([key, value]) => trimEntry(key, value)))
    : {};
}

function trimEntry(key: string, value: unknown): [string, unknown][] {
  if (NOT_ON_THE_WIRE.has(key)) return [];
  // Any value: `{}` says the same, and is a schema without a type, which some clients refuse.
  if (key === 'additionalProperties' && isObject(value) && Object.keys(value).length === 0)
    return [[key, true]];
  if (key === 'properties' && isObject(value))
    return [[key, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, trim(inner)]))]];
  if (Array.isArray(value))
    return [[key, value.map((item: unknown) => (isObject(item) ? trim(item) : item))]];
  return [[key, isObject(value) ? trim(value) : value]];
}

/** The outer properties by type alone: which are always there, and what is in lists, costs more tokens than it tells. */
function flat(shape: z.ZodRawShape): Json {
  const outer = Object.entries(shape).filter(([name]) => name !== 'note');
  return { properties: Object.fromEntries(outer.map(([name, inner]) => [name, bare(inner)])) };
}

function bare(schema: z.core.$ZodType): Json {
  const { def } = schema._zod;
  if ('innerType' in def) return bare(def.innerType as z.core.$ZodType);
  return { type: def.type === 'record' ? 'object' : def.type };
}
