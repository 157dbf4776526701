/**
 * How many objects and bytes reached each age.
 *
 * Models:    nothing of V8: a table for the reader of a report.
 * Simplifies: ages beyond 7 are counted as 7, each time again.
 * Invariant: entry a counts the collections' survivors that had survived a - 1 collections before.
 */
import { MAX_AGE, headerAge, olderHeader } from '../layout/header.ts';

export class SurvivalCounts {
  /** By age; entry 0 stays 0: allocations are counted elsewhere. */
  readonly objects = new Float64Array(MAX_AGE + 1);
  readonly words = new Float64Array(MAX_AGE + 1);

  /** Counts survivors that have this age now. */
  add(age: number, objects: number, words: number): void {
    this.objects[age]! += objects;
    this.words[age]! += words;
  }

  /** Counts one survivor of `sizeWords`; the header it has from now on. */
  survive(header: number, sizeWords: number): number {
    const older = olderHeader(header);
    const age = headerAge(older);
    this.objects[age]! += 1;
    this.words[age]! += sizeWords;
    return older;
  }
}
