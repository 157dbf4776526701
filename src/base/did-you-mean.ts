/** Suggestions for mistyped names: the nearest of the names that would have been right. */

/** Longer words are never compared: nobody mistypes a word of this length, and the table grows with its square. */
const LONGEST_WORD = 64;

/**
 * Edit distance with insertions, deletions, substitutions and swaps of neighbours (optimal string alignment),
 * in UTF-16 units; without regard to case.
 */
export function editDistance(left: string, right: string): number {
  const a = left.toLowerCase();
  const b = right.toLowerCase();
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** `_`, space and case do not count: `oldSpace` and `old-space` are both `old_space`. */
function plainLetters(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_-]/g, '');
}

/** The candidate nearest to `word`, if it is near enough to be meant; the first of equals. */
export function closest(word: string, candidates: Iterable<string>): string | null {
  if (word.length === 0 || word.length > LONGEST_WORD) return null;
  const letters = plainLetters(word);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const candidateLetters = plainLetters(candidate);
    if (candidateLetters === letters) return candidate;
    if (Math.abs(candidateLetters.length - letters.length) >= bestDistance) continue;
    const distance = editDistance(letters, candidateLetters);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `Did you mean "rate"?`, or null. */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  const candidate = closest(word, candidates);
  return candidate === null ? null : `Did you mean "${candidate}"?`;
}
