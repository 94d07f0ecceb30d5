import type { ToolAnnotations } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Context } from '../context.ts';
import type { ClientName } from '../model/plan.ts';

/**
 * What a tool does to the world. `plan` stores a draft here and touches no contact; `file` writes a file here.
 * The annotations, the modes and the gate follow from it, never from a tool's name.
 */
export type Effect = 'read' | 'plan' | 'file' | 'write' | 'destroy';

/** Whether the client can show the person a form; `perhaps` where it drew none lately: the phrase is offered, too, then. */
export type CanAsk = boolean | 'perhaps';

/** What one call brings along, besides its arguments. */
export interface CallScope {
  signal: AbortSignal;
  /** Tells the client how far a long reading is, if it asked. */
  progress(done: number, total: number | undefined, message: string): void;
  canAsk: CanAsk;
  /** The program that calls, where it says its name. */
  client?: ClientName | undefined;
  /** The person's answer to the form that this call asked for in its first round. */
  answer: Answer | undefined;
  /** The plan for which another call's form was open when this one began, and which it waited for. */
  waitedFor?: string | undefined;
}

export interface Answer {
  /** `unseen` when the client turned out to draw no form: nobody was asked. */
  action: 'accept' | 'decline' | 'cancel' | 'unseen';
  /** What the question carried, unforged. */
  state: unknown;
  /** Whether the phrase had been offered before the form was tried: then the person may have typed it. */
  phraseOffered: boolean;
}

/** Returned in place of a result: ask the person, then run this tool again with the answer. */
export class Question {
  readonly message: string;
  readonly state: unknown;
  /** When it was answered, or nobody will answer it any more: others may ask. */
  readonly withdraw: () => Promise<void>;

  constructor(message: string, state: unknown, withdraw: () => Promise<void>) {
    this.message = message;
    this.state = state;
    this.withdraw = withdraw;
  }
}

/** Returned in place of a result: another call's form for the plan is open. Wait for its answer, then run this tool again. */
export class AskedElsewhere {
  readonly planId: string;

  constructor(planId: string) {
    this.planId = planId;
  }
}

/** What is known of a tool before its types. */
interface Traits {
  name: string;
  title: string;
  effect: Effect;
  /** Deletes contacts, or plans to: left out by the mode `no-delete`. */
  deletes?: true;
  /** Takes `wait_seconds`, and may take that much longer. */
  waits?: true;
  /** For the agent: when to use it, and what it does not do. */
  description: string;
  /** What to do instead of giving an argument that is looked for here and does not exist. */
  instead?: Readonly<Record<string, string>>;
}

interface ToolSpec<Input extends z.ZodRawShape, Output extends z.ZodRawShape> extends Traits {
  input: Input;
  output: Output;
  run(
    input: z.output<z.ZodObject<Input>>,
    context: Context,
    scope: CallScope,
  ): Promise<z.input<z.ZodObject<Output & Common>> | Question | AskedElsewhere>;
  /** The same result in words, complete: some clients show the model nothing else. */
  say(output: z.output<z.ZodObject<Output & Common>>): string;
}

const common = {
  /** The useful next call. */
  next: z.string().optional(),
  /** What holds for this server as a whole: the sandbox, a mistake in the configuration. */
  note: z.string().optional(),
};
type Common = typeof common;

/** A tool with its types behind it: all that the gate and the lists need to know. */
export interface Tool extends Traits {
  input: z.ZodObject;
  output: z.ZodObject;
  /** Checks the arguments (throws a `ZodError`) and gives what is left to do. */
  prepare(
    raw: unknown,
  ): (context: Context, scope: CallScope) => Promise<Record<string, unknown> | Question | AskedElsewhere>;
  /** The result in words; none when it misses the output schema. */
  say(output: Record<string, unknown>): string | undefined;
}

/** Makes a tool of its parts; the input refuses what it does not know. */
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
