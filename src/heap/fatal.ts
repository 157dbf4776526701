/**
 * A fatal error of the simulated heap. It ends the simulation, not the program: whoever runs the heap catches it
 * and reports it as the run's outcome.
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
