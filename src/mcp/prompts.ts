import type { GetPromptResult, Prompt } from '@modelcontextprotocol/server';
import type { Context } from '../context.ts';
import { HELP_PROMPT, RequestError } from '../errors.ts';
import { listed, quoted } from '../lib/text.ts';
import type { Mode } from '../model/rules.ts';
import type { ServedClient } from '../setup/origin.ts';
import { helpText } from './help.ts';

/** The server that is asked for a prompt, and the client that asks. */
interface Asked {
  context: Context;
  from: ServedClient;
  signal: AbortSignal;
}

interface Starter extends Prompt {
  /** Leads to what some modes leave out: a plan that is applied, or that deletes. */
  leadsTo: 'nothing' | 'plan' | 'delete';
  text(args: Readonly<Record<string, string>>, asked: Asked): string | Promise<string>;
}

const STARTERS: readonly Starter[] = [
  {
    name: 'tag_contacts',
    leadsTo: 'plan',
    title: 'Tag contacts',
    description: 'Find people and give them a tag, with a preview and your approval',
    arguments: [
      { name: 'who', description: 'Such as: everyone from Acme', required: true },
      { name: 'tag', description: 'The tag to add', required: true },
    ],
    text: ({ who, tag }) =>
      `Give the tag ${quoted(tag ?? '')} to these contacts: ${quoted(who ?? '', 500)}. ` +
      'First look with `list_tags` how the account writes that tag; if others look alike, ask me which one. ' +
      'Then find the people with `find_contacts` and show me the summary. Plan it with `plan_update`, show me its `text` as it is, and `apply_plan` only when I approve.',
  },
  {
    name: 'tidy_tags',
    leadsTo: 'plan',
    title: 'Tidy tags',
    description: 'Find tags that are written in several ways, and join them',
    text: () =>
      'Look with `list_tags` which tags look alike. For each group, show me the spellings with their counts and propose one to keep. ' +
      'When I have chosen, plan each with `plan_update` and `rename_tags`, show me the plan, and `apply_plan` only when I approve. Leave protected tags alone.',
  },
  {
    name: 'import_sheet',
    leadsTo: 'plan',
    title: 'Import a sheet',
    description: 'Bring contacts from a CSV file in, with a preview and your approval',
    arguments: [
      { name: 'sheet', description: 'Such as: the Google export in my Downloads', required: true },
      { name: 'tag', description: 'A tag for all of them' },
    ],
    text: ({ sheet, tag }) =>
      `Import this sheet into the contacts: ${quoted(sheet ?? '', 500)}. ` +
      'Look with `plan_import` which files there are, and ask me if several fit. Then plan it' +
      (tag ? ` with \`add_tags\` [${quoted(tag)}]` : '') +
      '. Show me how each column was understood, which rows were refused and why, and the `text` of the plan as it is. If numbers need a country, ask me which; never guess it. `apply_plan` only when I approve.',
  },
  {
    name: 'clean_up_duplicates',
    leadsTo: 'delete',
    title: 'Clean up duplicates',
    description: 'Find people who are there twice, and merge them',
    text: () =>
      'Find with `find_duplicates` who is there twice: first by number, then by name. For each group, show me what differs and propose one contact to keep. ' +
      'The same name does not make one person: ask me. When I have chosen, plan it with `plan_merge`, show me the plan, the numbers that go (`keep_numbers_as` can keep them) and the conflicts included, and `apply_plan` only when I approve. Leave groups in which somebody opted out alone, unless I say so.',
  },
  {
    name: HELP_PROMPT,
    leadsTo: 'nothing',
    title: 'Help me set up',
    description: 'What works in this setup, what does not, and how to mend it, one step at a time',
    text: (_args, { context, from, signal }) => helpText(context, from, signal),
  },
];

const ALLOWED: Readonly<Record<Mode, readonly Starter['leadsTo'][]>> = {
  full: ['nothing', 'plan', 'delete'],
  'no-delete': ['nothing', 'plan'],
  'read-only': ['nothing'],
};

export function listPrompts(mode: Mode): Prompt[] {
  return startersFor(mode).map(({ text: _text, leadsTo: _leadsTo, ...prompt }) => prompt);
}

function startersFor(mode: Mode): readonly Starter[] {
  return STARTERS.filter(({ leadsTo }) => ALLOWED[mode].includes(leadsTo));
}

/** The prompt filled in; the error names a missing argument. */
export async function getPrompt(
  name: string,
  args: Readonly<Record<string, string>>,
  asked: Asked,
): Promise<GetPromptResult> {
  const starter = starterNamed(asked.context.mode, name);
  const missing = (starter.arguments ?? []).filter(
    (argument) => argument.required && !args[argument.name]?.trim(),
  );
  if (missing.length > 0)
    throw new RequestError(
      `${name} needs ${listed(missing.map((argument) => argument.name))}.`,
      'Give them and call again.',
    );
  const text = await starter.text(args, asked);
  return { messages: [{ role: 'user', content: { type: 'text', text } }] };
}

/** The prompt of that name; an error where the mode has none. */
export function starterNamed(mode: Mode, name: string): Starter {
  const starters = startersFor(mode);
  const starter = starters.find((candidate) => candidate.name === name);
  if (starter) return starter;
  const names = listed(starters.map((each) => each.name));
  throw new RequestError(
    `There is no prompt ${quoted(name, 60)} with VOBIZ_MODE=${mode}.`,
    `There are ${names}.`,
  );
}
