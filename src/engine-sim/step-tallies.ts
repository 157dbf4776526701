/** What each step did, summed over its runs. */
import type { StepRecord } from '../engine/result.ts';
import type { Step } from '../scenario/program.ts';
import type { Counters } from './counters.ts';

interface StepTally {
  readonly step: Step;
  runs: number;
  objects: number;
  bytes: number;
  collections: number;
  failures: number;
}

export class StepTallies {
  private readonly byStep = new Map<number, StepTally>();

  add(step: Step, before: Counters, after: Counters): void {
    let tally = this.byStep.get(step.id);
    if (tally === undefined) {
      tally = { step, runs: 0, objects: 0, bytes: 0, collections: 0, failures: 0 };
      this.byStep.set(step.id, tally);
    }
    tally.runs++;
    tally.objects += after.objects - before.objects;
    tally.bytes += after.bytes - before.bytes;
    tally.collections += after.collections - before.collections;
    tally.failures += after.failures - before.failures;
  }

  /** In the order of the document. */
  records(): readonly StepRecord[] {
    return [...this.byStep.values()]
      .sort((a, b) => a.step.id - b.step.id)
      .map(({ step, runs, objects, bytes, collections, failures }) => ({
        id: step.id,
        op: step.op,
        line: step.location.line,
        runs,
        objects,
        bytes,
        collections,
        failures,
      }));
  }
}
