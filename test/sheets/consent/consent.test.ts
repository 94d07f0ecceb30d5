import { describe, expect, test } from 'vitest';
import { answerIn, questionIn } from '../../../src/sheets/consent/consent.ts';
import { checked, consentsIn, failureOf, open } from '../sheets.ts';

const NUMBER = '+919876543210';

describe('a header about messages', () => {
  test.each([
    'Do Not Call',
    'doNotContact',
    'DND',
    'DND status',
    'Email Opt Out',
    'HasOptedOutOfEmail',
    'Unsubscribed from all email',
    'Unsubscribed',
    'Blocked',
    'Nicht kontaktieren',
    'Werbesperre',
    'Abgemeldet am',
    'Ne pas contacter',
    'Désinscrit',
    'No llamar',
    'Dado de baja',
    'Não perturbe',
    'Descadastrado',
    'Non contattare',
    'Disiscritto',
    'Jangan hubungi',
    'Berhenti berlangganan',
    'कॉल न करें',
    'डीएनडी',
    'عدم الاتصال',
    'إلغاء الاشتراك',
  ])('%s asks for a no', (header) => {
    expect(questionIn(header)?.yesIs).toBe('out');
  });

  test.each([
    'Accepts SMS Marketing',
    'WhatsApp Opted',
    'opt_in',
    'optInWhatsApp',
    'Marketing Consent',
    'Email Permission Status',
    'Subscription Status',
    'GDPR',
    'LGPD',
    'DSGVO-Einwilligung',
    'Einverständnis Werbung',
    'Consentement',
    'Autorización de contacto',
    'Consentimiento',
    'Consentimento',
    'Aceita receber mensagens',
    'Consenso marketing',
    'Persetujuan',
    'सहमति',
    'اشتراك',
    'الموافقة على الرسائل',
  ])('%s asks for a yes', (header) => {
    expect(questionIn(header)?.yesIs).toBe('in');
  });

  test.each(['Name', 'City', 'Handnummer', 'Notes', 'Status', 'Company', 'Options', 'Adoption', 'टैग'])(
    '%s asks for nothing',
    (header) => {
      expect(questionIn(header)).toBeUndefined();
    },
  );

  test('may leave open what a yes is', () => {
    expect(questionIn('Opt-in/Opt-out')).toMatchObject({ yesIs: undefined });
  });
});

describe('a cell', () => {
  const below = (cell: string) => [
    answerIn(cell, { yesIs: 'in', isSure: true }),
    answerIn(cell, { yesIs: 'out', isSure: true }),
  ];

  test.each('no NO No. n false FALSE 0 0.0 nein não non falso tidak नहीं नही لا ❌ ✗ off'.split(' '))(
    '%s is a no to what its header asks',
    (cell) => {
      expect(below(cell)).toEqual(['no', 'yes']);
    },
  );

  test.each("yes Y true 'TRUE 1 1.0 x ✓ ✔️ ja oui sí sim si ya हाँ हां نعم 2026-01-02 12/05/2026".split(' '))(
    '%s is a yes to it',
    (cell) => {
      expect(below(cell)).toEqual(['yes', 'no']);
    },
  );

  test.each([
    'unsubscribed',
    'Opted out',
    'opted-out',
    'cleaned',
    'Blocked',
    'DND',
    'Unsubscribed on 12 May',
    'abgemeldet',
    'désabonné',
    'dado de baja',
    'descadastrado',
    'disiscritto',
    'diblokir',
    'محظور',
  ])('%s is a no wherever it stands', (cell) => {
    expect([...below(cell), answerIn(cell, undefined)]).toEqual(['no', 'no', 'no']);
  });

  test.each(['subscribed', 'opted in', 'not blocked', 'angemeldet', 'suscrito', 'berlangganan'])(
    '%s is a yes wherever it stands',
    (cell) => {
      expect([...below(cell), answerIn(cell, undefined)]).toEqual(['yes', 'yes', 'yes']);
    },
  );

  test.each(['maybe', 'call after 5', '7', 'ask', 'x'.repeat(100_000)])('%s is neither', (cell) => {
    expect(below(cell)).toEqual(['unclear', 'unclear']);
  });

  test.each(['', ' ', '-', 'N/A', 'NULL', 'nan'])('%j is blank', (cell) => {
    expect(below(cell)).toEqual(['blank', 'blank']);
  });
});

describe('the note on a column about messages', () => {
  const rows = (...cells: string[]) => cells.map((cell) => `${NUMBER},${cell}\n`).join('');

  test('counts the noes with their words, and names the open question', async () => {
    const cells = ['no', 'FALSE', 'no', 'yes', '', 'maybe'];
    expect(await consentsIn(`phone,Opt-in\n${rows(...cells)}`)).toEqual([
      '"Opt-in" may say who agreed to messages: of 6 rows 3 say no ("no" 2, "FALSE" 1), 1 says neither yes nor no ("maybe" 1) and 1 says nothing. It is not imported, so people who did not agree are imported like the others. Should those who say no be left out, or marked as opted out?',
    ]);
  });

  test('is there for any column whose cells have a meaning of their own, whatever its header', async () => {
    const cells = ['subscribed', 'unsubscribed', 'cleaned', 'subscribed'];
    expect(await consentsIn(`phone,Zustand\n${rows(...cells)}`)).toEqual([
      expect.stringMatching(/^"Zustand" may .* of 4 rows 2 say no \("unsubscribed" 1, "cleaned" 1\)/),
    ]);
  });

  test.each([
    ['Marketing Source', ['Facebook', 'Google', 'no']],
    ['Subscription', ['Gold', 'Silver', 'none yet']],
    ['Bus Stop', ['MG Road', 'Camp', 'Camp']],
    ['Active', ['no', 'yes', 'no']],
    ['Do not call', ['FALSE', 'FALSE', '']],
    ['Opt-in', ['yes', 'TRUE', '1']],
  ])('is not there for %s with %j', async (header, cells) => {
    expect(await consentsIn(`phone,${header}\n${rows(...cells)}`)).toEqual([]);
  });

  test('is there for a column that becomes an attribute, too', async () => {
    const columns = { 'Opt-in': 'opted' };
    expect(await consentsIn(`phone,Opt-in\n${rows('no', 'yes')}`, { columns })).toEqual([
      expect.stringContaining('It only becomes an attribute, so people who did not agree are imported'),
    ]);
  });

  test('is left out beyond eight columns', async () => {
    const headers = Array.from({ length: 200 }, (_, index) => `Opted out of ${index}`);
    const csv = `phone,${headers.join()}\n${NUMBER}${',x'.repeat(200)}\n`;
    const notes = await consentsIn(csv);
    expect(notes).toHaveLength(9);
    expect(notes.join().length).toBeLessThan(4000);
  });
});

describe('a mapped column about messages', () => {
  const csv = `phone,Do Not Call\n${NUMBER},x\n+919876543211,ask\n+919876543212,\n`;

  test.each(['mark_opt_outs', 'skip_opt_outs'])('to %s refuses what is neither yes nor no', async (role) => {
    const options = { columns: { 'Do Not Call': role } };
    const rows = await checked(csv, undefined, options);
    expect(rows.map((row) => row.state)).toEqual([
      role === 'skip_opt_outs' ? 'skipped' : 'valid',
      'invalid',
      'valid',
    ]);
    expect(rows[1]).toMatchObject({ reason: '"Do Not Call" says "ask", which is neither a yes nor a no' });
    expect((await open(csv, options)).columns[1]?.as).toBe(role);
  });

  test('to a misspelt role is refused with the roles there are', async () => {
    const failure = await failureOf(open(csv, { columns: { 'Do Not Call': 'mark opt-outs' } }));
    expect(failure).toMatch(/"mark opt-outs" would be an attribute; is mark_opt_outs meant\?/);
    expect(failure).toMatch(
      /mark_opt_outs marks people who say no as opted out, and skip_opt_outs leaves their/,
    );
  });
});
