import { listContacts } from '../api/endpoints.ts';
import type { Context } from '../context.ts';
import { counted } from '../lib/text.ts';
import { SECOND } from '../lib/time.ts';
import { type Finding, fails, failsBy, works } from './finding.ts';
import type { SeenFrom } from './origin.ts';

const INVENTED =
  'Sandbox: these contacts are invented, credentials are ignored, and nothing reaches Vobiz; to work on your own contacts, switch the sandbox off (VOBIZ_SANDBOX)';

/** Whether the account answers, and how fast. */
export async function accountFindings(
  { settings, api }: Context,
  from: SeenFrom,
  signal: AbortSignal,
): Promise<Finding[]> {
  const invented = settings.sandbox ? [works(INVENTED)] : [];
  // Only a server starts a sandbox.
  if (settings.sandbox && from === 'terminal') return invented;
  // Its mistakes stand among those of the configuration.
  if (settings.isMistaken)
    return [fails("Vobiz: not connected, for the mistake in the account's address, id or token")];
  try {
    const started = performance.now();
    const { total } = await api.call(listContacts, { page: 1, limit: 1 }, { signal });
    const took = Math.round(performance.now() - started);
    const contacts = total === undefined ? 'contacts readable' : counted(total, 'contact');
    const answers = works(`Vobiz: ${settings.where} answers in ${took} ms, ${contacts}`);
    return [...invented, answers, ...(from === 'terminal' ? [] : [pace(api)])];
  } catch (error) {
    // An error does not say of whom it was asked, and the address or the id may be the wrong one.
    const asked = settings.account ? `Vobiz: ${settings.where}` : 'Vobiz';
    return [...invented, failsBy(asked, error)];
  }
}

/** A process that has just started has seen too little of the account to say more than that. */
function pace(api: Context['api']): Finding {
  const interval = api.intervalMs();
  const limit =
    interval > 0
      ? `it takes about ${(SECOND / interval).toFixed(1)} in a second at present`
      : 'no limit was met';
  return works(`Pace: up to ${counted(api.busiest(), 'request')} in a second so far; ${limit}`);
}
