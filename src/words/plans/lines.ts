/** What a line of a plan's text is about. */
export type About =
  | 'what'
  | 'whom'
  | 'lost'
  | 'left'
  | 'refused'
  | 'problem'
  | 'campaigns'
  | 'sheet'
  | 'also'
  | 'time'
  | 'back';

export interface Line {
  about: About;
  text: string;
}

/** The sentences that are not empty, each a line of its own. */
export function lines(about: About, sentences: readonly string[]): Line[] {
  return sentences.filter(Boolean).map((text) => ({ about, text }));
}
