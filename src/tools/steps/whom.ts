import { isMissing } from '../../api/error.ts';
import type { Reading } from '../../api/freshness.ts';
import { bareRef, isNumber } from '../../contacts/numbers/phone.ts';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { type Candidates, candidates } from '../../find/candidates.ts';
import type { Filter } from '../../find/filter.ts';
import { NoSuchContact, resolveContact } from '../../find/resolve.ts';
import type { Priority } from '../../http/pace.ts';
import { Background } from '../../lib/background.ts';
import { counted, quoted } from '../../lib/text.ts';
import { span } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import { type Found, personOf } from '../../model/facts.ts';
import type { Nobody } from '../../model/warnings.ts';
import { readToWrite } from '../../plans/tasks/world.ts';
import { howFar, howOn } from '../../words/found/found.ts';
import { nobodyHasWords } from '../../words/plans/leftAlone.ts';
import type { CallScope } from '../define.ts';

/** Up to this many contacts are read within the call, not in the background. */
const FEW = 8;
/** The share of a call's time for reading; the rest is for planning. */
const FOR_READING = 0.75;

interface Resolved {
  /** By the id or number that named them. */
  contacts: ReadonlyMap<string, Contact>;
  /** Named ids and numbers that nobody has. */
  nobody: readonly Nobody[];
}
const readings = new WeakMap<Context, Background<Resolved>>();

interface Selected {
  contacts: Contact[];
  /** How a selection was found. */
  found?: Found;
  /** Ids and numbers that were named beside the contacts, and that nobody has. */
  nobody?: readonly Nobody[];
}

/** The contacts that a plan is for, by a selection or by their ids and numbers. */
export async function selected(
  context: Context,
  {
    selection_id: id,
    contacts,
  }: { selection_id?: string | undefined; contacts?: readonly string[] | undefined },
  scope: CallScope,
): Promise<Selected> {
  if (contacts !== undefined && id === undefined) {
    const resolved = await resolveAll(context, contacts, scope.signal);
    return { contacts: [...resolved.contacts.values()], nobody: resolved.nobody };
  }
  if (id === undefined || contacts !== undefined)
    throw new AppError(
      'Give either `selection_id` or `contacts`.',
      'A selection comes from `find_contacts`.',
    );
  const source = await allContacts(context, id, 'planned', scope);
  return { contacts: source.contacts, found: await context.selections.foundBy(id) };
}

/** The contacts of a selection, or without one of the account; refused unless it is certain that these are all. */
export async function allContacts(
  context: Context,
  selectionId: string | undefined,
  act: 'planned' | 'written',
  scope: CallScope,
  filter: Filter = {},
): Promise<Candidates> {
  const within = selectionId === undefined ? undefined : await context.selections.whole(selectionId, act);
  const source = await candidates(context, filter, { within }, scope);
  if (source.complete) return source;
  throw new AppError(
    `Nothing was ${act}: ${howFar(source)}`,
    howOn(source, 'Call again with the same arguments'),
  );
}

/** Nobody has this id or number any more; the journal knows what became of its contact. */
class Former extends NoSuchContact {
  readonly known: Omit<Nobody, 'ref'>;

  constructor(known: Omit<Nobody, 'ref'>, message: string, next: string, cause: AppError) {
    super(message, next, { cause });
    this.known = known;
  }
}

/** The contact with this id or number. The error for one that is gone tells what this program did to it. */
export async function resolve(
  context: Context,
  ref: string,
  signal: AbortSignal,
  priority: Priority = 'single',
): Promise<Contact> {
  try {
    return await resolveContact(context, ref, { signal, priority });
  } catch (error) {
    if (!(error instanceof NoSuchContact)) throw error;
    // The plain error is true, too, if the store cannot be opened.
    throw await explained(context, bareRef(ref), error).catch(() => error);
  }
}

/** Reads a contact again to write to it, by its id, which may look like a number. */
export async function readAnew(
  context: Context,
  { id }: Contact,
  signal: AbortSignal,
): Promise<Reading<Contact>> {
  try {
    return await readToWrite({ api: context.api, call: { signal } }, id);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw await explained(context, id, error).catch(() => error);
  }
}

/**
 * The contacts with these ids or numbers, of which one at least must exist. If the account is too slow for one call, the reading goes on in the background,
 * and the next call continues it.
 */
export async function resolveAll(
  context: Context,
  refs: readonly string[],
  signal: AbortSignal,
): Promise<Resolved> {
  if (refs.length <= FEW) return readAll(context, refs, signal);
  const background = readings.get(context) ?? new Background<Resolved>();
  readings.set(context, background);
  const begin = (report: (progress: string) => void) => readAll(context, refs, undefined, report);
  const done = await background.wait(
    JSON.stringify(refs),
    context.patience.callMs * FOR_READING,
    begin,
    signal,
  );
  if ('result' in done) return done.result;
  throw new AppError(
    `Nothing was done yet: ${done.far}.`,
    'Call again with the same contacts: the reading goes on meanwhile.',
  );
}

async function readAll(
  context: Context,
  refs: readonly string[],
  signal?: AbortSignal,
  report?: (progress: string) => void,
): Promise<Resolved> {
  let read = 0;
  const distinct = [...new Set(refs)];
  const reportProgress = () => report?.(`${read} of ${counted(distinct.length, 'contact')} read`);
  reportProgress();
  // An error fails them all: the others need not be read.
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const missing = new Map<string, NoSuchContact>();
  const one = async (ref: string) => {
    // Single calls give up after seconds, for which many of them would have to wait at a slow rate.
    const priority = distinct.length <= FEW ? 'single' : 'bulk';
    const contact = await resolve(context, ref, either, priority).catch((error: unknown) => {
      if (!(error instanceof NoSuchContact)) throw error;
      missing.set(ref, error);
    });
    read += 1;
    reportProgress();
    return contact ? [[ref, contact] as const] : [];
  };
  try {
    const contacts = new Map((await Promise.all(distinct.map(one))).flat());
    if (contacts.size === 0) throw nobodyThere(distinct, missing);
    return { contacts, nobody: distinct.flatMap((ref) => nobodyOf(ref, missing.get(ref))) };
  } finally {
    stop.abort();
  }
}

function nobodyOf(ref: string, error: NoSuchContact | undefined): Nobody[] {
  if (!error) return [];
  return [{ ref: bareRef(ref), ...(error instanceof Former && error.known) }];
}

function nobodyThere(refs: readonly string[], missing: ReadonlyMap<string, NoSuchContact>): AppError {
  const [only] = missing.values();
  if (only && refs.length === 1) return only;
  const all = refs.flatMap((ref) => nobodyOf(ref, missing.get(ref)));
  const next = [
    ...(all.some(({ now }) => now) ? ['Use the new ids.'] : []),
    ...(refs.some(isNumber) ? [LOOK_FOR_NUMBERS] : []),
    ...(refs.every(isNumber) ? [] : [LOOK_FOR_NAMES]),
  ];
  return new AppError(`Nothing was done: ${nobodyHasWords(all)}.`, next.join(' '));
}

const LOOK_FOR_NUMBERS =
  'Look for parts of the numbers with `find_contacts` and `text`; `create_contact` adds somebody new.';
const LOOK_FOR_NAMES = 'Find ids by name with `list_contacts`.';

/** The error, with what the journal knows of the contact. */
async function explained({ journal, rules, now }: Context, ref: string, error: AppError): Promise<AppError> {
  const { store } = await journal();
  const last = await store.lastDone(rules.account, { contact: ref, since: 0 });
  if (!last) return error;
  const { plan_id, contact_id, before, after, task } = last.item;
  const when = `${span(now() - last.at)} ago by ${plan_id}`;
  if (after && last.effect === 'deleted')
    return new Former(
      { plan_id, now: personOf(after) },
      `${quoted(ref, 60)} was merged into ${quoted(after.name, 60)} (id ${after.id}) ${when}.`,
      `Use the id ${after.id}.`,
      error,
    );
  const isOld = ref === contact_id || ('phone_number' in task && ref === before.phone_number);
  if (after && isOld && after.id !== ref)
    return new Former(
      { plan_id, now: personOf(after) },
      `${quoted(ref, 60)} is out of date: ${quoted(after.name, 60)} became a new contact with the id ${after.id} ${when}.`,
      `Use the id ${after.id}.`,
      error,
    );
  if (last.effect !== 'deleted')
    return new Former(
      {},
      `${quoted((after ?? before).name, 60)} (${quoted(ref, 60)}) was ${last.effect === 'changed' ? 'last written' : 'created'} ${when} and is not there any more: somebody deleted it.`,
      'If the person wants the contact back, `create_contact` creates it again.',
      error,
    );
  return new Former(
    { plan_id },
    `${quoted(before.name, 60)} (${quoted(ref, 60)}) is not there any more; it was deleted ${when}.`,
    `\`get_plan\` ${plan_id} tells what was done; \`plan_undo\` can undo it.`,
    error,
  );
}
