import { isMissing } from '../../api/error.ts';
import type { Reading } from '../../api/freshness.ts';
import { bareRef, isNumber } from '../../contacts/numbers/phone.ts';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { NoSuchContact, resolveContact } from '../../find/resolve.ts';
import type { Priority } from '../../http/pace.ts';
import { Background } from '../../lib/background.ts';
import { counted, quoted } from '../../lib/text.ts';
import { span } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import { type Nobody, personOf } from '../../model/facts.ts';
import { readToWrite } from '../../plans/tasks/world.ts';
import { nobodyHasWords } from '../../words/warnings.ts';

/** So few are read while the call waits, and no longer than it. */
const FEW = 8;
/** Of the time that a call has; the rest is for planning. */
const FOR_READING = 0.75;

interface Resolved {
  /** By the id or number that was asked for. */
  contacts: ReadonlyMap<string, Contact>;
  /** What was asked for and nobody has, in that order. */
  nobody: readonly Nobody[];
}
const readings = new WeakMap<Context, Background<Resolved>>();

/** Nobody has this id or number any more; the journal knows what became of its contact. */
class Former extends NoSuchContact {
  readonly known: Omit<Nobody, 'ref'>;

  constructor(known: Omit<Nobody, 'ref'>, message: string, next: string, cause: AppError) {
    super(message, next, { cause });
    this.known = known;
  }
}

/** The contact with this id or number; where there is none any more, the error says what this program knows became of it. */
export async function resolve(
  context: Context,
  ref: string,
  signal: AbortSignal,
  priority: Priority = 'single',
): Promise<Contact> {
  try {
    return await resolveContact(context.api, ref, { signal, priority });
  } catch (error) {
    if (!(error instanceof NoSuchContact)) throw error;
    // Without a store that can be opened the error is true all the same.
    throw await told(context, bareRef(ref), error).catch(() => error);
  }
}

/** The same contact once more, to be written upon, by its id alone, which may look like a number; other writes may have come between. */
export async function readAnew(
  context: Context,
  { id }: Contact,
  signal: AbortSignal,
): Promise<Reading<Contact>> {
  try {
    return await readToWrite({ api: context.api, call: { signal } }, id);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw await told(context, id, error).catch(() => error);
  }
}

/**
 * The same for many, of whom one at least must be there. Where the account is too slow for one call the reading goes on in the background, and calling
 * again goes on from there.
 */
export async function resolveAll(
  context: Context,
  refs: readonly string[],
  signal: AbortSignal,
): Promise<Resolved> {
  if (refs.length <= FEW) return readAll(context, refs, signal);
  const background = readings.get(context) ?? new Background<Resolved>();
  readings.set(context, background);
  const begin = (tell: (far: string) => void) => readAll(context, refs, undefined, tell);
  const done = await background.wait(
    JSON.stringify(refs),
    context.patience.callMs * FOR_READING,
    begin,
    signal,
  );
  if ('result' in done) return done.result;
  throw new AppError(
    `Nothing is planned yet: ${done.far}.`,
    'Call again with the same contacts: the reading goes on meanwhile.',
  );
}

async function readAll(
  context: Context,
  refs: readonly string[],
  signal?: AbortSignal,
  tell?: (far: string) => void,
): Promise<Resolved> {
  let read = 0;
  const asked = [...new Set(refs)];
  const far = () => tell?.(`${read} of ${counted(asked.length, 'contact')} read`);
  far();
  const missing = new Map<string, NoSuchContact>();
  const one = async (ref: string) => {
    // Single calls wait for seconds only, which many of them would have to at a slow rate.
    const contact = await resolve(context, ref, either, asked.length <= FEW ? 'single' : 'bulk').catch(
      (error: unknown) => {
        if (!(error instanceof NoSuchContact)) throw error;
        missing.set(ref, error);
      },
    );
    read += 1;
    far();
    return contact ? [[ref, contact] as const] : [];
  };
  // What fails ends it for all: the others need not be asked for.
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  try {
    const contacts = new Map((await Promise.all(asked.map(one))).flat());
    if (contacts.size === 0) throw nobodyThere(asked, missing);
    return { contacts, nobody: asked.flatMap((ref) => nobodyOf(ref, missing.get(ref))) };
  } finally {
    stop.abort();
  }
}

function nobodyOf(ref: string, error: NoSuchContact | undefined): Nobody[] {
  if (!error) return [];
  return [{ ref: bareRef(ref), ...(error instanceof Former && error.known) }];
}

function nobodyThere(asked: readonly string[], missing: ReadonlyMap<string, NoSuchContact>): AppError {
  const [only] = missing.values();
  if (only && asked.length === 1) return only;
  const all = asked.flatMap((ref) => nobodyOf(ref, missing.get(ref)));
  const next = [
    ...(all.some(({ now }) => now) ? ['Use the new ids.'] : []),
    ...(asked.some(isNumber) ? [LOOK_FOR_NUMBERS] : []),
    ...(asked.every(isNumber) ? [] : [LOOK_FOR_NAMES]),
  ];
  return new AppError(`Nothing was planned: ${nobodyHasWords(all)}.`, next.join(' '));
}

const LOOK_FOR_NUMBERS =
  'Look for parts of the numbers with `find_contacts` and `text`; `create_contact` adds who is not there.';
const LOOK_FOR_NAMES = 'Ids are found by name with `list_contacts`.';

async function told({ journal, rules, now }: Context, ref: string, error: AppError): Promise<AppError> {
  const { store } = await journal();
  const last = await store.lastDone(rules.account, { contact: ref, since: 0 });
  if (!last) return error;
  const { plan_id, contact_id, before, after, task } = last.item;
  const by = { plan_id };
  const when = `${span(now() - last.at)} ago by ${plan_id}`;
  if (after && last.effect === 'deleted')
    return new Former(
      { ...by, now: personOf(after) },
      `${quoted(ref, 60)} was merged into ${quoted(after.name, 60)} (id ${after.id}) ${when}.`,
      `Use the id ${after.id}.`,
      error,
    );
  const isOld = ref === contact_id || ('phone_number' in task && ref === before.phone_number);
  if (after && isOld && after.id !== ref)
    return new Former(
      { ...by, now: personOf(after) },
      `${quoted(ref, 60)} is no contact any more: ${quoted(after.name, 60)} got the new id ${after.id} ${when}.`,
      `Use the id ${after.id}.`,
      error,
    );
  if (last.effect !== 'deleted')
    return new Former(
      {},
      `${quoted((after ?? before).name, 60)} (${quoted(ref, 60)}) was ${last.effect === 'changed' ? 'last written' : 'created'} ${when} and is not there any more: somebody deleted it.`,
      '`create_contact` makes it again, if the person wants that.',
      error,
    );
  return new Former(
    by,
    `${quoted(before.name, 60)} (${quoted(ref, 60)}) is not there any more; it was deleted ${when}.`,
    `\`get_plan\` ${plan_id} tells what was done; \`plan_undo\` can take it back.`,
    error,
  );
}
