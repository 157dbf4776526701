/**
 * The smallest whole number for which something holds, found with few questions. What is asked must hold from some
 * number on; where it does not, the answer is a number that holds with one before it that does not.
 */

/** Null when it does not hold for `to`. Each number is asked for at most once. */
export async function smallestThatHolds(from: number, to: number, holds: (value: number) => Promise<boolean>): Promise<number | null> {
  if (!(await holds(to))) return null;
  let low = from - 1; // does not hold, or is out of range
  let high = to; // holds
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Questions that the search asks at most. */
export function mostQuestions(from: number, to: number): number {
  return 1 + Math.ceil(Math.log2(to - from + 1));
}
