import { expect, test } from 'vitest';
import { compileFilter } from '../../../src/find/filter.ts';
import { spellingsLeft } from '../../../src/find/tags/spelling.ts';
import { countTags } from '../../../src/find/tags/tagCounts.ts';
import type { Contact } from '../../../src/model/contact.ts';
import { compare } from '../../../src/plans/change/compare.ts';
import { deltaOf, partsToChange, patchOf } from '../../../src/plans/change/delta.ts';
import { deltaNow } from '../../../src/plans/change/drift.ts';
import { updateRefusal } from '../../../src/plans/change/rule.ts';
import { unite } from '../../../src/plans/change/unite.ts';
import { checkUpdate } from '../../../src/plans/draft/request.ts';
import { draftUpdate } from '../../../src/plans/draft/update.ts';
import { blank } from '../../../src/plans/tasks/create.ts';
import { takenBack } from '../../../src/plans/tasks/index.ts';
import { settlementOf } from '../../../src/plans/tasks/settle.ts';

const protectedFolds = new Set(['optedout']);
const guard = { protectedFolds };
const draftWorld = {
  ...guard,
  account: 'a',
  where: 'account a',
  caps: { plan: 10, deletions: 10 },
  now: 0,
  planId: 'plan_a',
  ttlMs: 1,
};

/** Makes lists whose entries are counted when they are read. */
class Reader {
  reads = 0;

  list(texts: string[]): string[] {
    return new Proxy(texts, {
      get: (target, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) this.reads += 1;
        return Reflect.get(target, key);
      },
    });
  }

  tags(count: number, of: string): string[] {
    return this.list(Array.from({ length: count }, (_, n) => `${of} ${n}`));
  }

  contact(tags: string[]): Contact {
    return { ...blank({ phone_number: '+919000000001' }), id: 'c1', name: 'Asha', tags };
  }
}

const none = { removes: [], sets: {}, unsets: [] };
type Work = (reader: Reader, many: number) => unknown;

/** The work on a contact, and on lists, of many tags. */
const WORKS: Readonly<Record<string, Work>> = {
  'as many added, seen before the write': (reader, many) => {
    const contact = reader.contact(reader.tags(many, 'old'));
    const delta = { ...none, adds: reader.tags(many, 'new') };
    return [
      patchOf(contact, delta),
      partsToChange(contact, delta),
      updateRefusal(contact, delta, { protectedFolds }),
    ];
  },
  'all removed, seen before the write': (reader, many) => {
    const contact = reader.contact(reader.tags(many, 'old'));
    const delta = { ...none, adds: [], removes: reader.tags(many, 'old') };
    return [
      patchOf(contact, delta),
      partsToChange(contact, delta),
      updateRefusal(contact, delta, { protectedFolds }),
    ];
  },
  'other tags set': (reader, many) =>
    deltaOf(reader.contact(reader.tags(many, 'old')), { set_tags: reader.tags(many, 'new') }, new Set()),
  'one added, compared': (reader, many) =>
    compare(
      reader.contact(reader.tags(many, 'old')),
      { ...none, adds: ['new'] },
      reader.contact(reader.list([...reader.tags(many, 'old'), 'new'])),
    ),
  'as many added and stored in another spelling, compared': (reader, many) =>
    compare(
      reader.contact(reader.tags(many, 'old')),
      { ...none, adds: reader.tags(many, 'new') },
      reader.contact(reader.list([...reader.tags(many, 'OLD'), ...reader.tags(many, 'NEW')])),
    ),
  'all removed, compared': (reader, many) =>
    compare(
      reader.contact(reader.tags(many, 'old')),
      { ...none, adds: [], removes: reader.tags(many, 'old') },
      reader.contact(reader.tags(many, 'old')),
    ),
  'renamed, with the look at what is left of the old': (reader, many) => {
    const olds = reader.tags(many, 'old');
    const renames = olds.map((old) => [old, `${old}!`] as const);
    const delta = { ...none, adds: renames.map(([, name]) => name), removes: olds, renames };
    const contact = reader.contact(reader.tags(many, 'old'));
    const item = { ...itemOf(contact), task: { do: 'update', delta } as const };
    return [
      deltaNow(delta, contact),
      updateRefusal(contact, delta, { protectedFolds }),
      settlementOf(item, { state: 'unchanged', before: contact, after: contact }),
    ];
  },
  'planned: renamed': (reader, many) => {
    const rename_tags = Object.fromEntries(reader.tags(many, 'old').map((old) => [old, `${old}!`]));
    checkUpdate({ rename_tags }, 1);
    return draftUpdate([reader.contact(reader.tags(many, 'old'))], { rename_tags }, draftWorld);
  },
  'taken back: all replaced by others in another spelling': (reader, many) => {
    const before = reader.contact(reader.tags(many, 'old'));
    const after = reader.contact(reader.tags(many, 'NEW'));
    const delta = { ...none, adds: reader.tags(many, 'new'), removes: reader.tags(many, 'old') };
    const contacts = new Map([['c1', after]]);
    const item = { ...itemOf(before), task: { do: 'update', delta } as const, after };
    return takenBack(item, { contacts, holderOf: () => undefined, world: guard, include: false });
  },
  merged: (reader, many) =>
    unite(reader.contact(reader.tags(many, 'old')), [reader.contact(reader.tags(many, 'new'))]),
  counted: (reader, many) => countTags([reader.contact(reader.tags(many, 'old'))]),
  found: (reader, many) => {
    const [tags_all, tags_any, tags_none] = ['old', 'other', 'new'].map((of) => reader.tags(many, of));
    const contact = reader.contact(reader.tags(many, 'old'));
    return [{ tags_all }, { tags_any }, { tags_none }].map((filter) =>
      compileFilter(filter, { now: 0, protectedFolds }).matches(contact),
    );
  },
  'other spellings told': (reader, many) =>
    spellingsLeft([reader.contact(reader.tags(many, 'OLD'))], { taken: reader.tags(many, 'old'), given: [] }),
};

function itemOf(before: Contact) {
  return {
    plan_id: 'plan_a',
    seq: 1,
    contact_id: 'c1',
    state: 'done',
    before,
    after: undefined,
    reason: undefined,
    attempts: 1,
  } as const;
}

function readsFor(work: Work, many: number): number {
  const reader = new Reader();
  work(reader, many);
  return reader.reads;
}

test.each(Object.entries(WORKS))(
  'twice as many tags are at most twice the work: %s (promise 16)',
  (_, work) => {
    const [once, twice] = [readsFor(work, 200), readsFor(work, 400)];
    expect(once).toBeGreaterThan(0);
    expect(twice / once).toBeLessThan(2.2);
  },
);
