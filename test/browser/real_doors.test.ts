import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tidyUp } from '../bundle/bundle.ts';
import { desktopCommand, PACKING, pack } from '../packaging/packed.ts';
import { Household, type Served, type Serving, tagging } from './real.ts';
import { decideBy, exchange, question } from './requests.ts';

const LINK = /http:\/\/127\.0\.0\.1:\d+\/plans\/plan_\w+#[\w-]{22}/;

describe('the doors to a decision', () => {
  let house: Household;
  beforeEach(() => {
    house = new Household();
  });
  afterEach(() => house.end());

  async function served(contacts: number, serving: Serving = {}): Promise<Served> {
    await house.start({ contacts, seed: 1 });
    return house.serve(serving);
  }
  const byHost = { env: { VOBIZ_REVIEW: 'link' } };
  const linkIn = ({ words }: { words: string }) => LINK.exec(words)?.[0] ?? '';

  test('a page is told in the receipt, and no budget limits it', async () => {
    const server = await served(1200);
    const plan_id = await tagging(server, 'seen');
    const applying = server.call('apply_plan', { plan_id, wait_seconds: 25 });
    expect(await decideBy(await server.link(), plan_id)).not.toHaveProperty('refused');
    expect(await applying).toMatchObject({ state: 'done' });
    expect(await server.read(`vobiz://plans/${plan_id}`)).toMatchObject({ approved: 'page' });
  });

  test('a link in the chat is told in the receipt, counts in the budget, and opens once', async () => {
    const server = await served(300, byHost);
    const plan_id = await tagging(server, 'seen');
    const { next } = await server.call('get_plan', { plan_id });
    expect(next).toContain('its answer has a link');
    const shown = await server.call('apply_plan', { plan_id });
    expect(shown).toMatchObject({ state: 'waiting', isError: false });
    expect(shown['approval_phrase']).toBeUndefined();
    expect(server.opened()).toEqual([]);
    const link = linkIn(shown);
    const more = await tagging(server, 'more');
    const linkOfMore = linkIn(await server.call('apply_plan', { plan_id: more }));
    expect(await decideBy(link, plan_id)).not.toHaveProperty('refused');
    expect(await decideBy(link, plan_id)).toEqual({ status: 403 });
    expect(server.said.stderr + house.kept()).not.toContain(new URL(link).hash.slice(1));
    expect(await server.call('get_plan', { plan_id, wait_seconds: 20 })).toMatchObject({ state: 'done' });
    expect(await server.read(`vobiz://plans/${plan_id}`)).toMatchObject({ approved: 'page-link' });
    expect(await decideBy(linkOfMore, more)).toMatchObject({
      refused: 'error',
      text: expect.stringMatching(/at most 500 changes .* 286 /),
    });
    // A link that would not be enough is not offered, and its page would have no button.
    const late = await server.call('apply_plan', { plan_id: await tagging(server, 'late') });
    expect(late).toMatchObject({ state: 'waiting', next: expect.stringMatching(/at most 500 changes/) });
    expect(late.words).not.toMatch(LINK);
  });

  test('a link in the chat is not enough where a form is asked for; a page is', async () => {
    const server = await served(300, { env: { VOBIZ_REVIEW: 'link', VOBIZ_APPROVAL: 'form' } });
    const plan_id = await tagging(server, 'seen');
    const shown = await server.call('apply_plan', { plan_id });
    expect(shown.words).not.toMatch(LINK);
    expect(shown['approval_phrase']).toBeUndefined();
    const other = await house.serve({ env: { VOBIZ_APPROVAL: 'form' } });
    const applying = other.call('apply_plan', { plan_id, wait_seconds: 25 });
    expect(await decideBy(await other.link(), plan_id)).not.toHaveProperty('refused');
    expect(await applying).toMatchObject({ state: 'done' });
  });

  test('a phrase does not take the place of the page', async () => {
    const server = await served(300, { speed: 5 });
    const plan_id = await tagging(server, 'seen');
    const off = await house.serve({ env: { VOBIZ_REVIEW: 'off' } });
    const { approval_phrase: approval } = await off.call('get_plan', { plan_id });
    expect(approval).toMatch(/^APPLY 286/);
    for (const typed of [approval, 'APPLY 286 AAAA']) {
      const applying = server.call('apply_plan', { plan_id, approval: typed });
      if (typed === approval) await lookAt(await server.link());
      const answer = await applying;
      expect(answer).toMatchObject({ state: 'waiting' });
      expect(answer.words).not.toContain(approval);
    }
    expect(house.sandbox.writes()).toEqual([]);
  });

  test('a small plan that can be undone needs no page', async () => {
    const server = await served(50);
    const plan_id = await tagging(server, 'seen');
    const waits = await server.call('apply_plan', { plan_id });
    expect(waits['approval_phrase']).toMatch(/^APPLY/);
    expect(server.opened()).toEqual([]);
    expect(await server.call('apply_plan', { plan_id, approval: waits['approval_phrase'] })).toMatchObject({
      state: 'done',
    });
  });

  const noForms = () => Promise.reject(new Error('no forms'));

  test.each<[string, Serving]>([
    ['has no forms', {}],
    ['claims to have forms, and draws none', { forms: noForms }],
  ])('one contact is deleted after a decision on the page where a client %s', async (_, serving) => {
    const server = await served(50, serving);
    const [id] = house.sandbox.account.contacts.keys();
    const { plan_id, ...planned } = await server.call('delete_contact', { contact: id });
    expect(planned).toMatchObject({
      state: 'waiting',
      next: expect.stringContaining('opens in their browser'),
    });
    expect(planned).not.toHaveProperty('approval_phrase');
    const applying = server.call('apply_plan', { plan_id });
    expect(await decideBy(await server.link(), plan_id, { typed: '1' })).not.toHaveProperty('refused');
    expect(await applying).toMatchObject({ state: 'done' });
    expect(house.sandbox.account.contacts.has(String(id))).toBe(false);
  });

  test('a plan is shown on the page by the call whose form a client did not draw', async () => {
    const server = await served(300, { forms: noForms });
    const plan_id = await tagging(server, 'seen');
    for (const decision of ['decline', 'approve'] as const) {
      const plan = decision === 'decline' ? plan_id : await tagging(server, 'again');
      const applying = server.call('apply_plan', { plan_id: plan, wait_seconds: 25 });
      expect(await decideBy(await server.link(), plan, { decision })).not.toHaveProperty('refused');
      const answer = await applying;
      if (decision === 'decline') expect(answer.words).toMatch(/declined/);
      else expect(answer).toMatchObject({ state: 'done' });
    }
  });

  test.each([30, 150])('%d rows of a sheet are imported after a decision', async (count) => {
    const server = await served(0);
    const lines = Array.from({ length: count }, (_, at) => `Person ${at},+1202555${1000 + at}`);
    const planned = await server.call('import_contacts', { csv: ['name,phone_number', ...lines].join('\n') });
    expect(planned).toMatchObject({ state: 'waiting', isError: false });
    const { plan_id, approval_phrase: phrase } = planned;
    if (count <= 100) expect(phrase).toMatch(/^APPLY/);
    else expect(phrase).toBeUndefined();
    const applying = server.call('apply_plan', { plan_id, approval: phrase, wait_seconds: 25 });
    if (count > 100) await decideBy(await server.link(), plan_id);
    expect(await applying).toMatchObject({ state: 'done' });
    expect(house.sandbox.account.contacts.size).toBe(count);
  });
});

function planIn(link: string): string {
  return /plans\/(plan_\w+)#/.exec(link)?.[1] ?? '';
}

/** Opens the page, and decides nothing. */
async function lookAt(link: string): Promise<void> {
  const token = (await exchange(link)) ?? '';
  await question(new URL(link).origin, token, 'plan', { plan_id: planIn(link) });
}

describe('the page of the bundle for Claude Desktop', () => {
  afterAll(tidyUp);

  test(
    'opens and decides',
    async () => {
      const house = new Household();
      try {
        await house.start();
        const { out } = await pack();
        const command = await desktopCommand(out, {});
        const server = await house.serve({ command });
        const plan_id = await tagging(server, 'seen');
        const applying = server.call('apply_plan', { plan_id, wait_seconds: 25 });
        const link = await server.link();
        expect(server.opened()).toEqual([expect.stringMatching(/^file:\/\/.*\/review\/\w+\.html$/)]);
        expect(await decideBy(link, plan_id)).not.toHaveProperty('refused');
        expect(await applying).toMatchObject({ state: 'done' });
        expect(server.said.stdout + server.said.stderr).not.toContain('opener was here');
      } finally {
        await house.end();
      }
    },
    PACKING,
  );
});
