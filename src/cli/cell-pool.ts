/** Runs the cells of a sweep on worker threads. Which cells there are may depend on what others have yielded. */
import { Tinypool } from 'tinypool';
import type { CellResult } from '../sweep/cell-result.ts';
import type { CellRun } from '../sweep/run-cell.ts';
import type { CellRequest } from './scenario-worker.ts';
import { createTaskBoard, PROGRESS_FIELDS } from './task-board.ts';
import { WORKER } from './task-pool.ts';

export class CellPool {
  private readonly pool: Tinypool;
  private readonly board;
  private readonly freeSlots: number[];
  private readonly waiting: (() => void)[] = [];
  private readonly timeoutMs: number | null;

  constructor(jobs: number, timeoutMs: number | null) {
    this.pool = new Tinypool({ filename: WORKER.href, minThreads: jobs, maxThreads: jobs });
    this.board = createTaskBoard(jobs);
    this.freeSlots = Array.from({ length: jobs }, (_, slot) => jobs - 1 - slot);
    this.timeoutMs = timeoutMs;
  }

  /** Null when the pool was stopped before the cell was done. Cells begin in the order in which they are handed in. */
  async run(run: CellRun, folder: string): Promise<CellResult | null> {
    if (this.freeSlots.length === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    const slot = this.freeSlots.pop()!;
    try {
      if (this.isStopped) return null;
      const request: CellRequest = { run, folder, board: this.board, slot, timeoutMs: this.timeoutMs };
      return (await this.pool.run(request, { name: 'runCellInWorker' })) as CellResult | null;
    } finally {
      this.freeSlots.push(slot);
      this.waiting.shift()?.();
    }
  }

  /** Cells' worth of work done in the cells that are running. */
  get runningWork(): number {
    let work = 0;
    for (let at = 0; at < this.board.progress.length; at += PROGRESS_FIELDS) work += this.board.progress[at]!;
    return work;
  }

  get isStopped(): boolean {
    return Atomics.load(this.board.stop, 0) !== 0;
  }

  /** What runs ends at its next checkpoint; what waits never begins. */
  stop(): void {
    Atomics.store(this.board.stop, 0, 1);
  }

  async close(): Promise<void> {
    this.stop();
    await this.pool.destroy();
  }
}
