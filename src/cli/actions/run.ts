/** `heapstress run`: load → run → report → exit code. One scenario that cannot run never stops the others. */
import { InvariantError } from '../../base/invariant.ts';
import type { Engine } from '../../engine/engine.ts';
import type { RunResult } from '../../engine/result.ts';
import type { BrokenRun, ExitCode, ScenarioOutcome } from '../../report/run-report.ts';
import { makeRunReport } from '../../report/run-report.ts';
import { problemBlock } from '../../report/table/problem-block.ts';
import type { Program } from '../../scenario/program.ts';
import { createCheckpoint, createProgressDisplay, NO_PROGRESS } from '../checkpoint.ts';
import type { ProgressDisplay } from '../checkpoint.ts';
import type { RunOptions } from '../commands/run.ts';
import { debugStack } from '../debug.ts';
import type { Interruption } from '../interruption.ts';
import { watchSignals } from '../interruption.ts';
import type { LoadedScenario, SourceTexts } from '../load-scenario.ts';
import { framesFrom, loadScenario } from '../load-scenario.ts';
import { overridesOf } from '../override-options.ts';
import type { OverrideValues } from '../override-options.ts';
import { heapstressVersion } from '../package-root.ts';
import { replayCommand } from '../replay-command.ts';
import { checkOutputs, planOutputs, writeReports } from '../report-outputs.ts';
import type { Terminal } from '../terminal.ts';

export interface RunRequest {
  readonly scenarios: readonly string[];
  readonly options: RunOptions;
  readonly v8Flags: OverrideValues;
}

const now = (): number => performance.now();

async function loadSimulator(): Promise<Engine> {
  return (await import('../../engine-sim/simulator.ts')).createSimulator();
}

/** @param loadEngine called once, and only if some scenario can run. */
export async function run(request: RunRequest, terminal: Terminal, loadEngine = loadSimulator): Promise<ExitCode> {
  const { options, scenarios } = request;
  const outputs = planOutputs(options);
  await checkOutputs(outputs);

  const overrides = overridesOf(options, request.v8Flags);
  const sources: SourceTexts = new Map();
  const loaded: LoadedScenario[] = [];
  for (const operand of scenarios) loaded.push(await loadScenario(operand, overrides, sources));

  const style = { verbose: options.verbose ?? false, quiet: options.quiet ?? false, codeFrame: framesFrom(sources) };
  const replayOf = (program: Program): string =>
    replayCommand({ file: program.file, settings: program.settings, ...overrides, verifyHeap: options.verifyHeap ?? false });

  const outcomes: ScenarioOutcome[] = [];
  const wallTimesMs: number[] = [];
  let display: ProgressDisplay = NO_PROGRESS;
  const interruption = watchSignals(() => display.erase());
  try {
    let engine: Engine | null = null;
    for (const scenario of loaded) {
      if (interruption.signal !== null) break;
      const startedMs = now();
      let outcome: ScenarioOutcome;
      if (scenario.ok) {
        engine ??= await loadEngine();
        display = options.quiet === true ? NO_PROGRESS : createProgressDisplay(scenario.program.name, terminal.stderr, now);
        outcome = await runProgram(engine, scenario.program, options, { display, interruption, replayOf });
      } else {
        outcome = { status: 'rejected', scenario: { file: scenario.file }, problems: scenario.problems };
      }
      wallTimesMs.push(now() - startedMs);
      outcomes.push(outcome);
      await complain(outcome, terminal, style.codeFrame);
    }
  } finally {
    interruption.dispose();
  }

  const report = makeRunReport(outcomes, heapstressVersion(), interruption.signal);
  await writeReports(report, outputs, terminal.stdout, { ...style, wallTimesMs });
  return report.exitCode;
}

interface Surroundings {
  readonly display: ProgressDisplay;
  readonly interruption: Interruption;
  readonly replayOf: (program: Program) => string;
}

async function runProgram(
  engine: Engine,
  program: Program,
  options: RunOptions,
  { display, interruption, replayOf }: Surroundings,
): Promise<RunResult | BrokenRun> {
  try {
    return await engine.run(program, {
      verifyHeap: options.verifyHeap ?? false,
      hooks: { checkpoint: createCheckpoint(interruption, display, now) },
    });
  } catch (error) {
    debugStack(error);
    return {
      status: 'broken-invariant',
      scenario: { file: program.file },
      preset: program.settings.preset,
      seed: program.settings.seed,
      message: brokenMessage(error),
      replay: replayOf(program),
    };
  } finally {
    display.erase();
  }
}

/** An engine reports everything that a scenario can bring about as data: whatever it throws is our bug. */
function brokenMessage(error: unknown): string {
  if (error instanceof InvariantError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Problems go to stderr at once: stdout may be a document, and the run of the others may take long. */
async function complain(outcome: ScenarioOutcome, { stderr }: Terminal, codeFrame: ReturnType<typeof framesFrom>): Promise<void> {
  const block = problemBlock(outcome, { chalk: stderr.chalk, codeFrame });
  if (block !== '') await stderr.write(`${block}\n\n`);
}
