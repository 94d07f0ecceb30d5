import * as z from 'zod';
import { isPathId } from '../api/endpoints.ts';
import { textOf } from '../lib/json.ts';
import { counted, quoted, thousands } from '../lib/text.ts';

/** Parameters that several tools share, worded for the agent. Short: every client pays for each word of `tools/list`. */
export const reference = z
  .string()
  .min(1, { abort: true })
  .max(200)
  .refine(isPathId, 'names nobody: it is blank, or dots alone');
export const contactRef = reference.describe('Id, or number such as +919876543210');
export const pageNumber = z.number().int().min(1).max(1_000_000).optional();
/** Tags there are: named exactly, spaces at the ends included, or they could not be taken off. */
export const tags = z.array(z.string().min(1).max(1000)).min(1).max(100);
export const newTags = z.array(z.string().trim().min(1).max(200)).max(100);
export const planId = z.string().min(1).max(60);
export const waitSeconds = z.number().min(0).max(25).optional();
export const planTargets = {
  selection_id: z.string().max(60).optional(),
  contacts: z.array(reference).min(1).max(100).optional().describe('Or ids or numbers'),
};
export const attributes = bounded(z.record(z.string().min(1), z.unknown()), { names: 200, values: 5000 });
export const renames = bounded(z.record(z.string().min(1), z.string().trim().min(1)), {
  names: 1000,
  values: 200,
});

/** Limits of length that only who exceeds them is told of: in the schema, every client would pay for them. */
function bounded<T extends z.ZodRecord>(schema: T, most: { names: number; values: number }): T {
  return schema.superRefine((record, { addIssue }) => {
    for (const [name, value] of Object.entries(record)) {
      const given = textOf(value).length;
      if (name.length > most.names)
        addIssue(
          `has a name of ${counted(name.length, 'character')}; at most ${thousands(most.names)} are taken`,
        );
      else if (given > most.values)
        addIssue(
          `has a value of ${counted(given, 'character')} for ${quoted(name, 60)}; at most ${thousands(most.values)} are taken`,
        );
    }
  });
}
export const selectionIds = z.array(z.string()).min(1).max(20).optional();
