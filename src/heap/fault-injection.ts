/**
 * Lets allocation attempts fail on purpose.
 *
 * Models:    V8's allocation timeout and forced out-of-memory, as a scenario asks for them.
 * Simplifies: attempts are counted, not timed.
 * Invariant: of the attempts that match, the first `after` succeed, then each `every`-th fails, `times` at most.
 */
export interface FaultPlan {
  /** Numbers of the spaces whose attempts count; empty = all. */
  readonly spaces: ReadonlySet<number>;
  readonly after: number;
  readonly every: number;
  readonly times: number;
}

export class FaultInjector {
  /** Attempts that were made to fail. */
  failures = 0;
  private attempts = 0;
  private readonly plan: FaultPlan;

  constructor(plan: FaultPlan) {
    this.plan = plan;
  }

  /** Counts the attempt; true if it must fail. */
  shouldFail(space: number): boolean {
    const { spaces, after, every, times } = this.plan;
    if (spaces.size > 0 && !spaces.has(space)) return false;
    this.attempts++;
    const beyond = this.attempts - after;
    if (beyond <= 0 || beyond % every !== 0 || this.failures >= times) return false;
    this.failures++;
    return true;
  }
}
