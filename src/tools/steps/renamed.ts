import { byName } from '../../contacts/tags.ts';
import type { Context } from '../../context.ts';
import { AppError } from '../../errors.ts';
import { listed, quoted } from '../../lib/text.ts';
import type { Contact } from '../../model/contact.ts';
import type { UpdateRequest } from '../../model/request.ts';
import type { Warning } from '../../model/warnings.ts';
import type { CallScope } from '../define.ts';
import { allContacts } from './whom.ts';

interface Everyone {
  contacts: Contact[];
  everyone: true;
  /** The old names that nobody has, while somebody has others. */
  unused: Warning[];
}

/** Everyone who has one of the old names of a rename; of an account that was not read whole, nobody. */
export async function everyoneRenamed(
  context: Context,
  { rename_tags = {}, rename_attributes = {} }: UpdateRequest,
  scope: CallScope,
): Promise<Everyone> {
  const tags = Object.keys(rename_tags);
  const keys = Object.keys(rename_attributes);
  const filter = keys.length === 0 && tags.length === 1 ? { tags_all: tags } : {};
  const source = await allContacts(context, undefined, 'planned', scope, filter);
  const used = new Set<string>();
  const contacts = source.contacts.filter(({ tags: own, custom_attributes: attributes }) => {
    const there = byName(own);
    const had = tags.filter((tag) => there(tag).length > 0).map((tag) => `tag:${tag}`);
    const held = keys.filter((key) => Object.hasOwn(attributes, key)).map((key) => `key:${key}`);
    for (const name of [...had, ...held]) used.add(name);
    return had.length + held.length > 0;
  });
  if (contacts.length === 0) throw nobodyToRename(tags, keys);
  const unused = {
    tags: tags.filter((tag) => !used.has(`tag:${tag}`)),
    attributes: keys.filter((key) => !used.has(`key:${key}`)),
  };
  const none = unused.tags.length + unused.attributes.length === 0;
  return { contacts, everyone: true, unused: none ? [] : [{ say: 'no such name', ...unused }] };
}

function nobodyToRename(tags: readonly string[], keys: readonly string[]): AppError {
  const names = [
    ...tags.map((tag) => `the tag ${quoted(tag, 60)}`),
    ...keys.map((key) => `the attribute ${quoted(key, 60)}`),
  ];
  return new AppError(
    `Nothing was planned: nobody has ${listed(names, names.length, 'or')}.`,
    '`list_tags` shows how tags and attributes are written here.',
  );
}
