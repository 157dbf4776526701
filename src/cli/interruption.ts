/** Ctrl-C and SIGTERM: the first asks the run to stop at its next checkpoint, the second ends the process at once. */
import type { StopSignal } from '../report/run-report.ts';
import { signalExitCode } from '../report/run-report.ts';

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];

export interface Interruption {
  /** The first signal that came; null while there is none. */
  readonly signal: StopSignal | null;
  /** From now on signals do again what they do by themselves. */
  dispose(): void;
}

/**
 * @param beforeExit last words of a process that is ended by a second signal.
 * @param onFirst called when the first signal comes.
 */
export function watchSignals(beforeExit: () => void, onFirst: () => void = () => undefined): Interruption {
  let first: StopSignal | null = null;
  const onSignal = (signal: StopSignal): void => {
    if (first !== null) {
      beforeExit();
      process.exit(signalExitCode(signal));
    }
    first = signal;
    onFirst();
  };
  const handlers = SIGNALS.map((signal) => ({ signal, handle: () => onSignal(signal) }));
  for (const { signal, handle } of handlers) process.on(signal, handle);
  return {
    get signal() {
      return first;
    },
    dispose() {
      for (const { signal, handle } of handlers) process.off(signal, handle);
    },
  };
}
