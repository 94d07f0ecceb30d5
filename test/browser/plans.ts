import type { PlanHead, Row } from '../../src/view/contract.ts';
import { numbered, people, person } from './people.ts';

/** A plan of the made-up account. */
export interface Made {
  head: PlanHead;
  rows: Row[];
  /** Of its rows, how many change. */
  total: number;
}

const BASE = {
  hash: 'hash-1',
  state: 'waiting',
  moving: false,
  people: 0,
  account: 'Acme Retail',
  sandbox: false,
  until: 'tomorrow 14:02',
  now: { text: 'Waiting for your approval', tone: 'due' },
  origin: 'Asked for in Claude Code today at 14:02. Account "Acme Retail". It waits until tomorrow 14:02.',
  columns: ['Name', 'Number', 'What changes'],
  problems: [],
  can: { stop: false, sheet: false },
} satisfies Partial<PlanHead>;

const optedOut = (count: number) =>
  people(count, 'left', () => [{ op: 'why', text: 'opted out: "do-not-contact"' }], 300);
const namesOf = (rows: readonly { name: string; number: string }[]) =>
  rows.map(({ name, number }) => ({ name, number }));

export function adding(count = 203, plan_id = 'plan_add'): Made {
  const [changed, left] = [people(count, 'change', () => [{ op: 'add', to: 'vip' }]), optedOut(9)];
  const thousands = count.toLocaleString('en');
  return {
    total: count,
    rows: numbered(changed, left),
    head: {
      ...BASE,
      plan_id,
      title: `Add the tag "vip" to ${thousands} contacts`,
      facts: [
        {
          about: 'For whom',
          tone: 'plain',
          text: `${thousands} people whose company is "Acme": ${person(4).name} (${person(4).number}), Asha Rao, Vikram Pillai and ${thousands} others.`,
        },
        {
          about: 'Left alone',
          tone: 'plain',
          text: '9 people opted out and do not get the tag.',
          people: namesOf(left),
        },
        {
          about: 'Campaigns',
          tone: 'plain',
          text: 'From then on a campaign to "vip" reaches them. The account also has "VIP" (23 contacts) and "v.i.p" (17): such a campaign does not reach these.',
          bars: [
            { tag: 'vip', before: 40, after: 40 + count },
            { tag: 'VIP', before: 23, after: 23 },
            { tag: 'v.i.p', before: 17, after: 17 },
          ],
        },
        { about: 'Time', tone: 'plain', text: 'This takes about 10 seconds, and can be undone.' },
      ],
      tabs: [
        { key: 'change', label: 'To change', count },
        { key: 'left', label: 'Left alone', count: 9 },
      ],
      decision: { label: `Add the tag to ${thousands}`, danger: false },
    },
  };
}

export function deleting(plan_id = 'plan_delete'): Made {
  const kept = optedOut(6);
  const goes = people(134, 'change', (index) => [
    ...(index % 9 ? [] : [{ op: 'cut', from: 'Enterprise ' } as const]),
    ...(index % 4 === 1 ? [{ op: 'cut', from: 'customer' } as const] : []),
    { op: 'cut', from: 'lead' },
    { op: 'has', to: 'since March 2025' },
  ]);
  return {
    total: 134,
    rows: numbered(goes, kept),
    head: {
      ...BASE,
      plan_id,
      now: { text: 'Waiting for your approval', tone: 'lost' },
      title: 'Delete 134 contacts for good',
      columns: ['Name', 'Number', 'What goes with them'],
      facts: [
        {
          about: 'Lost for good',
          tone: 'lost',
          text: 'Their created dates, last activity and history are lost. Undo can only create them again, as new contacts.',
        },
        {
          about: 'Who',
          tone: 'plain',
          text: 'Leads without a company who were never active: Asha Rao (+44 7700 900000), Vikram Pillai, Meera Haddad and 131 others.',
        },
        {
          about: 'Campaigns',
          tone: 'plain',
          text: '34 of them are also tagged "customer", 12 "vip".',
          bars: [
            { tag: 'lead', before: 391, after: 257 },
            { tag: 'customer', before: 412, after: 378 },
          ],
        },
        {
          about: 'Left alone',
          tone: 'plain',
          text: '6 people opted out and are kept.',
          people: namesOf(kept),
        },
      ],
      tabs: [
        { key: 'change', label: 'To delete', count: 134 },
        { key: 'left', label: 'Kept', count: 6 },
      ],
      decision: {
        label: 'Delete 134 contacts',
        danger: true,
        type: { text: '134', label: 'To delete 134, type 134' },
      },
    },
  };
}

export function importing(plan_id = 'plan_import'): Made {
  const bad = people(4, 'refused', (index) => [{ op: 'why', text: `row ${index + 5}: no country` }], 190);
  const set = people(
    12,
    'change',
    (index) => [
      { op: 'set', key: 'city', ...(index % 3 ? { from: 'Leeds' } : {}), to: 'Bristol' },
      { op: 'add', to: 'Spring' },
    ],
    40,
  );
  const fresh = people(310, 'new', (index) => [
    { op: 'has', to: 'new' },
    { op: 'add', to: 'Spring' },
    ...(index % 9 ? [] : [{ op: 'add', to: 'walk-in' } as const]),
  ]);
  return {
    total: 322,
    rows: numbered(fresh, set, bad),
    head: {
      ...BASE,
      plan_id,
      title: 'Import "spring.csv": add 310 contacts, change 12',
      columns: ['Name', 'Number', 'What happens'],
      facts: [
        {
          about: 'Not imported',
          tone: 'mind',
          text: '4 of 326 rows are refused. They are in "spring-to-fix.csv" with the reasons.',
          people: bad.map(({ name, number }) => ({ name, number, reason: `${number}: no country` })),
        },
        {
          about: 'The sheet',
          tone: 'plain',
          text: 'It has 3 columns; 1 is left out.',
          columns: [
            { header: 'First Name', becomes: 'name' },
            { header: 'Labels', becomes: 'tags' },
            { header: 'Notes', becomes: 'left out' },
          ],
        },
        {
          about: 'Campaigns',
          tone: 'plain',
          text: 'New tag: "Spring". A campaign to it reaches 322 contacts.',
          bars: [{ tag: 'Spring', before: 0, after: 322 }],
        },
      ],
      tabs: [
        { key: 'new', label: 'New', count: 310 },
        { key: 'change', label: 'To change', count: 12 },
        { key: 'refused', label: 'Refused', count: 4 },
      ],
      decision: { label: 'Import 322 contacts', danger: false },
    },
  };
}

export function merging(plan_id = 'plan_merge'): Made {
  const goes = people(17, 'change', (index) => [{ op: 'has', to: `into ${person(index + 500).name}` }], 480);
  const kept = people(14, 'kept', () => [{ op: 'add', to: 'vip' }], 500);
  return {
    total: 17,
    rows: numbered(goes, kept),
    head: {
      ...BASE,
      plan_id,
      now: { text: 'Waiting for your approval', tone: 'lost' },
      title: 'Merge 14 groups into one contact each: 17 are deleted',
      columns: ['Goes', 'Number', 'Into'],
      facts: [
        {
          about: 'Lost for good',
          tone: 'lost',
          text: 'The created dates and history of the 17 are lost. In 2 groups values differ and one of them is lost.',
        },
        { about: 'Who', tone: 'plain', text: '14 groups with the same "email".' },
      ],
      conflicts: {
        title: 'What differs (22 groups)',
        groups: Array.from({ length: 22 }, (_, index) => ({
          name: person(index).name,
          keep: 'Kept: since 2023',
          goes: ['Goes: since 2026'],
          fields: [
            { field: 'city', kept: 'Bristol', other: 'Leeds', lost: true },
            { field: 'tags', kept: 'customer', other: 'vip, lead', lost: false },
          ],
        })),
      },
      tabs: [
        { key: 'change', label: 'To delete', count: 17 },
        { key: 'kept', label: 'Kept', count: 14 },
      ],
      decision: {
        label: 'Merge 14 groups',
        danger: true,
        type: { text: '17', label: 'To delete 17, type 17' },
      },
    },
  };
}
