/** Matches the counts of a plan by those that are named. A plan leaves out counts of 0, so such a one must not be there. */
export function counting(expected: Readonly<Record<string, number>>) {
  return {
    asymmetricMatch: (counts: Readonly<Record<string, number>>) =>
      Object.entries(expected).every(([name, count]) =>
        count === 0 ? !(name in counts) : counts[name] === count,
      ),
    toString: () => 'counting',
    toAsymmetricMatcher: () => `counting ${JSON.stringify(expected)}`,
  };
}
