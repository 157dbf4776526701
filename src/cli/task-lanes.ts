/**
 * Puts what scenarios that run at once tell into the order of the run: that of the scenario whose turn it is
 * passes at once, that of later ones waits.
 */
export class TaskLanes<Event extends { readonly scenario: number }> {
  private readonly emit: (event: Event) => void;
  private readonly waiting = new Map<number, Event[]>();
  private turn = 0;

  constructor(emit: (event: Event) => void) {
    this.emit = emit;
  }

  push(event: Event): void {
    if (event.scenario === this.turn) {
      this.emit(event);
      return;
    }
    const lane = this.waiting.get(event.scenario) ?? [];
    lane.push(event);
    this.waiting.set(event.scenario, lane);
  }

  /** The scenario's turn has come. */
  advanceTo(scenario: number): void {
    this.turn = scenario;
    for (const event of this.waiting.get(scenario) ?? []) this.emit(event);
    this.waiting.delete(scenario);
  }
}
