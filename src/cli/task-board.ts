/** Memory that all threads of a run see: how far each task is, and whether to stop. Nobody waits for a message. */
export interface TaskBoard {
  /** One element: 0 = go on. */
  readonly stop: Int32Array;
  /** Fraction done and bytes allocated of each task. */
  readonly progress: Float64Array;
}

export const PROGRESS_FIELDS = 2;

export function createTaskBoard(tasks: number): TaskBoard {
  return {
    stop: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    progress: new Float64Array(new SharedArrayBuffer(tasks * PROGRESS_FIELDS * Float64Array.BYTES_PER_ELEMENT)),
  };
}

/** Of the whole run, each task counting the same. */
export function overallProgress({ progress }: TaskBoard): { readonly fraction: number; readonly allocatedBytes: number } {
  let fraction = 0;
  let allocatedBytes = 0;
  for (let at = 0; at < progress.length; at += PROGRESS_FIELDS) {
    fraction += progress[at] ?? 0;
    allocatedBytes += progress[at + 1] ?? 0;
  }
  return { fraction: progress.length === 0 ? 1 : (fraction * PROGRESS_FIELDS) / progress.length, allocatedBytes };
}
