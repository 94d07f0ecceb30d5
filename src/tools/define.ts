import type { ToolAnnotations } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Context, Shown } from '../context.ts';
import type { ClientName } from '../model/plan.ts';

/**
 * What a tool does to the world. `plan` stores a draft here and touches no contact; `file` writes a file here.
 * The annotations, the modes and the gate follow from it, never from a tool's name.
 */
export type Effect = 'read' | 'plan' | 'file' | 'write' | 'destroy';

/** Whether the client can show the person a form; `perhaps` when it drew none lately, so the phrase is offered, too. */
export type CanAsk = boolean | 'perhaps';

/** The circumstances of a call, beside its arguments. */
export interface CallScope {
  signal: AbortSignal;
  /** Reports progress, if the client asked for it. */
  progress(done: number, total: number | undefined, message: string): void;
  canAsk: CanAsk;
  /** The client, if it gave its name. */
  client?: ClientName | undefined;
  /** The person's answer to the form that this call asked for in its first run. */
  answer: Answer | undefined;
  /** How the plan was put before the person in the meantime. */
  shown?: Shown | undefined;
  /** The plan for which another call had a form open, until whose end this call waited. */
  waitedFor?: string | undefined;
}

export interface Answer {
  /** `unseen`: the client turned out to draw no form, so nobody was asked. */
  action: 'accept' | 'decline' | 'cancel' | 'unseen';
  /** The `state` of the question; it cannot have been forged. */
  state: unknown;
  /** The phrase was offered before the form was tried, so the person may have typed it. */
  phraseOffered: boolean;
}

/** Returned in place of a result: ask the person, then run this tool again with the answer. */
export class Question {
  readonly message: string;
  readonly state: unknown;
  /** To be called once it is answered or given up, so that other calls may ask. */
  readonly withdraw: () => Promise<void>;

  constructor(message: string, state: unknown, withdraw: () => Promise<void>) {
    this.message = message;
    this.state = state;
    this.withdraw = withdraw;
  }
}

/** Returned in place of a result: put the plan before the person on the page, then run this tool again. */
export class ToReview {
  readonly planId: string;

  constructor(planId: string) {
    this.planId = planId;
  }
}

/** What a tool returns instead of a result: the call goes on once somebody decided, or did not. */
export type Undecided = Question | AskedElsewhere | ToReview;

/** Returned in place of a result: another call has a form for the plan open. Wait for its end, then run this tool again. */
export class AskedElsewhere {
  readonly planId: string;

  constructor(planId: string) {
    this.planId = planId;
  }
}

export function isUndecided(output: object): output is Undecided {
  return output instanceof Question || output instanceof AskedElsewhere || output instanceof ToReview;
}

/** The parts of a tool that its types do not depend on. */
interface Traits {
  name: string;
  title: string;
  effect: Effect;
  /** Deletes contacts or plans to; the mode `no-delete` leaves it out. */
  deletes?: true;
  /** May wait for a plan, and so take longer than other tools. */
  waits?: true;
  /** Tells the agent when to use the tool, and what it does not do. */
  description: string;
  /** What to do instead, a sentence, by arguments that agents try and the tool does not have. */
  instead?: Readonly<Record<string, string>>;
}

interface ToolSpec<Input extends z.ZodRawShape, Output extends z.ZodRawShape> extends Traits {
  input: Input;
  output: Output;
  run(
    input: z.output<z.ZodObject<Input>>,
    context: Context,
    scope: CallScope,
  ): Promise<z.input<z.ZodObject<Output & Common>> | Undecided>;
  /** The whole result in words: some clients show the model nothing else. */
  say(output: z.output<z.ZodObject<Output & Common>>): string;
}

const common = {
  /** The useful next call. */
  next: z.string().optional(),
  /** About the server as a whole: the sandbox, a mistake in the configuration. */
  note: z.string().optional(),
};
type Common = typeof common;

/** A tool without its own types, as the gate and the lists use it. */
export interface Tool extends Traits {
  input: z.ZodObject;
  output: z.ZodObject;
  /** Checks the arguments (throws a `ZodError`) and returns the call to make. */
  prepare(raw: unknown): (context: Context, scope: CallScope) => Promise<Record<string, unknown> | Undecided>;
  /** The result in words; undefined when it misses the output schema. */
  say(output: Record<string, unknown>): string | undefined;
}

/** Makes a tool of its parts. Unknown arguments are refused. */
export function defineTool<Input extends z.ZodRawShape, Output extends z.ZodRawShape>(
  spec: ToolSpec<Input, Output>,
): Tool {
  const input = z.strictObject(spec.input);
  const output = z.strictObject({ ...spec.output, ...common });
  return {
    ...spec,
    input,
    output,
    prepare(raw) {
      const parsed = input.parse(raw);
      return (context, scope) => spec.run(parsed, context, scope);
    },
    say(data) {
      const checked = output.safeParse(data);
      return checked.success ? spec.say(checked.data) : undefined;
    },
  };
}

const HINTS: Record<Effect, Pick<Required<ToolAnnotations>, 'readOnlyHint' | 'destructiveHint'>> = {
  read: { readOnlyHint: true, destructiveHint: false },
  plan: { readOnlyHint: true, destructiveHint: false },
  file: { readOnlyHint: false, destructiveHint: false },
  write: { readOnlyHint: false, destructiveHint: false },
  destroy: { readOnlyHint: false, destructiveHint: true },
};

export function annotationsOf(tool: Pick<Tool, 'title' | 'effect'>): ToolAnnotations {
  return { title: tool.title, ...HINTS[tool.effect] };
}
