import { parseJson } from '../../lib/json.ts';

/** A header that `export_contacts` wrote; no other program writes one like it. */
export interface OwnHeader {
  role: 'phone_number' | 'name' | 'attribute' | 'attributes';
  /** The key of the attribute. */
  key: string | undefined;
  /** The cells are JSON, which keeps the type of each value: a text stands in quotation marks, and an empty cell has no value. */
  json: boolean;
}

const ATTRIBUTE = 'attribute: ';
const AS_JSON = ' (JSON)';
/** The header of the column for attributes without a column of their own, an object in each cell. */
export const OTHERS = `other attributes${AS_JSON}`;

export function fieldHeader(field: 'phone_number' | 'name', json: boolean): string {
  return json ? `${field}${AS_JSON}` : field;
}

export function attributeHeader(key: string, json: boolean): string {
  return `${ATTRIBUTE}${isPlain(key) ? key : JSON.stringify(key)}${json ? AS_JSON : ''}`;
}

/** Whether the key can be read from a header without quotation marks. */
function isPlain(key: string): boolean {
  const isLegible = key.isWellFormed() && !/\p{Cc}/u.test(key) && key.trim() === key;
  return isLegible && key !== '' && !key.startsWith('"') && !key.endsWith(AS_JSON);
}

export function ownHeader(header: string): OwnHeader | undefined {
  if (header === OTHERS) return { role: 'attributes', key: undefined, json: true };
  const json = header.endsWith(AS_JSON);
  const rest = json ? header.slice(0, -AS_JSON.length) : header;
  if (json && (rest === 'phone_number' || rest === 'name')) return { role: rest, key: undefined, json };
  if (!rest.startsWith(ATTRIBUTE)) return undefined;
  const written = rest.slice(ATTRIBUTE.length);
  const key = written.startsWith('"') ? parseJson(written) : written;
  return typeof key === 'string' ? { role: 'attribute', key, json } : undefined;
}

/** Whether an export wrote one field in these two columns: values that plain text would change are in that of JSON. */
export function areApart(one: string, other: string): boolean {
  return isPlainOf(one, ownHeader(other)) || isPlainOf(other, ownHeader(one));
}

function isPlainOf(header: string, inJson: OwnHeader | undefined): boolean {
  if (!inJson?.json || inJson.role === 'attributes') return false;
  const plain = inJson.key === undefined ? inJson.role : attributeHeader(inJson.key, false);
  return header === plain;
}
