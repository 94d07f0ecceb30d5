/** Placeholders of templates, shells, Windows, clients and instructions. */
const PLACEHOLDERS = [
  /[$#%]\{[^}]*\}/,
  /\{\{[^}]*\}\}/,
  /^\$\w+(?=$|[/\\:])/,
  /[/\\]\$[A-Z_][A-Z0-9_]+(?=$|[/\\:])/,
  /^\$\(.*\)$/,
  // At least three letters: a shorter one may be a character of an address, such as %C3%A9.
  /%[A-Za-z_]\w{2,}%/,
  /<[^<>]+>/,
  /^\[[\w\s.-]+\]$/,
  /^\{[\w\s.:-]+\}$/,
  /^__\w+__$/,
];

/** Sample values of instructions; no secret that was drawn at random looks like one. */
const SAMPLES = [
  /(?:X{4,}|x{4,}|\*{3,}|\.{3,}|…)$/,
  /(?:^|[\s_-])your/i,
  /^(?:insert|enter|paste|put|add)[\s_-]/i,
  /^(?:change|replace)[\s_-]?(?:me|this|it)$/i,
  /^(?:to-?do|placeholder|example|none|null|undefined)$/i,
  /^(?:vobiz[_-])?(?:auth[_-]?)?(?:id|token|jwt)$/i,
];

const QUOTES = '"\'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb';

/** Whether a text holds a placeholder. */
export function isUnfilled(text: string): boolean {
  return PLACEHOLDERS.some((placeholder) => placeholder.test(text));
}

export function isSample(text: string): boolean {
  return SAMPLES.some((sample) => sample.test(text));
}

/** Whether a text begins with a quotation mark, which no valid value does. */
export function beginsQuoted(text: string): boolean {
  return QUOTES.includes(text.charAt(0));
}

export function endsQuoted(text: string): boolean {
  return QUOTES.includes(text.charAt(text.length - 1));
}

/** Whether a text looks like a token: people paste one into the wrong field, too. */
export function isLikeToken(text: string): boolean {
  return /^["'`]?[A-Za-z0-9][\w.+/=-]{19,}["'`]?$/.test(text) && /\d/.test(text);
}
