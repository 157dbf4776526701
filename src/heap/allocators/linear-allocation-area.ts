/**
 * A stretch of free memory from which objects are cut by moving one pointer.
 *
 * Models:    V8's linear allocation area (LAB).
 * Simplifies: one mutator thread.
 * Invariant: start ≤ top ≤ end and limit ≤ end; [start, top) was allocated since the area was opened; [top, end) is
 *            not covered by any header. A closed area has start = top = limit = end = 0.
 */
export class LinearAllocationArea {
  start = 0;
  top = 0;
  /** Up to here allocation goes on without asking: `end`, or less where somebody observes it. */
  limit = 0;
  end = 0;

  open(start: number, end: number): void {
    this.start = start;
    this.top = start;
    this.limit = end;
    this.end = end;
  }

  close(): void {
    this.start = 0;
    this.top = 0;
    this.limit = 0;
    this.end = 0;
  }

  get isOpen(): boolean {
    return this.end !== 0;
  }

  /** Words allocated since the area was opened. */
  get usedWords(): number {
    return this.top - this.start;
  }

  get freeWords(): number {
    return this.end - this.top;
  }
}
