/**
 * Puts the events of scenarios that run at once into the order of the run: those of the scenario whose turn it is
 * pass at once, those of later ones wait.
 */
import type { ScenarioEvent } from '../report/run-events.ts';

export class TaskLanes {
  private readonly emit: (event: ScenarioEvent) => void;
  private readonly waiting = new Map<number, ScenarioEvent[]>();
  private turn = 0;

  constructor(emit: (event: ScenarioEvent) => void) {
    this.emit = emit;
  }

  push(event: ScenarioEvent): void {
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
