import * as z from 'zod';
import { contactView, viewContacts } from '../contacts/view.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { ATTRIBUTE_OPS } from '../find/attributes.ts';
import { type Candidates, candidates } from '../find/candidates.ts';
import { compileFilter } from '../find/filter.ts';
import { thousands } from '../lib/text.ts';
import { filterInTurns } from '../lib/turns.ts';
import type { Contact } from '../model/contact.ts';
import { lines } from '../words/contact.ts';
import { asOf, howOn, MOST_SHOWN, restNext, summarise } from '../words/found/found.ts';
import { defineTool } from './define.ts';
import { reference, selectionIds, traits } from './params.ts';
import { type Joined, lookedAmong, nobodyNext, type Search } from './steps/nobody.ts';

const time = z.string().max(40).optional();
const tagNames = z.array(z.string().min(1).max(1000)).max(50).optional();
const attributeValue = z.string().register(traits, { takesBoolean: true });

export const findContacts = defineTool({
  name: 'find_contacts',
  title: 'Find contacts',
  effect: 'read',
  description:
    'Finds all contacts that pass every filter, and keeps them as a selection. Case counts in tags and keys, not in `text` and values; other spellings are said. Times: date, RFC 3339 instant, or age (90d, 12h). If `complete` is false, say "at least" and do what `next` says.',
  input: {
    text: z.string().trim().min(1).max(200).optional().describe('In name, number, tags or attribute values'),
    tags_all: tagNames,
    tags_any: tagNames,
    tags_none: tagNames,
    untagged: z.boolean().optional(),
    protected: z.boolean().optional().describe('Opted out'),
    phone_prefix: z
      .string()
      .min(2)
      .max(20)
      .register(traits, { isPhone: true })
      .optional()
      .describe('Begins with +'),
    attributes: z
      .array(
        z.strictObject({
          key: z.string(),
          op: z
            .enum(ATTRIBUTE_OPS)
            .describe(
              'exists: has the key, blank or not; empty: has it blank; not_equals: has another value; greater, less: numbers, dates as 2026-03-01, else words',
            ),
          value: attributeValue.optional(),
          values: z.array(attributeValue).max(100).optional().describe('Any of them'),
        }),
      )
      .max(20)
      .optional(),
    active_before: time.describe('Leaves out the never active'),
    active_after: time,
    never_active: z.boolean().optional(),
    created_before: time,
    created_after: time,
    updated_before: time,
    updated_after: time,
    ids: z.array(reference).min(1).max(1000).optional(),
    within: selectionIds.describe('In any of these selections'),
    except: selectionIds.describe('Not in these, such as what `protected` found'),
    sample: z.number().int().min(0).max(MOST_SHOWN).optional().describe('Default 5; 0 only counts'),
  },
  output: {
    selection_id: z.string(),
    total: z.number(),
    sample: z.array(contactView),
    summary: z.string(),
    complete: z.boolean(),
    as_of: z.string(),
  },
  async run({ within, except, sample = 5, ...filter }, context, scope) {
    const { selections, protectedFolds, now } = context;
    const world = { now: now(), protectedFolds };
    const compiled = compileFilter(filter, world);
    const joined = {
      within: within && (await selections.union(within)),
      except: except && (await selections.union(except)),
    };
    const source = await candidates(context, filter, joined, scope);
    const existing = await filterInTurns(source.contacts, compiled.matches);
    const deleted = (await deletedAmong(context, joined, source)).filter(compiled.matches);
    const found = [...existing, ...deleted];
    const search = { context, filter, joined, source, world, signal: scope.signal };
    const neverActive =
      filter.active_before === undefined
        ? 0
        : (await filterInTurns(source.contacts, compiled.neverActive)).length;
    const ids = found.map(({ id }) => id);
    const selection = await selections.add({
      ids,
      filter: { ...filter, within, except, moments: compiled.moments },
      complete: source.complete,
    });
    return {
      selection_id: selection.selection_id,
      total: found.length,
      sample: viewContacts(found.slice(0, sample)),
      summary: await summarise({
        found,
        deleted: deleted.length,
        filter,
        moments: compiled.moments,
        source,
        everybody: await otherwiseFitting(search),
        world,
        neverActive,
      }),
      complete: source.complete,
      as_of: asOf(source),
      ...(await nextOf({ found: found.length, sample }, search)),
    };
  },
  say({ selection_id, total, sample, summary, as_of }) {
    const head = `${summary}\nSelection ${selection_id}, as of ${as_of}.`;
    if (sample.length === 0) return head;
    return `${head}\n${sample.length < total ? `The first ${sample.length} of ${thousands(total)}` : 'All of them'}:\n${lines(sample)}`;
  },
});

/** The contacts of `within` that a plan deleted: an undo can be narrowed to some of them. */
async function deletedAmong(
  { journal, rules }: Context,
  { within, except }: Joined,
  { contacts, complete }: Candidates,
): Promise<Contact[]> {
  if (!within || !complete) return [];
  const existing = new Set(contacts.map(({ id }) => id));
  const missing = [...within.ids].filter((id) => !existing.has(id) && !except?.ids.has(id));
  if (missing.length === 0) return [];
  try {
    return await (await journal()).store.deletedContacts(rules.account, missing);
  } catch (error) {
    // Finding must work without the store.
    if (error instanceof AppError) return [];
    throw error;
  }
}

/** Those who pass every filter but that of tags, which they may have in another spelling; undefined where they were not read. */
async function otherwiseFitting(search: Search): Promise<readonly Contact[] | undefined> {
  const { tags_all, tags_any, ...others } = search.filter;
  if (!tags_all && !tags_any) return search.source.contacts;
  const among = await lookedAmong(search);
  return among && filterInTurns(among, compileFilter(others, search.world).matches);
}

async function nextOf(
  { found, sample }: { found: number; sample: number },
  search: Search,
): Promise<{ next?: string }> {
  const { source } = search;
  if (!source.complete) return { next: howOn(source, 'Call `find_contacts` with the same filters again') };
  if (found === 0) return { next: await nobodyNext(search) };
  // Who asks for none only counts.
  return sample === 0 || found <= sample ? {} : { next: restNext(found, sample) };
}
