import { counted, thousands } from '../lib/text.ts';
import { importIn } from '../model/facts.ts';
import { PlanState } from '../model/lifecycle.ts';
import type { PlanRecord } from '../model/plan.ts';
import { PROBLEMS, type Tone } from './review.ts';

/** How a plan stands, and how that is to be looked at. */
interface Standing {
  text: string;
  tone: Tone;
}

type ToldByMore = typeof PlanState.waiting | typeof PlanState.done | typeof PlanState.stopped;

/** How a plan stands where its state says it all: above its rows as in the list of plans. */
const STANDS: Readonly<Record<Exclude<PlanState, ToldByMore>, Standing>> = {
  queued: { text: 'Under way', tone: 'due' },
  running: { text: 'Under way', tone: 'due' },
  halted: { text: 'Stopped, because too many failed', tone: 'mind' },
  blocked: { text: 'Paused', tone: 'mind' },
  declined: { text: 'Declined', tone: 'plain' },
  discarded: { text: 'Discarded', tone: 'plain' },
  expired: { text: 'Expired', tone: 'plain' },
};

/** How a plan stands, above its rows. */
export function nowWords(plan: PlanRecord, problems: number): Standing {
  switch (plan.state) {
    case PlanState.waiting:
      return { text: 'Waiting for your approval', tone: plan.deletes > 0 ? 'lost' : 'due' };
    case PlanState.done:
      return problems > 0
        ? { text: `Done, with ${counted(problems, 'problem')}`, tone: 'mind' }
        : { text: 'Done', tone: 'add' };
    case PlanState.stopped:
      return { text: 'Stopped', tone: 'mind' };
    default:
      return STANDS[plan.state];
  }
}

interface Overview {
  /** As it is now, whatever its row says. */
  state: PlanState;
  counts: Readonly<Record<string, number>>;
  undone_by?: string | undefined;
  partly_undone?: { done: number; undone: number } | undefined;
}

/** How a plan stands, in a list of plans; only what needs somebody has a tone. */
export function planOutcome({ summary }: Pick<PlanRecord, 'summary'>, view: Overview): Standing {
  const { state, counts } = view;
  const { done = 0, to_change: all = 0 } = counts;
  switch (state) {
    case PlanState.waiting:
      return { text: 'Waiting for you', tone: 'due' };
    case PlanState.stopped:
      return { text: `Stopped, ${thousands(done)} of ${thousands(all)} done`, tone: 'mind' };
    case PlanState.done:
      return doneOutcome(view, importIn(summary)?.rows.invalid ?? 0);
    default:
      return STANDS[state];
  }
}

function doneOutcome({ counts, undone_by, partly_undone: part }: Overview, refused: number): Standing {
  if (undone_by !== undefined) return { text: 'Undone', tone: 'plain' };
  if (part)
    return { text: `Done, ${thousands(part.undone)} of ${thousands(part.done)} undone`, tone: 'plain' };
  const problems = PROBLEMS.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  if (problems > 0) return { text: `Done, ${counted(problems, 'problem')}`, tone: 'mind' };
  if (refused > 0) return { text: `Done, ${counted(refused, 'row')} refused`, tone: 'mind' };
  return { text: (counts['to_change'] ?? 0) === 0 ? 'Nothing to change' : 'Done', tone: 'plain' };
}
