/** `heapstress run`: select → run → report → exit code. One scenario that cannot run never stops the others. */
import type { ExitCode, ScenarioOutcome } from '../../report/run-report.ts';
import { makeRunReport, mostSevere, scenarioExitCode } from '../../report/run-report.ts';
import type { ScenarioEvent } from '../../report/run-events.ts';
import { runStart, scenarioEnd } from '../../report/run-events.ts';
import { formatPlural } from '../../report/format.ts';
import { disarmCommands } from '../../report/github/workflow-commands.ts';
import { problemBlock } from '../../report/table/problem-block.ts';
import type { TraceRecord } from '../../report/trace/trace-record.ts';
import type { RunOptions } from '../commands/run.ts';
import { complaint } from '../complaint.ts';
import type { Environment } from '../environment.ts';
import { isGithubActions } from '../github-actions.ts';
import type { Interruption } from '../interruption.ts';
import { watchSignals } from '../interruption.ts';
import type { SourceTexts } from '../load-scenario.ts';
import { addTexts, framesFrom } from '../load-scenario.ts';
import { overridesOf } from '../override-options.ts';
import type { OverrideValues } from '../override-options.ts';
import { heapstressVersion } from '../package-root.ts';
import { presetRuns } from '../preset-runs.ts';
import type { PlannedOutput } from '../report-outputs.ts';
import { checkOutputs, planOutputs } from '../report-outputs.ts';
import { ReportWriter } from '../report-writer.ts';
import type { ScenarioTask } from '../scenario-task.ts';
import type { SelectedScenario } from '../selection.ts';
import { selectScenarios } from '../selection.ts';
import type { RunnerOptions, TaskRunner } from '../task-runner.ts';
import { createSerialRunner } from '../task-runner.ts';
import { TaskLanes } from '../task-lanes.ts';
import type { Terminal } from '../terminal.ts';

export interface RunRequest {
  readonly scenarios: readonly string[];
  readonly options: RunOptions;
  readonly v8Flags: OverrideValues;
  readonly env: Environment;
}

async function loadSimulator() {
  return (await import('../../engine-sim/simulator.ts')).createSimulator();
}

/** @param loadEngine called once, and only if some scenario can run in this thread. */
export async function run(request: RunRequest, terminal: Terminal, loadEngine = loadSimulator): Promise<ExitCode> {
  return runSelected(await selectScenarios(request.scenarios, request.options), request, terminal, loadEngine);
}

export async function runSelected(
  selected: readonly SelectedScenario[],
  request: RunRequest,
  terminal: Terminal,
  loadEngine = loadSimulator,
): Promise<ExitCode> {
  const { options, env } = request;
  const { writable, complaints } = await checkOutputs(planOutputs(options, env));
  const [firstComplaint] = complaints;
  if (firstComplaint !== undefined && writable.length === 0) throw firstComplaint;
  for (const error of complaints) await terminal.stderr.write(complaint(error));
  if (selected.length === 0) await terminal.stderr.write('No scenario is in this shard.\n');

  const overrides = overridesOf(options, request.v8Flags);
  const settings = { verifyHeap: options.verifyHeap ?? false, exactPath: options.exactPath ?? false, timeoutMs: options.timeout ?? null };
  const runs = (await Promise.all(selected.map((scenario) => presetRuns(scenario, overrides)))).flat();
  const left = selected.filter((scenario) => !runs.some(({ source }) => source === scenario)).length;
  if (left > 0) await terminal.stderr.write(`Left out, not for V8 ${overrides.preset ?? ''}: ${formatPlural(left, 'scenario')}.\n`);
  const tasks = runs.map((run, index): ScenarioTask => ({ index, ...run, ...settings }));
  const exitCode = await runTasks(tasks, request, terminal, writable, loadEngine);
  return mostSevere([exitCode, ...(complaints.length > 0 ? [2 as const] : [])]);
}

async function createRunner(options: RunOptions, tasks: number, runnerOptions: RunnerOptions, loadEngine: typeof loadSimulator): Promise<TaskRunner> {
  const jobs = Math.min(options.jobs ?? 1, tasks);
  if (jobs <= 1) return createSerialRunner(loadEngine, runnerOptions);
  const { createPoolRunner } = await import('../task-pool.ts');
  return createPoolRunner(jobs, runnerOptions);
}

async function runTasks(
  tasks: readonly ScenarioTask[],
  { options, env }: RunRequest,
  terminal: Terminal,
  outputs: readonly PlannedOutput[],
  loadEngine: typeof loadSimulator,
): Promise<ExitCode> {
  const writer = await ReportWriter.open(outputs, terminal, env);
  const lanes = new TaskLanes<ScenarioEvent | TraceRecord>((event) => (event.event === 'trace' ? writer.trace(event) : writer.event(event)));
  const sources: SourceTexts = new Map();
  const codeFrame = framesFrom(sources);
  const outcomes: ScenarioOutcome[] = [];
  const wallTimesMs: number[] = [];
  let interruption: Interruption | null = null;
  const runnerOptions: RunnerOptions = {
    interruption: () => interruption,
    progress: options.quiet === true ? null : terminal.stderr,
    listeners: { onEvent: writer.readsEvents ? (event) => lanes.push(event) : null, onTrace: (record) => lanes.push(record), tracesAll: writer.readsTraces },
    drained: () => writer.drained(),
  };
  const runner = await createRunner(options, tasks.length, runnerOptions, loadEngine);
  writer.beforeStderr = () => runner.eraseProgress();
  interruption = watchSignals(() => runner.eraseProgress());
  try {
    writer.event(runStart(heapstressVersion(), tasks.length));
    for await (const { outcome, wallMs, text, scripts } of runner.outcomes(tasks)) {
      const index = outcomes.length;
      addTexts(sources, outcome.scenario.file, text, scripts);
      wallTimesMs.push(wallMs);
      outcomes.push(outcome);
      const exitCode = scenarioExitCode(outcome, interruption.signal);
      writer.event(scenarioEnd(index, { ...outcome, exitCode }));
      lanes.advanceTo(index + 1);
      // Problems go to stderr at once: stdout may be a document, and the run of the others may take long.
      const block = problemBlock(outcome, { chalk: terminal.stderr.chalk, codeFrame });
      if (block !== '') await terminal.stderr.write(`${isGithubActions(env) ? disarmCommands(block) : block}\n\n`);
      if (options.bail === true && exitCode !== 0) break;
    }
    const left = tasks.length - outcomes.length;
    if (left > 0 && interruption.signal === null) {
      await terminal.stderr.write(`Stopped at the first failure: ${formatPlural(left, 'scenario')} not run.\n`);
    }
    const report = makeRunReport(outcomes, heapstressVersion(), interruption.signal);
    writer.event({ event: 'run-end', exitCode: report.exitCode });
    const style = { verbose: options.verbose ?? false, quiet: options.quiet ?? false, codeFrame, wallTimesMs };
    const failures = await writer.finish(report, style);
    for (const error of failures) await terminal.stderr.write(complaint(error));
    return mostSevere([report.exitCode, ...(failures.length > 0 ? [2 as const] : [])]);
  } catch (error) {
    await writer.abandon();
    throw error;
  } finally {
    interruption.dispose();
  }
}
