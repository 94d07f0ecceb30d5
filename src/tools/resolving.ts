import type { Contact } from '../api/wire.ts';
import { NoSuchContact, resolveContact } from '../contacts/resolve.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../lib/text.ts';
import { span } from '../lib/time.ts';

/** The contact with this id or number; where there is none any more, the error says what this program knows became of it. */
export async function resolve(context: Context, ref: string, signal: AbortSignal): Promise<Contact> {
  try {
    return await resolveContact(context.api, ref, { signal });
  } catch (error) {
    throw error instanceof NoSuchContact ? await told(context, ref.trim(), error) : error;
  }
}

async function told({ journal, rules, now }: Context, ref: string, error: NoSuchContact): Promise<AppError> {
  const { store } = await journal();
  const did = ['delete', 'renumber', 'create', 'merge'] as const;
  const last = await store.lastDone(rules.account, { did, contact: ref, since: 0 });
  if (!last) return error;
  const { plan_id, before, after, task } = last.item;
  const when = `${span(now() - last.at)} ago by ${plan_id}`;
  if (after && task.do === 'merge')
    return new AppError(
      `${quoted(ref, 60)} was merged into ${quoted(after.name, 60)} (id ${after.id}) ${when}.`,
      `Use the id ${after.id}.`,
      { cause: error },
    );
  if (after && after.id !== ref)
    return new AppError(
      `${quoted(ref, 60)} is no contact any more: ${quoted(after.name, 60)} got the new id ${after.id} ${when}.`,
      `Use the id ${after.id}.`,
      { cause: error },
    );
  return new AppError(
    `${quoted(before.name, 60)} (${quoted(ref, 60)}) is not there any more; it was last written ${when}.`,
    `\`get_plan\` ${plan_id} tells what was done; \`plan_undo\` can take it back.`,
    { cause: error },
  );
}
