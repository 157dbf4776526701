/**
 * One scenario from its text to its outcome: the unit of work of `run`, the same in this thread and in a worker.
 * What it is given and what it returns is plain data, so that it can be sent between threads.
 */
import { InvariantError } from '../base/invariant.ts';
import type { Engine, Progress, RunHooks, RunOptions } from '../engine/engine.ts';
import type { GivenFlags } from '../flags/flag-definitions.ts';
import { resolveFlags } from '../flags/flag-definitions.ts';
import { findPreset } from '../flags/presets/index.ts';
import type { ScenarioEvent } from '../report/run-events.ts';
import type { BrokenRun, ScenarioOutcome } from '../report/run-report.ts';
import type { TraceRecord } from '../report/trace/trace-record.ts';
import type { Program } from '../scenario/program.ts';
import type { TraceFlag } from '../vocabulary/trace-events.ts';
import { TRACE_FLAG_NAMES } from '../vocabulary/trace-events.ts';
import { debugStack } from './debug.ts';
import { compileText, loadScenario } from './load-scenario.ts';
import type { Overrides } from './override-options.ts';
import { replayCommand } from './replay-command.ts';
import type { ScenarioText } from './scenario-files.ts';

export interface ScenarioTask {
  /** Position in the run, from 0. */
  readonly index: number;
  /** A path or a shipped name, read when its turn comes; or a text that was read already, as from stdin. */
  readonly source: string | ScenarioText;
  readonly overrides: Overrides;
  readonly verifyHeap: boolean;
  readonly exactPath: boolean;
  /** On the wall clock; null = none. */
  readonly timeoutMs: number | null;
}

export interface TaskOutcome {
  readonly outcome: ScenarioOutcome;
  readonly wallMs: number;
  /** The scenario's text, when a problem has a place in it. */
  readonly text: string | null;
  /** The files of its scripts, then too. */
  readonly scripts: ReadonlyMap<string, string>;
}

export interface TaskSurroundings {
  /** Called only when the scenario can run. */
  readonly engine: () => Promise<Engine>;
  /** Milliseconds of a clock on the wall. */
  readonly now: () => number;
  readonly onStart?: (name: string) => void;
  /** Asked between two bits of work; may wait. */
  readonly checkpoint: (progress: Progress) => 'continue' | 'stop' | Promise<'continue' | 'stop'>;
  readonly listeners: TaskListeners;
}

/** Who hears of a run while it goes on. */
export interface TaskListeners {
  /** Null when nobody reads events. The end of the scenario is told by the outcome. */
  readonly onEvent: ((event: ScenarioEvent) => void) | null;
  /** What the trace flags of the scenario ask for. */
  readonly onTrace: (record: TraceRecord) => void;
  /** Collections in any case: a reporter asks for them. */
  readonly tracesAll: boolean;
}

export async function runTask(task: ScenarioTask, surroundings: TaskSurroundings): Promise<TaskOutcome> {
  const startedMs = surroundings.now();
  const { source, overrides } = task;
  const loaded = typeof source === 'string' ? await loadScenario(source, overrides) : compileText(source, overrides);
  let outcome: ScenarioOutcome;
  if (loaded.ok) {
    surroundings.onStart?.(loaded.program.name);
    outcome = await runProgram(loaded.program, task, surroundings, startedMs);
  } else {
    outcome = { status: 'rejected', scenario: { file: loaded.file }, problems: loaded.problems };
  }
  const problematic = outcome.status === 'rejected' || outcome.status === 'invalid';
  return { outcome, wallMs: surroundings.now() - startedMs, text: problematic ? loaded.text : null, scripts: problematic ? loaded.scripts : new Map() };
}

async function runProgram(program: Program, task: ScenarioTask, surroundings: TaskSurroundings, startedMs: number): Promise<ScenarioOutcome> {
  const { timeoutMs, verifyHeap, exactPath } = task;
  const { file, name } = program;
  const { preset, seed } = program.settings;
  const deadline = { passed: false };
  const checkpoint: NonNullable<RunHooks['checkpoint']> = (progress) => {
    if (timeoutMs !== null && surroundings.now() - startedMs >= timeoutMs) {
      deadline.passed = true;
      return 'stop';
    }
    return surroundings.checkpoint(progress);
  };
  try {
    const engine = await surroundings.engine();
    surroundings.listeners.onEvent?.({ event: 'scenario-start', scenario: task.index, name, file, preset, seed });
    const result = await engine.run(program, { verifyHeap, exactPath, ...(await isolateRunner(program, checkpoint)), hooks: { checkpoint, ...listenerHooks(task.index, program, surroundings.listeners) } });
    // It may have been done although its time was up: then the figures are whole.
    if (result.status !== 'interrupted' || timeoutMs === null || !deadline.passed) return result;
    return { status: 'timed-out', scenario: { name, file }, preset, seed, timeoutMs };
  } catch (error) {
    debugStack(error);
    return brokenRun(error, program, task);
  }
}

/** Threads for isolates that run at once; the pool is loaded only for scenarios that have some. */
async function isolateRunner({ hasParallel }: Program, checkpoint: NonNullable<RunHooks['checkpoint']>): Promise<Pick<RunOptions, 'runIsolates'>> {
  if (!hasParallel) return {};
  const { createIsolateRunner } = await import('./isolate-pool.ts');
  return { runIsolates: createIsolateRunner(async () => (await checkpoint({ fraction: 0, allocatedBytes: 0 })) === 'stop') };
}

function listenerHooks(scenario: number, { settings: { preset, flags } }: Program, { onEvent, onTrace, tracesAll }: TaskListeners): RunHooks {
  const traced = traceFlagsOf(preset, flags);
  return {
    ...(onEvent === null
      ? {}
      : {
          onCollection: (collection) => onEvent({ event: 'collection', scenario, collection }),
          onSample: (sample) => onEvent({ event: 'sample', scenario, sample }),
        }),
    ...(tracesAll || traced.length > 0 ? { onTrace: (trace) => onTrace({ event: 'trace', scenario, preset, flags: traced, trace }) } : {}),
  };
}

/** Those that are on, by others that imply them too. */
function traceFlagsOf(presetName: string, given: GivenFlags): readonly TraceFlag[] {
  const preset = findPreset(presetName);
  if (preset === null) return [];
  const flags = resolveFlags(preset, given);
  return TRACE_FLAG_NAMES.filter((name) => flags[name]);
}

/** An engine reports everything that a scenario can bring about as data: whatever it throws is our bug. */
function brokenRun(error: unknown, { file, settings }: Program, { overrides, verifyHeap, exactPath }: ScenarioTask): BrokenRun {
  const message = error instanceof InvariantError ? error.message : error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    status: 'broken-invariant',
    scenario: { file },
    preset: settings.preset,
    seed: settings.seed,
    message,
    replay: replayCommand({ file, settings, ...overrides, verifyHeap, exactPath }),
  };
}
