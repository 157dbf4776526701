/**
 * A stretch of free memory from which objects are cut by moving one pointer.
 *
 * Models:    V8's linear allocation area (LAB).
 * Simplifies: one mutator thread; no limit lowered for observers.
 * Invariant: start ≤ top ≤ limit; [start, top) was allocated since the area was opened; [top, limit) is not
 *            covered by any header. A closed area has start = top = limit = 0.
 */
export class LinearAllocationArea {
  start = 0;
  top = 0;
  limit = 0;

  open(start: number, limit: number): void {
    this.start = start;
    this.top = start;
    this.limit = limit;
  }

  close(): void {
    this.start = 0;
    this.top = 0;
    this.limit = 0;
  }

  get isOpen(): boolean {
    return this.limit !== 0;
  }

  /** Words allocated since the area was opened. */
  get usedWords(): number {
    return this.top - this.start;
  }

  get freeWords(): number {
    return this.limit - this.top;
  }
}
