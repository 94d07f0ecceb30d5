import type { Plugin } from 'vite';

const EXPORTED = /^export (async )?function (\w+)/gm;

/** The reasons of items are read by the oracle of the receipts, which compares them with the account. */
const READ = /[/\\]plans[/\\](reasons|differences)\.ts$/;

/** Replaces the sentences of `words/` by `x`, so that code which decides by a sentence decides wrongly. */
export function silence(): Plugin {
  return {
    name: 'silence',
    enforce: 'pre',
    transform(code, id) {
      if (READ.test(id) || !/[/\\]src[/\\]words[/\\](?:\w+[/\\])*\w+\.ts$/.test(id)) return undefined;
      const names = [...code.matchAll(EXPORTED)].map(([, , name]) => name);
      return [
        code.replaceAll(EXPORTED, '$1function $2'),
        `import { silenced } from '${import.meta.dirname}/silenced.ts';`,
        ...names.map((name) => `const silent_${name} = silenced(${name});`),
        `export { ${names.map((name) => `silent_${name} as ${name}`).join(', ')} };`,
      ].join('\n');
    },
  };
}
