import { SETUP_HELP } from '../errors.ts';
import type { ApiErrorKind } from './error.ts';

/** What helps after each kind of failure. */
export const NEXT: Record<ApiErrorKind, string> = {
  unconfigured: 'Set the credentials in the configuration of this server and restart it.',
  unauthorised: checkCredentials('console.vobiz.ai'),
  forbidden: `Ask the owner of the account: the credentials are valid, but they do not allow this, or the account is inactive. ${SETUP_HELP}`,
  missing: 'The contact may have been deleted. Look for it by name or number with `list_contacts`.',
  invalid: 'Correct what Vobiz names, then call again.',
  conflict: 'Look at the contact that has this number with `get_contact`.',
  limited: 'Call again after that time, or in a minute where no time is given.',
  quota: 'Call again when the quota renews, or let the person ask Vobiz for a larger one.',
  unpaid: 'Let the person top up the balance in the Vobiz console, then call again.',
  'too-large': 'Send fewer contacts or shorter values at once.',
  redirect: `Set VOBIZ_BASE_URL to the final address and restart this server. Redirects are not followed, because the credentials go to the configured host only. ${SETUP_HELP}`,
  server: 'The fault is at Vobiz: call again in a minute.',
  garbled: 'Check VOBIZ_BASE_URL: a proxy or a login page may be answering in place of Vobiz.',
  unreachable: `Nothing was sent. Check the network and VOBIZ_BASE_URL. ${SETUP_HELP}`,
  dropped: 'Call again in a minute.',
  timeout: 'Call again in a minute.',
  cancelled: 'Call again to go on.',
  stale: 'Call again: that reads the contact once more.',
  slow: 'Call again when Vobiz answers faster.',
  unreadable:
    'Tell the person: this has to be put right first, in the Vobiz console or in the program that writes the contact.',
};

export function checkCredentials(source: string): string {
  return `Check VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN (or VOBIZ_JWT) against ${source}, and VOBIZ_BASE_URL; then restart this server. ${SETUP_HELP}`;
}

export const NO_API = `Check VOBIZ_BASE_URL: the contacts API does not seem to be at that address. ${SETUP_HELP}`;
export const LOOKED_UP = 'Call again: this program first looks whether the change was made.';
export const REPLY_TOO_LARGE = 'Ask for fewer contacts at once (a smaller `limit`), or check VOBIZ_BASE_URL.';
