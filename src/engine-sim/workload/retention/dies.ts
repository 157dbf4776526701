/** Objects that are garbage as soon as the next one is made. */
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { holdLastOf, holdNewest } from '../retention.ts';

export class Dies implements Retention {
  private readonly context: WorkloadContext;

  constructor(context: WorkloadContext) {
    this.context = context;
  }

  retain(address: number): void {
    holdNewest(this.context, address);
  }

  retainRun(run: ObjectRun): number {
    run.deferHeaders(0, run.count);
    holdLastOf(this.context, run, run.count);
    return run.count;
  }

  settle(): void {}
  refresh(): void {}
  release(): void {}
}
