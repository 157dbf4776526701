/** `heapstress run --watch`: runs everything once, then again whatever changes, until Ctrl-C. */
import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatPlural } from '../../report/format.ts';
import type { ExitCode } from '../../report/run-report.ts';
import { signalExitCode } from '../../report/run-report.ts';
import { watchSignals } from '../interruption.ts';
import { STDIN } from '../scenario-files.ts';
import type { SelectedScenario } from '../selection.ts';
import { fileOf, selectScenarios } from '../selection.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { RunRequest } from './run.ts';
import { run, runSelected } from './run.ts';

/** An editor writes a file in several goes. */
const SETTLE_MS = 100;
/** Looked at this often besides: not every file system tells of changes. */
const LOOK_EVERY_MS = 1000;

/** The exit code is that of the last run. */
export async function watchAndRun(request: RunRequest, terminal: Terminal): Promise<ExitCode> {
  if (request.scenarios.includes(STDIN)) throw new UsageError('Standard input cannot be watched.', 'Name a file.');
  let exitCode = await run(request, terminal);
  if (exitCode === signalExitCode('SIGINT') || exitCode === signalExitCode('SIGTERM')) return exitCode;
  const changes = new ChangedScenarios(request);
  try {
    await changes.take();
    for (;;) {
      await terminal.stderr.write(`Watching ${formatPlural(changes.size, 'scenario')}; Ctrl-C ends.\n`);
      const changed = await changes.next();
      if (changed === null) return exitCode;
      exitCode = await runSelected(changed, request, terminal);
    }
  } finally {
    changes.close();
  }
}

/** What is on disk, compared with what was there when it was last asked for. */
class ChangedScenarios {
  private readonly request: RunRequest;
  private seen = new Map<string, string>();
  private watchers = new Map<string, FSWatcher>();
  private wake: () => void = () => undefined;

  constructor(request: RunRequest) {
    this.request = request;
  }

  get size(): number {
    return this.seen.size;
  }

  /** New and changed scenarios since the last time; all of them the first time. */
  async take(): Promise<readonly SelectedScenario[]> {
    const { scenarios, options } = this.request;
    const selected = await selectScenarios(scenarios, options).catch((error: unknown) => {
      // Filters that match nothing for a moment.
      if (error instanceof UsageError) return [];
      throw error;
    });
    const now = new Map<string, string>();
    for (const scenario of selected) now.set(fileOf(scenario), await fingerprint(fileOf(scenario)));
    const changed = selected.filter((scenario) => now.get(fileOf(scenario)) !== this.seen.get(fileOf(scenario)));
    this.seen = now;
    this.watchDirectories(new Set([...now.keys()].map(dirname)));
    return changed;
  }

  /** Waits for a change; null = Ctrl-C. */
  async next(): Promise<readonly SelectedScenario[] | null> {
    const signals = watchSignals(() => undefined, () => this.wake());
    try {
      for (;;) {
        await this.sleep();
        if (signals.signal !== null) return null;
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        const changed = await this.take();
        if (changed.length > 0) return changed;
      }
    } finally {
      signals.dispose();
    }
  }

  close(): void {
    for (const watcher of this.watchers.values()) watcher.close();
  }

  private sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private watchDirectories(directories: ReadonlySet<string>): void {
    for (const directory of directories) {
      if (this.watchers.has(directory)) continue;
      try {
        const watcher = watch(directory, () => this.wake());
        watcher.on('error', () => watcher.close());
        this.watchers.set(directory, watcher);
      } catch {
        // It is looked at every second all the same.
      }
    }
  }
}

/** Changes with the file; the same for every file that is not there, such as a shipped scenario. */
async function fingerprint(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found === null ? '' : `${String(found.mtimeMs)}:${String(found.size)}:${String(found.ino)}`;
}
