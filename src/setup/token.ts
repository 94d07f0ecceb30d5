import { lifeOfJwt } from '../api/account.ts';
import type { Settings } from '../context.ts';
import { span } from '../lib/time.ts';
import { type Finding, fails, works } from './finding.ts';

const NEW_JWT =
  'Put a new VOBIZ_JWT into the settings and restart this server. To stay connected, set VOBIZ_AUTH_ID and VOBIZ_AUTH_TOKEN in its place.';

/** The kind of the token, and how old it is; without one, the account's own finding says so. */
export function tokenFindings({ sandbox, account }: Settings, now: number): Finding[] {
  if (sandbox || !account) return [];
  const life = lifeOfJwt(account);
  if (!life)
    return [works('Token: VOBIZ_AUTH_ID with VOBIZ_AUTH_TOKEN; the age of such a token cannot be seen')];
  const { from, until } = life;
  const issued = from === undefined || from > now ? '' : `, issued ${span(now - from)} ago`;
  if (until === undefined)
    return [works(`Token: VOBIZ_JWT${issued}; it does not say when it ends, mostly after half an hour`)];
  if (until <= now) return [fails(`Token: VOBIZ_JWT${issued}, ended ${span(now - until)} ago`, NEW_JWT)];
  return [works(`Token: VOBIZ_JWT${issued}, ends in ${span(until - now)}`)];
}
