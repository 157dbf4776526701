/**
 * What the collector asks the running program for, and when the program looks.
 *
 * Models:    V8's stack guard: the end of a complete marking and the scavenges of stress modes are requests that the
 *            program answers where it looks for interrupts.
 * Simplifies: a program that says nothing of its looks answers at once.
 * Invariant: a request is answered once; those that the program has not seen when it stops looking are answered then.
 */
export type Interrupt = 'finish-marking' | 'stress-scavenge';

export class StackGuard {
  private readonly requested = new Set<Interrupt>();
  private readonly answers = new Map<Interrupt, () => void>();
  /** Programs that look, one inside the other. */
  private programs = 0;

  /** @param answer may collect; it is asked whether there is still anything to do */
  connect(interrupt: Interrupt, answer: () => void): void {
    this.answers.set(interrupt, answer);
  }

  /** From now on the program calls `look`. */
  programBegins(): void {
    this.programs++;
  }

  /** @param looks if not, what was asked for is forgotten: the heap is not usable any more */
  programEnds(looks: boolean): void {
    this.programs--;
    if (looks) this.look();
    else this.requested.clear();
  }

  request(interrupt: Interrupt): void {
    if (this.programs > 0) this.requested.add(interrupt);
    else this.answers.get(interrupt)?.();
  }

  isRequested(interrupt: Interrupt): boolean {
    return this.requested.has(interrupt);
  }

  /** The program looks for interrupts. */
  look(): void {
    for (const interrupt of [...this.requested]) {
      this.requested.delete(interrupt);
      this.answers.get(interrupt)?.();
    }
  }
}
