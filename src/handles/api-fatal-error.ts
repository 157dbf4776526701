/**
 * A fatal error of the embedder's API: what V8 ends the process with when it is used against its rules. In the
 * simulator it ends the run, or is an outcome that somebody expects.
 */
export class ApiFatalError extends Error {
  override readonly name = 'ApiFatalError';
  /** The function that was misused, such as `v8::ToLocalChecked`. */
  readonly location: string;
  /** What is wrong, in V8's words where it has some. */
  readonly reason: string;

  constructor(location: string, reason: string) {
    super(`Fatal error in ${location}: ${reason}`);
    this.location = location;
    this.reason = reason;
  }
}
