/**
 * Virtual time: it passes with what the heap does, and when an event loop waits; never by itself.
 *
 * Models:    the wall clock that V8's speeds and idle rules read.
 * Simplifies: one mutator whose speed is bytes allocated; pauses from the preset's cost model.
 * Invariant: time never goes back; milliseconds since the heap was made.
 */
export class VirtualClock {
  /** Nanoseconds that pass per byte allocated; a workload with a rate sets its own. */
  allocationNsPerByte: number;
  private elapsedMs = 0;
  private accountedBytes = 0;

  constructor(allocationNsPerByte: number) {
    this.allocationNsPerByte = allocationNsPerByte;
  }

  get nowMs(): number {
    return this.elapsedMs;
  }

  /** Lets the time pass that allocating up to this total took. */
  accountAllocation(totalAllocatedBytes: number): void {
    const bytes = totalAllocatedBytes - this.accountedBytes;
    if (bytes <= 0) return;
    this.accountedBytes = totalAllocatedBytes;
    this.elapsedMs += (bytes * this.allocationNsPerByte) / 1e6;
  }

  /** Without effect when it is later already. */
  advanceTo(timeMs: number): void {
    this.elapsedMs = Math.max(this.elapsedMs, timeMs);
  }

  advance(ms: number): void {
    this.elapsedMs += ms;
  }
}
