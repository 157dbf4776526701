/** One scenario beside one real engine: both run, both are read, the figures are judged. */
import { availableParallelism } from 'node:os';
import type { Comparison } from '../compare/comparison.ts';
import { judge } from '../compare/comparison.ts';
import { realFigures, simulatedFigures } from '../compare/engine-figures.ts';
import type { Tolerances } from '../compare/tolerance.ts';
import { defaultTolerances } from '../compare/tolerance.ts';
import type { Engine, RunHooks } from '../engine/engine.ts';
import type { RealRun } from '../engine/real-run.ts';
import type { RunResult } from '../engine/result.ts';
import { portableProgram } from '../engine-v8/program/portable.ts';
import { programText, START_FLAG } from '../engine-v8/program/program-text.ts';
import type { KnownEngine, RealRunRequest } from '../engine-v8/real-engine.ts';
import { measureStart, runReal } from '../engine-v8/real-engine.ts';
import type { Mode } from '../engine-v8/run-flags.ts';
import { realFlags } from '../engine-v8/run-flags.ts';
import type { Baseline, Preset } from '../flags/presets/preset.ts';
import type { Program, Step } from '../scenario/program.ts';
import { machineMemoryBytes } from './machine-memory.ts';

export interface CompareTask {
  /** Compiled for the preset that is compared, with the flags of the mode. */
  readonly program: Program;
  readonly preset: Preset;
  readonly known: KnownEngine;
  readonly mode: Mode;
  readonly runs: number;
  readonly tolerances: Partial<Tolerances>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly hooks: RunHooks;
}

export type CompareTaskOutcome =
  | { readonly ok: true; readonly comparison: Comparison }
  /** The simulated run is impossible, or was interrupted. */
  | { readonly ok: false; readonly message: string; readonly hint: string | null };

/** What limits are computed from: the real engine can only have this machine. */
export async function runCompareTask(task: CompareTask, simulator: Engine): Promise<CompareTaskOutcome> {
  const { preset, known, mode, runs, timeoutMs, signal } = task;
  const machine = { memoryBytes: machineMemoryBytes(), cores: availableParallelism() };
  const { program, leftOut } = portableProgram({ ...task.program, settings: { ...task.program.settings, machine, baseline: 'node' } }, preset, mode === 'default');
  const { text, startText, flags: needed } = programText(program, preset);
  const flags = realFlags(mode, program.settings.flags, needed, known.flags);
  const request: RealRunRequest = { engine: known.engine, flags: flags.flags, text, labels: sampleLabels(program), timeoutMs, signal };

  const start = await measureStart({ ...request, text: startText, flags: [...new Set([START_FLAG, ...request.flags])] });
  // The real process has a processor of its own; while the simulator runs here nothing else is to be done.
  const [result, realRuns] = await Promise.all([
    simulator.run(program, { hooks: task.hooks, ...(start === null ? {} : { start }) }),
    runReals(request, runs),
  ]);
  const problem = problemOf(result);
  if (problem !== null) return { ok: false, ...problem };
  const judged = judge({
    simulated: simulatedFigures(result, preset, start === null ? null : startBytes(start)),
    real: realRuns.filter(({ failure }) => failure === null).map(realFigures),
    failures: realRuns.flatMap(({ failure }) => failure ?? []),
    tolerances: { ...defaultTolerances(mode, known.engine.major), ...task.tolerances },
  });
  return {
    ok: true,
    comparison: {
      scenario: { name: program.name, file: program.file },
      preset: preset.name,
      seed: program.settings.seed,
      engine: known.engine,
      mode,
      flags: flags.flags,
      leftOut: [...flags.leftOut, ...leftOut],
      ...judged,
      realMs: realRuns.reduce((sum, { wallMs }) => sum + wallMs, 0),
    },
  };
}

/** One after the other: they are to be like what users run, and not in each other's way. */
async function runReals(request: RealRunRequest, runs: number): Promise<readonly RealRun[]> {
  const done: RealRun[] = [];
  while (done.length < runs && !request.signal?.aborted) done.push(await runReal(request));
  return done;
}

function problemOf({ status, problem }: RunResult): { readonly message: string; readonly hint: string | null } | null {
  if (problem !== null) return { message: `Line ${String(problem.line)}: ${problem.message}`, hint: problem.hint };
  return status === 'interrupted' ? { message: 'The comparison was interrupted.', hint: null } : null;
}

function startBytes({ youngBytes, oldBytes, trustedBytes, largeBytes }: Baseline): number {
  return youngBytes + oldBytes + trustedBytes + largeBytes;
}

/** In the order in which they are taken. */
function sampleLabels(program: Program): readonly string[] {
  const labels: string[] = [];
  const visit = (step: Step): void => {
    if (step.op === 'sample') labels.push(step.label);
    else if (step.op === 'repeat') for (let i = 0; i < step.times; i++) step.steps.forEach(visit);
    else if (step.op === 'call') program.procedures[step.procedure]!.steps.forEach(visit);
    else if ('steps' in step) step.steps.forEach(visit);
  };
  program.steps.forEach(visit);
  return [...labels, 'end'];
}
