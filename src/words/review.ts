import { counted, thousands } from '../lib/text.ts';
import { ItemState, PlanState } from '../model/lifecycle.ts';
import type { Approval, PlanRecord } from '../model/plan.ts';
import { approvedWords } from './approval.ts';
import type { About, Line } from './plans/lines.ts';

/** How a sentence is to be looked at: `due` waits for a decision, `lost` cannot come back, `mind` needs a second look. */
export type Tone = 'plain' | 'due' | 'lost' | 'mind' | 'add';

export function nowWords(plan: PlanRecord, problems: number): { text: string; tone: Tone } {
  switch (plan.state) {
    case PlanState.waiting:
      return { text: 'Waiting for your approval', tone: plan.deletes > 0 ? 'lost' : 'due' };
    case PlanState.queued:
    case PlanState.running:
      return { text: 'Under way', tone: 'due' };
    case PlanState.done:
      return problems > 0
        ? { text: `Done, with ${counted(problems, 'problem')}`, tone: 'mind' }
        : { text: 'Done', tone: 'add' };
    case PlanState.stopped:
      return { text: 'Stopped', tone: 'mind' };
    case PlanState.halted:
      return { text: 'Stopped, because too many failed', tone: 'mind' };
    case PlanState.blocked:
      return { text: 'Paused', tone: 'mind' };
    case PlanState.declined:
      return { text: 'Declined', tone: 'plain' };
    case PlanState.discarded:
      return { text: 'Discarded', tone: 'plain' };
    case PlanState.expired:
      return { text: 'Expired', tone: 'plain' };
    default:
      return plan.state satisfies never;
  }
}

/** When the plan was made, until when it waits, or who approved it and when. */
export function originWords(plan: PlanRecord, approval: Approval | undefined, where: string): string {
  const made = `Planned ${timeWords(plan.created_at)} in ${where}.`;
  if (plan.state === PlanState.waiting) return `${made} It waits until ${timeWords(plan.expires_at)}.`;
  const how = approval && approvedWords(approval);
  return how === undefined ? made : `${made} Approved ${timeWords(approval?.at ?? 0)} ${how}.`;
}

/** In the time of this computer, as the person who looks at it has it. */
export function timeWords(at: number): string {
  return new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/** What pressing the button does, and to how many: never a bare yes. */
export function actWords(plan: PlanRecord, changes: number): string {
  const { kind, summary, deletes } = plan;
  if (kind === 'delete') return `Delete ${counted(changes, 'contact')}`;
  if (kind === 'merge') return `Merge ${counted(changes, 'group')}, delete ${thousands(deletes)}`;
  if (kind === 'import') return `Import ${counted(changes, 'contact')}`;
  if (kind === 'undo') return `Undo it for ${thousands(changes)}`;
  const parts = typeof summary === 'object' && summary.say === 'update' ? summary.parts : undefined;
  const [adds, removes] = [parts?.adds.count ?? 0, parts?.removes.count ?? 0];
  if (adds > 0 && removes === 0) return `Add the ${adds === 1 ? 'tag' : 'tags'} to ${thousands(changes)}`;
  if (removes > 0 && adds === 0)
    return `Remove the ${removes === 1 ? 'tag' : 'tags'} from ${thousands(changes)}`;
  return `Change ${counted(changes, 'contact')}`;
}

const LABELS: Readonly<Record<About, string>> = {
  what: 'What happens',
  whom: 'For whom',
  lost: 'Lost for good',
  left: 'Left alone',
  refused: 'Not imported',
  campaigns: 'Campaigns',
  sheet: 'The sheet',
  also: 'Also',
  time: 'Time',
};
const TONES: { readonly [A in About]?: 'lost' | 'mind' } = { lost: 'lost', refused: 'mind' };

/** The lines of a plan's text below its first, those about one thing together; what is lost comes first. */
export function factWords(
  lines: readonly Line[],
): { about: string; tone: 'plain' | 'lost' | 'mind'; text: string }[] {
  const groups = [...Map.groupBy(lines, ({ about }) => about)];
  const isLost = ([about]: (typeof groups)[number]) => about === 'lost';
  return [...groups.filter(isLost), ...groups.filter((group) => !isLost(group))].map(([about, some]) => ({
    about: LABELS[about],
    tone: TONES[about] ?? 'plain',
    text: some.map(({ text }) => text).join(' '),
  }));
}

/** The tabs of the rows, in this order. */
export const TABS = ['change', 'made', 'problem', 'left', 'same'] as const;
type Tab = (typeof TABS)[number];

const TAB_OF: Readonly<Record<ItemState, Tab>> = {
  pending: 'change',
  sending: 'change',
  done: 'made',
  failed: 'problem',
  unknown: 'problem',
  drifted: 'left',
  gone: 'left',
  protected: 'left',
  unchanged: 'same',
};

export function tabOf(state: ItemState): Tab {
  return TAB_OF[state];
}

export function tabWords(tab: Tab, { kind }: Pick<PlanRecord, 'kind'>): string {
  switch (tab) {
    case 'change':
      return kind === 'delete' ? 'To delete' : kind === 'merge' ? 'To merge' : 'To change';
    case 'made':
      return 'Done';
    case 'problem':
      return 'With problems';
    case 'left':
      return 'Left alone';
    case 'same':
      return 'No change needed';
    default:
      return tab satisfies never;
  }
}

/** What became of an item, behind its count; empty while nothing happened to it. */
export function outcomeWords(state: ItemState): string {
  switch (state) {
    case ItemState.done:
    case ItemState.gone:
      return state;
    case ItemState.failed:
      return 'not changed';
    case ItemState.unknown:
      return 'may be changed';
    case ItemState.drifted:
      return 'changed meanwhile';
    case ItemState.protected:
      return 'opted out';
    default:
      return '';
  }
}

/** `120 of 203 done, about 4 seconds left`. */
export function farWords(done: number, total: number, etaSeconds: number): string {
  const left = etaSeconds > 0 ? `, about ${counted(etaSeconds, 'second')} left` : '';
  return `${thousands(done)} of ${thousands(total)} done${left}`;
}
