import * as z from 'zod';
import { isObject } from '../lib/json.ts';
import { annotationsOf, type Tool } from '../tools/define.ts';

type Json = Record<string, unknown>;

type Schema = Json & { type: 'object' };
type Listing = Json & { name: string; inputSchema: Schema; outputSchema: Schema };

/** Building the schemas of all tools takes 2 to 4 ms. */
const listings = new WeakMap<Tool, Listing>();

/** A tool as `tools/list` shows it: trimmed schemas, since every client pays for each token; validation uses the strict ones. */
export function listing(tool: Tool): Listing {
  const known = listings.get(tool) ?? newListing(tool);
  listings.set(tool, known);
  return known;
}

function newListing(tool: Tool): Listing {
  return {
    name: tool.name,
    description: tool.description,
    inputSchema: { ...trim(z.toJSONSchema(tool.input, { io: 'input' })), type: 'object' },
    outputSchema: { ...flat(tool.output.shape), type: 'object' },
    annotations: annotationsOf(tool),
  };
}

/** Limits that only guard against nonsense: the gate checks them, and no model needs to read them. */
const NOT_ON_THE_WIRE = new Set([
  '$schema',
  'maxLength',
  'minLength',
  'minimum',
  'maxItems',
  'minItems',
  'propertyNames',
]);
/** Nobody asks for a page beyond it. */
const NO_LIMIT = 1_000_000;

function trim(schema: unknown): Json {
  return isObject(schema)
    ? Object.fromEntries(Object.entries(schema).flatMap(([key, value]) => trimEntry(key, value)))
    : {};
}

function trimEntry(key: string, value: unknown): [string, unknown][] {
  if (NOT_ON_THE_WIRE.has(key) || (key === 'maximum' && Number(value) >= NO_LIMIT)) return [];
  // `{}` allows any value, too, but as a schema without a type, which some clients refuse.
  if (key === 'additionalProperties' && isObject(value) && Object.keys(value).length === 0)
    return [[key, true]];
  if (key === 'properties' && isObject(value))
    return [[key, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, trim(inner)]))]];
  if (Array.isArray(value))
    return [[key, value.map((item: unknown) => (isObject(item) ? trim(item) : item))]];
  return [[key, isObject(value) ? trim(value) : value]];
}

/**
 * The outer properties that every result has, and `next`, by type alone: required names, the items of lists and what is there
 * now and then cost more tokens than they are worth, since a result shows them itself.
 */
function flat(shape: z.ZodRawShape): Json {
  const outer = Object.entries(shape).filter(
    ([name, inner]) => name === 'next' || !(inner instanceof z.ZodOptional),
  );
  return { properties: Object.fromEntries(outer.map(([name, inner]) => [name, bare(inner)])) };
}

function bare(schema: z.core.$ZodType): Json {
  const { def } = schema._zod;
  if ('innerType' in def) return bare(def.innerType as z.core.$ZodType);
  return { type: def.type === 'record' ? 'object' : def.type };
}
