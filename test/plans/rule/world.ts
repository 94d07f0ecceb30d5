import { type Harness, type HarnessOptions, start } from '../../harness.ts';
import { fill, type Person, pick } from '../../tools/world.ts';

/** The real server, and these people: ids p1, p2, … */
export async function among(people: readonly Person[], options: HarnessOptions = {}): Promise<Harness> {
  const world = await start({ sandbox: { contacts: 0 }, ...options });
  fill(world.sandbox, ...people);
  return world;
}

/** Has somebody else write just before the plan's nth GET whose path ends so. */
export function meanwhile(
  { sandbox }: Harness,
  id: string,
  edit: (account: Harness['sandbox']['account']) => void,
  nth = 1,
): void {
  sandbox.fault({ method: 'GET', path: `/contacts/${id}`, nth, action: { edit } });
}

export function contact({ sandbox }: Harness, id: string) {
  const { name, tags, custom_attributes } = sandbox.account.get(id);
  return { name, tags, custom_attributes };
}

/** The reasons of the items in a state. */
export async function reasons({ call }: Harness, plan_id: string, items: string): Promise<unknown[]> {
  return pick((await call('get_plan', { plan_id, items })).data['items'], 'reason');
}
