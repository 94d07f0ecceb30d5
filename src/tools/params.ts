import * as z from 'zod';
import { isPathId } from '../api/endpoints.ts';
import { textOf } from '../lib/json.ts';
import { counted, isVisible, isWhole, quoted, thousands } from '../lib/text.ts';

/** What the gate does with a text parameter that is given as another type. */
export const traits = z.registry<{
  /** A phone number or an id: a number is refused, since it has lost its + or leading zeros. */
  isPhone?: true;
  /** Compared with values of any type: true and false become texts. */
  takesBoolean?: true;
}>();

const LOST = 'has letters that were lost on the way here (U+FFFD)';
const UNSEEN = 'has nothing that can be seen';

/** Parameters that several tools share. Their descriptions are short: every client pays for each word of `tools/list`. */
export const reference = z
  .string()
  .min(1, { abort: true })
  .max(200)
  .refine(isPathId, 'names nobody: it is blank, or nothing but dots')
  .register(traits, { isPhone: true });
export const phoneNumber = z.string().max(40).register(traits, { isPhone: true });
export const contactRef = reference.describe('Id, or number (+919876543210)');
export const pageNumber = z.number().int().min(1).max(1_000_000).optional();
/** Existing tags, named exactly: a tag with spaces at its ends could not be taken off otherwise. */
export const tags = z.array(z.string().min(1).max(1000)).max(100);
const storedName = stored(z.string().trim().min(1).max(200));
export const newTags = z.array(storedName).max(100);
export const attributeKey = storedName;
/** The tags to have in the end. An empty list may be a slip, and would take off all tags. */
export const allTags = newTags.refine((given) => given.length > 0, {
  error: 'is empty, which would take off all tags; if that is meant, use `remove_tags` ["*"]',
});
export const contactName = stored(z.string().trim().min(1).max(500));
export const planId = z.string().min(1).max(60);
export const waitSeconds = z.number().min(0).max(25).optional();
export const selectionIds = z.array(z.string()).min(1).max(20).optional();
export const planTargets = {
  selection_id: z.string().max(60).optional(),
  contacts: z.array(reference).min(1).max(100).optional().describe('Or ids or numbers'),
};
export const attributes = bounded(z.record(z.string().min(1), z.unknown()), {
  names: 200,
  values: 5000,
}).superRefine(checkTexts);
export const renames = bounded(z.record(z.string().min(1), stored(z.string().trim().min(1))), {
  names: 1000,
  values: 200,
});

const MOST_PASTED = 1_000_000;
export const sheetInput = {
  path: z.string().max(1000).optional(),
  csv: z.string().max(MOST_PASTED).optional().describe('A header, then the rows exactly as given'),
  columns: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      '{header: name, phone_number, country_code, tags, an attribute key, "" to leave out; a consent column: mark_opt_outs or skip_opt_outs}',
    ),
  default_country: z.string().max(60).optional().describe('As the person stated, such as IN'),
  existing: z.enum(['fill', 'overwrite', 'skip']).optional().describe('Default fill'),
  add_tags: newTags.optional(),
};
export type SheetInput = z.output<z.ZodObject<typeof sheetInput>>;

/** A text that is written to the account, where one that lost letters or is invisible would stay. */
function stored(schema: z.ZodString): z.ZodString {
  return schema.refine(isWhole, { error: LOST, abort: true }).refine(isVisible, UNSEEN);
}

function checkTexts(attributes: Record<string, unknown>, { addIssue }: z.RefinementCtx): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!isVisible(name)) addIssue(`has a name that ${UNSEEN}`);
    if (!isWhole(name) || !isWholeIn(value)) addIssue(`${LOST}: ${quoted(name, 60)}`);
  }
}

function isWholeIn(value: unknown): boolean {
  if (typeof value === 'string') return isWhole(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inner]) => isWhole(name) && isWholeIn(inner));
}

/** Limits of length that are no part of the schema, where every client would pay for them. */
function bounded<T extends z.ZodRecord>(schema: T, most: { names: number; values: number }): T {
  return schema.superRefine((record, { addIssue }) => {
    for (const [name, value] of Object.entries(record)) {
      const length = textOf(value).length;
      if (name.length > most.names)
        addIssue(
          `has a name of ${counted(name.length, 'character')}; at most ${thousands(most.names)} are taken`,
        );
      else if (length > most.values)
        addIssue(
          `has a value of ${counted(length, 'character')} for ${quoted(name, 60)}; at most ${thousands(most.values)} are taken`,
        );
    }
  });
}
