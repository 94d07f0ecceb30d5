import { isMissing } from '../../api/error.ts';
import type { Reading } from '../../api/freshness.ts';
import { bareRef } from '../../contacts/numbers/phone.ts';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { NoSuchContact, resolveContact } from '../../find/resolve.ts';
import type { Priority } from '../../http/pace.ts';
import { Background } from '../../lib/background.ts';
import { counted, quoted } from '../../lib/text.ts';
import { span } from '../../lib/time.ts';
import type { Contact } from '../../model/contact.ts';
import { readToWrite } from '../../plans/tasks/world.ts';

/** So few are read while the call waits, and no longer than it. */
const FEW = 8;
/** Of the time that a call has; the rest is for planning. */
const FOR_READING = 0.75;

/** Contacts by the id or number that was asked for. */
type Resolved = ReadonlyMap<string, Contact>;
const readings = new WeakMap<Context, Background<Resolved>>();

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
 * The same for many. Where the account is too slow for one call the reading goes on in the background, and calling
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
  // One that is not there ends it for all: the others need not be asked for.
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const one = async (ref: string) => {
    // Single calls wait for seconds only, which many of them would have to at a slow rate.
    const contact = await resolve(context, ref, either, asked.length <= FEW ? 'single' : 'bulk');
    read += 1;
    far();
    return [ref, contact] as const;
  };
  try {
    return new Map(await Promise.all(asked.map(one)));
  } finally {
    stop.abort();
  }
}

async function told({ journal, rules, now }: Context, ref: string, error: AppError): Promise<AppError> {
  const { store } = await journal();
  const last = await store.lastDone(rules.account, { contact: ref, since: 0 });
  if (!last) return error;
  const { plan_id, contact_id, before, after, task } = last.item;
  const when = `${span(now() - last.at)} ago by ${plan_id}`;
  if (after && last.effect === 'deleted')
    return new AppError(
      `${quoted(ref, 60)} was merged into ${quoted(after.name, 60)} (id ${after.id}) ${when}.`,
      `Use the id ${after.id}.`,
      { cause: error },
    );
  const isOld = ref === contact_id || ('phone_number' in task && ref === before.phone_number);
  if (after && isOld && after.id !== ref)
    return new AppError(
      `${quoted(ref, 60)} is no contact any more: ${quoted(after.name, 60)} got the new id ${after.id} ${when}.`,
      `Use the id ${after.id}.`,
      { cause: error },
    );
  if (last.effect !== 'deleted')
    return new AppError(
      `${quoted((after ?? before).name, 60)} (${quoted(ref, 60)}) was ${last.effect === 'changed' ? 'last written' : 'created'} ${when} and is not there any more: somebody deleted it.`,
      '`create_contact` makes it again, if the person wants that.',
      { cause: error },
    );
  return new AppError(
    `${quoted(before.name, 60)} (${quoted(ref, 60)}) is not there any more; it was deleted ${when}.`,
    `\`get_plan\` ${plan_id} tells what was done; \`plan_undo\` can take it back.`,
    { cause: error },
  );
}
