import { VARIABLES, type Variable, type VariableName } from '../src/config/variables.ts';

interface Setting {
  type: 'string' | 'boolean' | 'directory';
  title: string;
  /** For people who run campaigns; `says` of the variable is for those who edit a configuration. */
  description: string;
}

/** What installers ask a person for. All of it may be left empty: then the sandbox can be tried, or contacts are missing. */
const SETTINGS = {
  VOBIZ_AUTH_ID: {
    type: 'string',
    title: 'Auth ID of your Vobiz account',
    description: 'From console.vobiz.ai. The sandbox needs none.',
  },
  VOBIZ_AUTH_TOKEN: {
    type: 'string',
    title: 'Auth token of your Vobiz account',
    description: 'From console.vobiz.ai. It is kept as a secret, and never shown in a chat.',
  },
  VOBIZ_FILES: {
    type: 'directory',
    title: 'Folder for sheets',
    description:
      'Sheets are imported from here, and exports are written here. No other folder is read. Empty: a folder of its own, which it names when you import.',
  },
  VOBIZ_SANDBOX: {
    type: 'boolean',
    title: 'Try it in the sandbox, with invented contacts',
    description: 'Nothing reaches Vobiz while this is on, and no account is needed.',
  },
  VOBIZ_MODE: {
    type: 'string',
    title: 'What it may do',
    description: 'full: everything; no-delete: all but deleting; read-only: it changes nothing',
  },
  VOBIZ_DEFAULT_COUNTRY: {
    type: 'string',
    title: 'Country of numbers without a country code',
    description: 'Two letters, such as IN. Empty: such numbers are refused, never guessed.',
  },
} as const satisfies Partial<Record<VariableName, Setting>>;

const ENTRIES = Object.entries<Setting>(SETTINGS) as [keyof typeof SETTINGS, Setting][];

/** `VOBIZ_AUTH_ID` is `auth_id`. */
function keyOf(variable: string): string {
  return variable.replace(/^VOBIZ_/, '').toLowerCase();
}

/**
 * The questions, as the manifests of Claude Desktop and of Claude Code's plugins ask them. `listed` is the key under
 * which a manifest lists the choices of a text; where it has none, the description names them.
 */
export function userConfig(listed?: string): Record<string, object> {
  return Object.fromEntries(
    ENTRIES.map(([variable, setting]) => {
      const { fallback, choices, isSecret }: Variable = VARIABLES[variable];
      const held = setting.type === 'boolean' ? fallback === 'true' : fallback;
      const question = {
        ...setting,
        required: false,
        ...(isSecret && { sensitive: true }),
        ...(held !== undefined && { default: held }),
        ...(listed !== undefined && choices && setting.type === 'string' && { [listed]: choices }),
      };
      return [keyOf(variable), question];
    }),
  );
}

/** The environment that the answers become. */
export function userEnv(): Record<string, string> {
  return Object.fromEntries(ENTRIES.map(([variable]) => [variable, `\${user_config.${keyOf(variable)}}`]));
}
