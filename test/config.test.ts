import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lesserNode } from '../src/config/node.ts';
import { VARIABLE_NAMES } from '../src/config/variables.ts';
import { type Config, type Flags, readConfig } from '../src/config.ts';

const NO_FLAGS: Flags = { sandbox: false, readOnly: false };
const OWN = { VOBIZ_AUTH_ID: 'MA_1', VOBIZ_AUTH_TOKEN: 'secret-token' };
/** A placeholder in two parts: in one, it would be a template literal of this file. */
const braced = (name: string) => ['$', `{${name}}`].join('');
const config = (env: Record<string, string>, flags: Partial<Flags> = {}) =>
  readConfig({ ...NO_FLAGS, ...flags }, env);

describe('an empty environment', () => {
  test('has the documented defaults and no problem, but no account', () => {
    expect(config({})).toEqual({
      sandbox: false,
      account: undefined,
      missing: expect.stringContaining('no credentials'),
      isMistaken: false,
      where: expect.stringContaining('api.vobiz.ai'),
      mode: 'full',
      country: undefined,
      dataDir: expect.stringMatching(/vobiz-contacts-mcp$/),
      files: [expect.stringMatching(/vobiz-contacts-mcp.files$/)],
      filesNamed: false,
      concurrency: 8,
      rate: Number.POSITIVE_INFINITY,
      approval: 'ask',
      review: 'auto',
      hasScreen: process.platform !== 'linux',
      maxPlan: 10_000,
      maxDelete: 500,
      keepDays: 90,
      protectedTags: ['opted-out', 'opt-out', 'unsubscribed', 'dnd', 'do-not-contact'],
      logLevel: 'info',
      node: undefined,
      problems: [],
      secrets: [],
      given: [],
    } satisfies Record<keyof Config, unknown>);
  });

  test.each(VARIABLE_NAMES)('is the same as one where %s is empty or blank', (name) => {
    expect(config({ [name]: '' })).toEqual(config({}));
    expect(config({ [name]: '  ' })).toEqual(config({}));
    // Claude Desktop leaves the placeholder of a setting that nobody filled in.
    expect(config({ [name]: braced('user_config.value') })).toEqual(config({}));
  });
});

describe('a good value', () => {
  test.each([
    ['VOBIZ_MODE', 'read-only', { mode: 'read-only' }],
    ['VOBIZ_MODE', ' No-Delete ', { mode: 'no-delete' }],
    ['VOBIZ_DEFAULT_COUNTRY', 'in', { country: 'IN' }],
    ['VOBIZ_CONCURRENCY', '1', { concurrency: 1 }],
    ['VOBIZ_CONCURRENCY', '64', { concurrency: 64 }],
    ['VOBIZ_RATE', '0.5', { rate: 0.5 }],
    ['VOBIZ_PROTECTED_TAGS', ' stop ,, no calls', { protectedTags: ['stop', 'no calls'] }],
    ['VOBIZ_PROTECTED_TAGS', '⛔', { protectedTags: ['⛔'] }],
    ['VOBIZ_PROTECTED_TAGS', 'stop, none', { protectedTags: ['stop', 'none'] }],
    ['VOBIZ_PROTECTED_TAGS', '7', { protectedTags: ['7'] }],
    ['VOBIZ_LOG_LEVEL', 'TRACE', { logLevel: 'trace' }],
    ['VOBIZ_FILES', ['/a', '/b c'].join(delimiter), { files: ['/a', '/b c'] }],
    ['VOBIZ_FILES', '~/Downloads', { files: [join(homedir(), 'Downloads')] }],
    ['VOBIZ_DATA_DIR', '/data', { files: ['/data/files'] }],
    ['XDG_DATA_HOME', '/xdg', { files: ['/xdg/vobiz-contacts-mcp/files'] }],
    ['XDG_DATA_HOME', '', { files: config({}).files }],
    ['XDG_DATA_HOME', 'share', { files: config({}).files }],
    ['VOBIZ_APPROVAL', 'Form', { approval: 'form' }],
    ['VOBIZ_APPROVAL', 'relay', { approval: 'relay' }],
    ['VOBIZ_MAX_PLAN', '100000', { maxPlan: 100_000 }],
    ['VOBIZ_MAX_DELETE', '0', { maxDelete: 0 }],
    ['VOBIZ_KEEP_DAYS', '3650', { keepDays: 3650 }],
    ['VOBIZCAR', 'red', { problems: [] }],
  ])('of %s, %j, is taken without a problem', (name, value, expected) => {
    expect(config({ [name]: value })).toMatchObject({ ...expected, problems: [] });
  });

  test('of --read-only overrules VOBIZ_MODE', () => {
    expect(config({ VOBIZ_MODE: 'full' }, { readOnly: true }).mode).toBe('read-only');
  });
});

describe('a bad value', () => {
  test.each([',', ' , ,', '!!!', '*', '-', '*, !', 'none', 'Off', 'NONE, off', 'false', '\u200b'])(
    'that would protect nobody, %j, is a problem, and the default protects (promise 11)',
    (text) => {
      const { problems, protectedTags } = config({ VOBIZ_PROTECTED_TAGS: text });
      expect(problems).toEqual([
        expect.stringMatching(/^VOBIZ_PROTECTED_TAGS must be .* \(this would protect nobody\), not "/),
      ]);
      expect(protectedTags).toEqual(config({}).protectedTags);
    },
  );

  test.each([
    ['VOBIZ_MODE', 'readonly', /must be full, no-delete or read-only, not "readonly"/],
    ['VOBIZ_DEFAULT_COUNTRY', 'India', /two letters of a country/],
    ['VOBIZ_DEFAULT_COUNTRY', 'QQ', /two letters of a country/],
    ['VOBIZ_CONCURRENCY', '0', /whole number from 1 to 64/],
    ['VOBIZ_CONCURRENCY', '2.5', /whole number from 1 to 64/],
    ['VOBIZ_CONCURRENCY', 'many', /whole number from 1 to 64, not "many"/],
    ['VOBIZ_RATE', '-1', /number from 0\.01/],
    ['VOBIZ_RATE', 'NaN', /number from 0\.01/],
    ['VOBIZ_LOG_LEVEL', 'loud', /must be silent, fatal/],
    ['VOBIZ_FILES', 'Downloads', /a full path.*not "Downloads"/],
    ['VOBIZ_FILES', ['/a', 'b'].join(delimiter), /a full path/],
    ['VOBIZ_DATA_DIR', './here', /a full path/],
    ['VOBIZ_BASE_URL', 'api.vobiz.ai', /https address/],
    ['VOBIZ_AUTH_ID', 'MA 1', /ASCII/],
    ['VOBIZ_BASE_URL', 'https://your-host/api', /your own .*sample/],
  ])('of %s, %j, is one problem, and the default stands in (promise 11)', (name, value, words) => {
    const { problems, ...rest } = config({ [name]: value });
    expect(problems).toEqual([expect.stringMatching(words)]);
    expect(problems[0]).toMatch(new RegExp(`^${name} must be `));
    const { problems: _none, missing: _missing, isMistaken: _is, ...others } = config({});
    const { given: _given, secrets: _secrets, ...defaults } = others;
    expect(rest).toMatchObject(defaults);
  });

  const UNFILLED = [
    braced('VOBIZ_TOKEN'),
    '$VOBIZ_TOKEN',
    '$env:VOBIZ_TOKEN',
    braced('env:VOBIZ_TOKEN'),
    braced('input:vobiz-token'),
    '%VOBIZ_TOKEN%',
    '{{VOBIZ_TOKEN}}',
    '{{ vobiz_token }}',
    '<your token>',
    '<token>',
    ' <token> ',
    '$(cat token)',
    '__VOBIZ_TOKEN__',
    '[token]',
    '{token}',
  ];

  test.each(VARIABLE_NAMES.flatMap((name) => UNFILLED.map((value) => [name, value] as const)))(
    'that nobody filled in is named as such: %s, %s (promise 11)',
    (name, value) => {
      const { problems, account } = config({ ...OWN, [name]: value });
      expect(problems).toEqual([
        expect.stringMatching(new RegExp(`^${name} must be filled in .*still a placeholder`)),
      ]);
      expect(account === undefined).toBe(/_AUTH_|_JWT$|_URL$/.test(name));
    },
  );

  test.each([
    ['VOBIZ_BASE_URL', `https://${braced('HOST')}/api`],
    ['VOBIZ_BASE_URL', 'https://%HOST%/api'],
    ['VOBIZ_BASE_URL', 'https://<host>/api'],
    ['VOBIZ_BASE_URL', 'https://$HOST/api'],
    ['VOBIZ_JWT', `Bearer ${braced('TOKEN')}`],
    ['VOBIZ_FILES', '$HOME/Downloads'],
    ['VOBIZ_FILES', `/Users/${braced('USER')}/Downloads`],
    ['VOBIZ_FILES', '/data/%USERPROFILE%/Downloads'],
    ['VOBIZ_DATA_DIR', '/home/<you>/vobiz'],
  ])('that was filled in only in part is told as that: %s, %s (promise 11)', (name, value) => {
    expect(config({ [name]: value }).problems).toEqual([
      expect.stringMatching(new RegExp(`^${name} must be filled in .*still a placeholder`)),
    ]);
  });

  const CREDENTIALS = ['VOBIZ_AUTH_ID', 'VOBIZ_AUTH_TOKEN', 'VOBIZ_JWT'];

  test.each(
    CREDENTIALS.flatMap((name) =>
      [
        'MA_XXXXXXXX',
        'xxxxxxxx',
        'eyJhbGciXXXX',
        'your-token',
        'your_auth_id',
        'YOUR_TOKEN_HERE',
        'yourtoken',
        'your token from console.vobiz.ai',
        'MA_your_id',
        'insert-token-here',
        'changeme',
        'REPLACE_ME',
        '********',
        '...',
        'eyJhbGci...',
        'TODO',
        'null',
        'undefined',
        'token',
        'VOBIZ_AUTH_TOKEN',
      ].map((value) => [name, value] as const),
    ),
  )('that is the sample from the instructions is told as that: %s, %s (promise 11)', (name, value) => {
    const { problems, account } = config({ ...OWN, [name]: value });
    expect([problems, account]).toEqual([
      [expect.stringMatching(new RegExp(`^${name} must be your own .*sample`))],
      undefined,
    ]);
  });

  test.each(
    VARIABLE_NAMES.flatMap((name) =>
      ['"tok-1"', "'tok-1'", ' "tok-1" ', '" tok-1 "', '`tok-1`', '\u201ctok-1\u201d', '""', '"tok-1'].map(
        (value) => [name, value] as const,
      ),
    ),
  )('in quotation marks is told as that: %s, %s (promise 11)', (name, value) => {
    const { problems, account } = config({ ...OWN, [name]: value });
    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`^${name} must be without the quotation marks`)),
    ]);
    expect(account === undefined).toBe(/_AUTH_|_JWT$|_URL$/.test(name));
  });

  test.each(CREDENTIALS)('in quotation marks is not repeated if it is a token, %s (promise 12)', (name) => {
    for (const value of ['"top-secret"', "top-secret'", '"top-secret'])
      expect(
        config({ ...OWN, [name]: value })
          .problems.join()
          .includes('top-secret'),
      ).toBe(name === 'VOBIZ_AUTH_ID');
  });

  test.each([
    ['VOBIZ_AUTH_TOKEN', '$2b$10$N9qo8uLOickgx2ZMRZoMye'],
    ['VOBIZ_AUTH_TOKEN', 'a%2Bb%3D=='],
    ['VOBIZ_AUTH_TOKEN', 'Xx9XxxQ0-_~+/='],
    ['VOBIZ_AUTH_ID', 'MA_X1YZ0XXA'],
    ['VOBIZ_JWT', 'eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo'],
    ['VOBIZ_BASE_URL', 'https://api.vobiz.ai/caf%C3%A9'],
    ['VOBIZ_FILES', '/data/$recycle'],
    ['VOBIZ_FILES', "/Users/me/The Smiths'"],
    ['VOBIZ_PROTECTED_TAGS', 'stop, do <3 not, 100%,50%'],
  ])('is not taken for one: %s, %s', (name, value) => {
    const given = name === 'VOBIZ_JWT' ? {} : OWN;
    const { problems, account } = config({ ...given, [name]: value });
    expect([problems, account === undefined]).toEqual([[], false]);
  });

  test.each(['UK', 'EU', 'ZZ', 'UN'])('of VOBIZ_DEFAULT_COUNTRY, %s, is a problem (promise 11)', (value) => {
    expect(config({ VOBIZ_DEFAULT_COUNTRY: value }).problems).toHaveLength(1);
  });
});

describe('an unknown variable', () => {
  test.each([
    ['VOBIZ_MOED', 'VOBIZ_MODE'],
    ['VOBIZ_AUTHTOKEN', 'VOBIZ_AUTH_TOKEN'],
    ['vobiz_base_url', 'VOBIZ_BASE_URL'],
    ['VOBIZ_FILE', 'VOBIZ_FILES'],
    ['VOBIZ_TOKEN', 'VOBIZ_AUTH_TOKEN'],
  ])('%s is a problem that names %s, and its value is not said (promise 11)', (name, near) => {
    const { problems } = config({ [name]: 'value-of-it' });
    expect(problems).toEqual([`There is no variable "${name}"; did you mean ${near}?`]);
  });

  test.each(['VOBIZ_COFFEE_MACHINE', 'VOBIZ_API_KEY'])(
    '%s, without a near one, is still a problem (promise 11)',
    (name) => expect(config({ [name]: '1' }).problems).toEqual([`There is no variable "${name}".`]),
  );
});

describe('the address', () => {
  test.each([
    ['https://api.vobiz.ai/api/v1/messaging', 'https://api.vobiz.ai', '/api/v1/messaging'],
    ['https://api.vobiz.ai/v1/messaging///', 'https://api.vobiz.ai', '/v1/messaging'],
    ['https://api.vobiz.ai', 'https://api.vobiz.ai', ''],
    ['http://127.0.0.1:8080/x', 'http://127.0.0.1:8080', '/x'],
    ['http://localhost:1', 'http://localhost:1', ''],
    ['http://[::1]:8080', 'http://[::1]:8080', ''],
    ['HTTPS://API.Vobiz.AI:443/a', 'https://api.vobiz.ai', '/a'],
  ])('%s is taken', (url, origin, basePath) => {
    expect(config({ ...OWN, VOBIZ_BASE_URL: url })).toMatchObject({
      account: { origin, basePath },
      problems: [],
    });
  });

  test.each([
    'http://api.vobiz.ai',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
    'http://127.evil.com',
    'http://0.0.0.0',
    'ftp://127.0.0.1',
    'javascript:alert(1)',
    'https://',
    'https://api.vobiz.ai?x=1',
    'https://api.vobiz.ai#x',
    'https://user@api.vobiz.ai',
    'https://user:pass@api.vobiz.ai',
  ])('%s is refused, and no other is called in its place (promise 12)', (url) => {
    const { account, isMistaken, problems } = config({ ...OWN, VOBIZ_BASE_URL: url });
    expect([account, isMistaken, problems.length]).toEqual([undefined, true, 1]);
  });
});

describe('credentials', () => {
  test('go as the two headers, or as a bearer token', () => {
    expect(config(OWN).account?.credentials).toEqual({ 'x-auth-id': 'MA_1', 'x-auth-token': 'secret-token' });
    expect(config({ VOBIZ_JWT: 'a.b.c' }).account?.credentials).toEqual({ authorization: 'Bearer a.b.c' });
    expect(config({ VOBIZ_JWT: 'a.b.c', VOBIZ_AUTH_ID: 'MA_1' }).where).toContain('MA_1');
  });

  test('of both kinds are a problem, since only one can be meant (promise 11)', () => {
    expect(config({ ...OWN, VOBIZ_JWT: 'a.b.c' }).problems).toEqual([
      expect.stringMatching(/both set; set only one/),
    ]);
  });

  test.each([{ VOBIZ_AUTH_ID: 'MA_1' }, { VOBIZ_AUTH_TOKEN: 'secret-token' }, {}])(
    'are missing with %j alone',
    (env) => {
      expect(config(env)).toMatchObject({
        account: undefined,
        missing: expect.stringMatching(/credentials|but VOBIZ_AUTH_(ID|TOKEN) is not/),
        problems: [],
      });
    },
  );

  test.each(['VOBIZ_AUTH_TOKEN', 'VOBIZ_JWT', 'VOBIZ_AUTH_ID'])(
    'cannot smuggle in a header, %s (promise 12)',
    (name) => {
      for (const value of [
        'top-secret\r\nHost: evil',
        'top-secret\u0000',
        'top-secret \u00e9',
        'top secret',
      ]) {
        const { account, problems } = config({ ...OWN, [name]: value });
        expect([account, problems.length]).toEqual([undefined, 1]);
      }
    },
  );

  test.each(['VOBIZ_AUTH_TOKEN', 'VOBIZ_JWT'])('are never repeated in a problem, %s (promise 12)', (name) => {
    const said = config({ ...OWN, VOBIZ_JWT: '', [name]: 'top\u00a0secret\u00e9' });
    expect(said.problems).toEqual([
      `${name} must be plain letters, digits and signs (ASCII), without spaces.`,
    ]);
  });

  test('are never repeated in a problem, an address with a password (promise 12)', () => {
    const { problems } = config({
      VOBIZ_BASE_URL: 'https://MA_1:top-secret@api.vobiz.ai/api?token=top-secret',
    });
    expect(problems.join()).not.toContain('top-secret');
  });
});

describe('secrets in the configuration', () => {
  test('are ignored with --sandbox, bad ones too', () => {
    const withSandbox = config({ ...OWN, VOBIZ_BASE_URL: 'ftp://x' }, { sandbox: true });
    expect(withSandbox).toMatchObject({
      account: undefined,
      missing: undefined,
      where: 'the sandbox',
      problems: [],
    });
  });
});

describe('on Windows', () => {
  const HOME = 'C:\\Users\\Jürgen Müller';
  const windows = (env: Record<string, string>) =>
    readConfig(NO_FLAGS, env, { platform: 'win32', home: HOME });

  test.each([
    ['C:\\Users\\Asha Rao\\Downloads', ['C:\\Users\\Asha Rao\\Downloads']],
    ['C:/Users/आशा/Downloads', ['C:/Users/आशा/Downloads']],
    ['C:\\Sheets;D:\\My Exports;', ['C:\\Sheets', 'D:\\My Exports']],
    ['\\\\server\\share\\sheets', ['\\\\server\\share\\sheets']],
    ['~', [HOME]],
    ['~\\Downloads', [`${HOME}\\Downloads`]],
    ['~/Downloads', [`${HOME}\\Downloads`]],
    [`${HOME}\\OneDrive - Müller & Söhne`, [`${HOME}\\OneDrive - Müller & Söhne`]],
  ])('VOBIZ_FILES, %j, is %j', (text, files) => {
    expect(windows({ VOBIZ_FILES: text })).toMatchObject({ files, problems: [] });
  });

  test.each(['Downloads', 'C:Downloads'])('VOBIZ_FILES, %j, is named', (text) => {
    expect(windows({ VOBIZ_FILES: text })).toMatchObject({
      filesNamed: false,
      problems: [expect.stringContaining('a full path')],
    });
  });

  test('%USERPROFILE% that nobody filled in is named', () => {
    expect(windows({ VOBIZ_FILES: '%USERPROFILE%\\Downloads' }).problems).toEqual([
      expect.stringMatching(/^VOBIZ_FILES must be filled in/),
    ]);
  });

  test('the data folder is beside those of other programs of that person', () => {
    expect(windows({ LOCALAPPDATA: `${HOME}\\AppData\\Local` }).dataDir).toBe(
      `${HOME}\\AppData\\Local\\vobiz-contacts-mcp`,
    );
    expect(windows({}).dataDir).toBe(`${HOME}\\AppData\\Local\\vobiz-contacts-mcp`);
  });

  test('a variable is known in any case, as Windows has it', () => {
    expect(windows({ Vobiz_Mode: 'read-only', VOBIZ_MODE: 'read-only' }).problems).toEqual([]);
    expect(config({ Vobiz_Mode: 'read-only' }).problems).toHaveLength(1);
  });
});

test('a folder of another platform is named as one that cannot be', () => {
  const { problems } = config({ VOBIZ_FILES: 'C:\\Users\\Asha\\Downloads' });
  expect(problems).toEqual([expect.stringMatching(/a full path, such as .*, not "C:/)]);
});

test('on macOS the data folder is in Application Support, spaces and letters of any script included', () => {
  const { dataDir } = readConfig(NO_FLAGS, {}, { platform: 'darwin', home: '/Users/आशा राव' });
  expect(dataDir).toBe('/Users/आशा राव/Library/Application Support/vobiz-contacts-mcp');
});

describe('a Node that lacks something', () => {
  test.each([
    ['20.20.2', true],
    ['22.18.0', true],
    ['22.19.0', false],
    ['24.1.0', false],
  ])('%s, without its database: %j', (version, hasDatabase) => {
    expect(lesserNode(version, hasDatabase)?.problem).toMatch(
      new RegExp(`Node ${version}.*needs Node 22.19 or newer. Install it`),
    );
  });

  test.each(['22.19.0', '22.23.2', '24.0.0', '26.4.0'])('%s lacks nothing', (version) => {
    expect(lesserNode(version, true)).toBeUndefined();
  });
});
