/** The function with its results kept by text, of the first `most` different texts. */
export function memoized<Result>(
  read: (text: string) => Result,
  most = Number.POSITIVE_INFINITY,
): (text: string) => Result {
  const known = new Map<string, { result: Result }>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before.result;
    const result = read(text);
    if (known.size < most) known.set(text, { result });
    return result;
  };
}
