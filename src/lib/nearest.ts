import leven from 'leven';

/** The candidate that `word` most likely stands for; none when no candidate is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(typed, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : undefined;
}

function distance(typed: string, candidate: string): number {
  const contains = typed.length > 2 && (candidate.includes(typed) || typed.includes(candidate));
  return contains ? 1 : leven(typed, candidate);
}
