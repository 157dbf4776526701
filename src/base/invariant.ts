/**
 * A broken invariant is a bug in heapstress itself, never the user's mistake and never a simulated
 * outcome. The command line turns it into exit code 70 with the seed and the command that replays it.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
  /** What the check saw, for the report: names and numbers only. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    const listed = Object.entries(details).map(([key, value]) => `${key}=${String(value)}`);
    super(listed.length === 0 ? message : `${message} (${listed.join(', ')})`);
    this.details = details;
  }
}

/** The cheap grade of checking: always on. The costly grade is heap/verifier.ts. */
export function invariant(
  condition: boolean,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): asserts condition {
  if (!condition) throw new InvariantError(message, details);
}
