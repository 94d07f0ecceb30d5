import type { Page } from 'playwright-core';
import type { PlanList, Tags } from '../../src/view/contract.ts';
import { declined, ended, receipt, running } from './decided.ts';
import { adding, deleting, importing, type Made, merging } from './plans.ts';
import type { PageServer } from './server.ts';

/** One state of the page: how it comes about, and what the window shows then. */
interface Screen {
  name: string;
  path: string;
  set(server: PageServer): void;
  act?(page: Page, server: PageServer): Promise<void>;
  shows: string;
}

const LISTED: PlanList = {
  now: '1 plan waits for you',
  days: [
    {
      day: 'Today',
      plans: [
        {
          plan_id: 'plan_a',
          at: '14:02',
          text: 'Add the tag "vip" to 203 contacts',
          outcome: 'Waiting for you',
          tone: 'due',
        },
        {
          plan_id: 'plan_b',
          at: '10:14',
          text: 'Add the tag "gold" to 36 contacts',
          outcome: 'Done, 4 undone',
          tone: 'plain',
        },
        {
          plan_id: 'plan_c',
          at: '09:40',
          text: 'Import "spring.csv": add 310, change 12',
          outcome: 'Done, 4 rows refused',
          tone: 'mind',
        },
      ],
    },
    {
      day: 'Yesterday',
      plans: [
        {
          plan_id: 'plan_d',
          at: '17:31',
          text: 'Delete 134 contacts for good',
          outcome: 'Declined',
          tone: 'plain',
        },
        {
          plan_id: 'plan_e',
          at: '16:20',
          text: 'Rename the tag "عميل" to "diwali-2025" on 52 contacts',
          outcome: 'Undone',
          tone: 'plain',
        },
      ],
    },
  ],
  next: 5,
};

const tag = (name: string, contacts: number, optOut = false) => ({ tag: name, contacts, optOut });
const TAGS: Tags = {
  text: '24 tags on 1,204 contacts, read just now; 61 have none. A campaign to a tag reaches everyone who has exactly that tag.',
  tags: [
    tag('customer', 412),
    tag('lead', 391),
    tag('vip', 243),
    tag('VIP', 23),
    tag('v.i.p', 17),
    tag('Enterprise ', 12),
    tag('عميل', 8),
    tag('<b>bold</b>', 1),
    ...Array.from({ length: 260 }, (_, index) => tag(`list-${index}`, 1)),
    tag('do-not-contact', 318, true),
    tag('opted-out', 109, true),
  ],
  alike: [
    {
      tags: ['vip', 'VIP', 'v.i.p'],
      say: 'To make them one, say in the chat: "rename VIP and v.i.p to vip".',
    },
  ],
};

const waiting = (name: string, made: Made): Screen => ({
  name,
  path: `/plans/${made.head.plan_id}`,
  set: ({ account }) => account.add(made),
  shows: made.head.decision?.type ? '[data-do=approve]' : '[data-do=approve]:not([aria-disabled])',
});

/** A plan as it is after some time. */
const later = (name: string, head: Made['head'], shows: string): Screen => ({
  name,
  path: '/plans/plan_add',
  set: ({ account }) => {
    account.add({ ...adding(), head });
    account.step = 0;
  },
  shows,
});

export const SCREENS: readonly Screen[] = [
  waiting('add', adding()),
  waiting('delete', deleting()),
  {
    ...waiting('delete-typed', deleting()),
    act: (page) => page.fill('#typed', '134'),
    shows: '[data-do=approve]:not([aria-disabled])',
  },
  waiting('import', importing()),
  waiting('merge', merging()),
  {
    ...waiting('sandbox', adding()),
    set: ({ account }) => {
      account.sandbox = true;
      account.add(adding());
    },
    shows: '.sandbox',
  },
  {
    ...waiting('row-open', deleting()),
    act: async (page) => {
      await page.locator('summary').first().click();
      await page.locator('.body .row').first().click();
    },
    shows: '.open:not([hidden])',
  },
  {
    ...waiting('nothing-found', importing()),
    act: (page) => page.getByLabel('Find in these rows').fill('zzz'),
    shows: '.none:not([hidden])',
  },
  {
    ...waiting('late', adding()),
    set: (server) => {
      server.account.add(adding());
      server.before = (name) => (name === 'rows' ? new Promise(() => {}) : undefined);
    },
    shows: '.wait:not([hidden])',
  },
  {
    ...waiting('newer', adding()),
    set: ({ account }) => {
      const { head } = adding();
      const newer = { plan_id: 'plan_newer', title: 'A newer plan waits', text: 'Delete 12 contacts.' };
      account.add({ ...adding(), head: { ...head, newer } });
    },
    shows: '.note',
  },
  {
    ...later('running', running(adding()), '.note'),
    set: ({ account }) => {
      account.add({ ...adding(), head: running(adding()) });
      account.step = 120;
    },
  },
  later('receipt', receipt(adding()), '.probs'),
  later('receipt-done', receipt(adding(), 203), '[data-do=undo]'),
  later('declined', declined(adding()), 'h1'),
  later(
    'expired',
    ended(adding(), {
      state: 'expired',
      now: { text: 'Expired', tone: 'plain' },
      title: 'This plan has expired',
      origin: 'A plan waits for 24 hours. Nothing was sent. Ask in the chat for a new one.',
      tabs: [],
    }),
    'h1',
  ),
  {
    ...waiting('gone', adding()),
    act: async (page, server) => {
      await page.locator('.body .row').first().waitFor();
      server.isGone = true;
    },
    shows: '[data-do=retry]',
  },
  { name: 'link-used', path: '/', set: (server) => server.forgetLinks(), shows: 'h1' },
  {
    name: 'plans',
    path: '/',
    set: ({ account }) => Object.assign(account, { listed: LISTED }),
    shows: '.hist',
  },
  { name: 'no-plans', path: '/', set: () => {}, shows: 'h1' },
  {
    name: 'tags',
    path: '/tags',
    set: ({ account }) => Object.assign(account, { listedTags: TAGS }),
    shows: '.bars',
  },
];

export const WIDTHS = [1100, 720, 360];
export const THEMES = ['light', 'dark'] as const;

/** Opens a screen in a window and waits until it is what it is called. */
export async function showScreen(
  page: Page,
  server: PageServer,
  { path, set, act, shows }: Screen,
): Promise<void> {
  const link = server.link(path);
  set(server);
  await page.goto(link);
  await page.locator('h1').waitFor();
  await act?.(page, server);
  await page.locator(shows).first().waitFor();
}
