import { isE164 } from '../../contacts/numbers/phone.ts';
import { byName, matcher } from '../../contacts/tags.ts';
import { AppError } from '../../errors.ts';
import { counted, listed, quoted, quotedList } from '../../lib/text.ts';
import { ALL, type EditRequest, type UpdateRequest } from '../../model/request.ts';

const EDIT = ['add_tags', 'remove_tags', 'set_tags', 'name', 'set_attributes', 'remove_attributes'] as const;
const UPDATE = [
  'add_tags',
  'remove_tags',
  'rename_tags',
  'name',
  'set_attributes',
  'remove_attributes',
  'rename_attributes',
  'new_number',
] as const;

/** Throws when the edit asks for nothing, or for two things that contradict each other. */
export function checkEdit(request: EditRequest): void {
  askedOf(request, EDIT);
  if (request.set_tags && (request.add_tags || request.remove_tags))
    throw new AppError(
      '`set_tags` replaces all tags, so it does not go with `add_tags` or `remove_tags`.',
      'Use one or the other.',
    );
  refuseContradictions(request);
}

const RENAMES: readonly string[] = ['rename_tags', 'rename_attributes'];

/** Whether the request does nothing but rename: then its old names say which contacts are meant. */
export function isRenameAlone(request: UpdateRequest): boolean {
  return askedOf(request, UPDATE).every((key) => RENAMES.includes(key));
}

/** Throws when the request asks for nothing, for two things that contradict each other, or a number for several contacts. */
export function checkUpdate(request: UpdateRequest, selected?: number): void {
  const asked = askedOf(request, UPDATE);
  if (request.new_number !== undefined) checkNumber(request.new_number, asked, selected);
  refuseContradictions(request);
}

function askedOf<K extends string>(request: { readonly [key in K]?: unknown }, among: readonly K[]): K[] {
  const asked = among.filter((key) => isAsked(request[key]));
  if (asked.length > 0) return asked;
  throw new AppError('The call does not say what to change.', `Give at least one of ${among.join(', ')}.`);
}

function refuseContradictions(request: UpdateRequest & EditRequest): void {
  const adds = [...(request.add_tags ?? []), ...(request.set_tags ?? [])];
  const removes = request.remove_tags ?? [];
  const tags = ends(request.rename_tags);
  const sets = Object.keys(request.set_attributes ?? {});
  const unsets = request.remove_attributes ?? [];
  const keys = ends(request.rename_attributes);
  refuseAll([...adds, ...tags.olds, ...tags.names], removes, tags.olds);
  refuseBoth(adds, removes, 'in both `add_tags` and `remove_tags`');
  refuseBoth(adds, tags.olds, 'in `add_tags`, and `rename_tags` takes it off');
  refuseBoth(removes, [...tags.olds, ...tags.names], 'in both `remove_tags` and `rename_tags`');
  refuseBoth(tags.names, tags.olds, 'both an old and a new name in `rename_tags`');
  refuseBoth(sets, unsets, 'in both `set_attributes` and `remove_attributes`');
  refuseBoth(sets, [...keys.olds, ...keys.names], 'in both `set_attributes` and `rename_attributes`');
  refuseBoth(unsets, [...keys.olds, ...keys.names], 'in both `remove_attributes` and `rename_attributes`');
  refuseBoth(keys.names, keys.olds, 'both an old and a new name in `rename_attributes`');
}

function isAsked(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return Object.keys(value).length > 0;
}

function ends(renames: Readonly<Record<string, string>> = {}): { olds: string[]; names: string[] } {
  return { olds: Object.keys(renames), names: Object.values(renames) };
}

function refuseBoth(some: readonly string[], others: readonly string[], how: string): void {
  const [isOther, there] = [matcher(others), byName(others)];
  const both = some.filter((name) => isOther(name) || there(name).length > 0);
  if (both.length === 0) return;
  const verb = both.length === 1 ? 'is' : 'are';
  throw new AppError(
    `${quotedList(both)} ${verb} ${how}: it is not clear what should hold in the end.`,
    'Name it in one place only. If one change is to follow the other, make two plans.',
  );
}

function refuseAll(named: readonly string[], removes: readonly string[], renamed: readonly string[]): void {
  if (named.includes(ALL))
    throw new AppError(
      '"*" is not a tag. It means all tags, and only in `remove_tags`, not in `add_tags` or `rename_tags`.',
      'Name the tags.',
    );
  if (removes.includes(ALL) && renamed.length > 0)
    throw new AppError(
      '`remove_tags` ["*"] takes every tag off, so `rename_tags` has nothing left to rename.',
      'Use one or the other.',
    );
}

function checkNumber(number: string, asked: readonly string[], selected = 1): void {
  const others = asked.filter((key) => key !== 'new_number');
  if (others.length > 0)
    throw new AppError(
      `\`new_number\` makes a new contact, so it does not go with ${listed(others.map((key) => `\`${key}\``))}.`,
      'Plan the new number by itself, and the other changes when that plan is done.',
    );
  if (selected > 1)
    throw new AppError(
      `\`new_number\` is for one contact, and ${counted(selected, 'contact')} are selected.`,
      'Select only the contact that is to get the number.',
    );
  if (!isE164(number))
    throw new AppError(
      `\`new_number\` ${quoted(number, 40)} is not a complete number with + and country code.`,
      'Give it with + and country code, as the person said it; do not guess digits.',
    );
}
