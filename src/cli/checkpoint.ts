/** What a run does when its engine offers to pause: serve signals, draw progress, and say whether to go on. */
import type { Progress, RunHooks } from '../engine/engine.ts';
import { progressLine } from './progress-line.ts';
import type { OutputStream } from './terminal.ts';

/** The event loop gets a turn this often; more would cost speed, less would make Ctrl-C sluggish. */
const TURN_EVERY_MS = 50;
/** A run shorter than this shows no progress. */
const PROGRESS_AFTER_MS = 300;

const ERASE_LINE = '\r\u001b[K';

/** One line on stderr, redrawn in place; only on a terminal. */
export interface ProgressDisplay {
  show(progress: Progress): void;
  erase(): void;
}

export function createProgressDisplay(name: string, stderr: OutputStream, now: () => number): ProgressDisplay {
  const startedMs = now();
  let shown = false;
  return {
    show(progress) {
      const elapsedMs = now() - startedMs;
      if (!stderr.isTty || elapsedMs < PROGRESS_AFTER_MS) return;
      shown = true;
      // One column stays free: a full line would wrap and could not be erased.
      void stderr.write(`${ERASE_LINE}${progressLine(name, progress, elapsedMs, stderr.width - 1)}`);
    },
    erase() {
      if (shown) void stderr.write(ERASE_LINE);
      shown = false;
    },
  };
}

export const NO_PROGRESS: ProgressDisplay = { show: () => undefined, erase: () => undefined };

export interface CheckpointSurroundings {
  readonly stopped: () => boolean;
  readonly show: (progress: Progress) => void;
  readonly drained: () => Promise<void>;
  readonly now: () => number;
}

export function createCheckpoint({ stopped, show, drained, now }: CheckpointSurroundings): NonNullable<RunHooks['checkpoint']> {
  const answer = (): 'continue' | 'stop' => (stopped() ? 'stop' : 'continue');
  let lastTurnMs = now();
  return async (progress) => {
    if (now() - lastTurnMs < TURN_EVERY_MS) return answer();
    show(progress);
    await new Promise((resolve) => setImmediate(resolve));
    await drained();
    lastTurnMs = now();
    return answer();
  };
}
