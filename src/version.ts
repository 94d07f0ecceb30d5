import manifest from '../package.json' with { type: 'json' };

export const NAME: string = manifest.name;
/** The name for people, in menus and lists of extensions. */
export const TITLE = 'Vobiz contacts';
export const VERSION: string = manifest.version;
/** The oldest Node that all of it runs on, as `engines` says: `22.19`. */
export const NODE_NEEDED: string = manifest.engines.node.replace('>=', '');
