/**
 * A fatal error of the simulated heap. It ends the simulation, not the program: whoever runs the heap catches it
 * and reports it as the run's outcome.
 *
 * Models:    V8's fatal process out of memory.
 * Simplifies: there is no stack trace and no list of the last collections.
 * Invariant: after it nothing is allocated or collected on that heap; it may have stopped in the middle of a collection.
 */
import type { OutOfMemoryPlace } from '../vocabulary/collections.ts';

export class HeapFatalError extends Error {
  override readonly name = 'HeapFatalError';
  readonly where: OutOfMemoryPlace;

  constructor(where: OutOfMemoryPlace) {
    super(`simulated heap: ${where}`);
    this.where = where;
  }
}
