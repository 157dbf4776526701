/** `heapstress compare`: each scenario with each Node, told in one report. One that cannot be compared stops none of the others. */
import type { CompareOutcome, CompareReport } from '../../report/compare/compare-report.ts';
import { compareAsJson, makeCompareReport } from '../../report/compare/compare-report.ts';
import type { ReporterName, ReporterOptions } from '../../report/reporters.ts';
import type { ExitCode } from '../../report/run-report.ts';
import { mostSevere } from '../../report/run-report.ts';
import { disarmCommands } from '../../report/github/workflow-commands.ts';
import { Chalk } from 'chalk';
import { createSimulator } from '../../engine-sim/simulator.ts';
import type { RunHooks } from '../../engine/engine.ts';
import { findNode, majorOf } from '../../engine-v8/nodes/find-node.ts';
import { InstallError, installNode } from '../../engine-v8/nodes/install-node.ts';
import { NodeCache, nodeCacheDirectory } from '../../engine-v8/nodes/node-cache.ts';
import type { KnownEngine } from '../../engine-v8/real-engine.ts';
import { knowEngine, NotANode } from '../../engine-v8/real-engine.ts';
import { sharedFlags } from '../../engine-v8/run-flags.ts';
import type { Preset } from '../../flags/presets/index.ts';
import { findPreset, nodeMajorOf, PRESETS } from '../../flags/presets/index.ts';
import { defaultRuns } from '../../compare/tolerance.ts';
import { runCompareTask } from '../compare-task.ts';
import type { CompareOptions } from '../commands/compare.ts';
import { complaint } from '../complaint.ts';
import type { Environment } from '../environment.ts';
import { isGithubActions, repositoryPathFrom } from '../github-actions.ts';
import { watchSignals } from '../interruption.ts';
import type { LoadedScenario, SourceTexts } from '../load-scenario.ts';
import { framesFrom, loadScenario, compileText } from '../load-scenario.ts';
import { appendTo, writeWhole } from '../output-file.ts';
import { overridesOf } from '../override-options.ts';
import type { OverrideValues } from '../override-options.ts';
import { heapstressVersion } from '../package-root.ts';
import type { PlannedOutput } from '../report-outputs.ts';
import { checkOutputs, planOutputs } from '../report-outputs.ts';
import type { SelectedScenario } from '../selection.ts';
import { selectScenarios } from '../selection.ts';
import { StatusLine } from '../status-line.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface CompareRequest {
  readonly scenarios: readonly string[];
  readonly options: CompareOptions;
  readonly v8Flags: OverrideValues;
  readonly env: Environment;
}

const FILE_WIDTH = 120;

/** A Node as it was asked for, and what came of it. */
type Resolved = { readonly wanted: string } & ({ readonly ok: true; readonly known: KnownEngine } | { readonly ok: false; readonly message: string; readonly hint: string | null });

export async function compare(request: CompareRequest, terminal: Terminal): Promise<ExitCode> {
  const { options, env } = request;
  const { writable, complaints } = await checkOutputs(planOutputs(options, env));
  const [firstComplaint] = complaints;
  if (firstComplaint !== undefined && writable.length === 0) throw firstComplaint;
  for (const error of complaints) await terminal.stderr.write(complaint(error));

  const selected = await selectScenarios(request.scenarios, options);
  const abort = new AbortController();
  const status = new StatusLine(terminal.stderr, options.quiet === true);
  const interruption = watchSignals(() => status.erase(), () => abort.abort());
  const sources: SourceTexts = new Map();
  try {
    const nodes = await resolveNodes(request, status, abort.signal);
    const outcomes: CompareOutcome[] = [];
    for (const scenario of selected) {
      for (const node of nodes) {
        if (abort.signal.aborted) break;
        outcomes.push(await compareOne(scenario, node, request, { status, signal: abort.signal, sources }));
        if (outcomes.at(-1)?.status === 'rejected') break; // it is wrong with every Node
      }
    }
    status.erase();
    const report = makeCompareReport(outcomes, heapstressVersion(), interruption.signal);
    const failures = await writeReports(report, writable, request, terminal, sources);
    for (const error of failures) await terminal.stderr.write(complaint(error));
    return mostSevere([report.exitCode, ...(complaints.length + failures.length > 0 ? [2 as const] : [])]);
  } finally {
    status.erase();
    interruption.dispose();
  }
}

// ── Nodes ───────────────────────────────────────────────────────────────────────────────────────────────────────

async function resolveNodes({ options, env }: CompareRequest, status: StatusLine, signal: AbortSignal): Promise<readonly Resolved[]> {
  if (options.node === undefined) return [{ wanted: process.execPath, ok: true, known: await knowEngine(process.execPath) }];
  const cache = new NodeCache(nodeCacheDirectory(env));
  const search = { cache, running: { path: process.execPath, major: Number(process.versions.node.split('.')[0]) }, searchPath: env['PATH'] ?? '' };
  const resolved: Resolved[] = [];
  for (const wanted of options.node) {
    try {
      const known = (await findNode(wanted, search)) ?? (await install(wanted, cache, status, signal));
      resolved.push({ wanted, ok: true, known });
    } catch (error) {
      if (!(error instanceof NotANode) && !(error instanceof InstallError)) throw error;
      resolved.push({ wanted, ok: false, message: error.message, hint: error instanceof InstallError ? error.hint : 'Write a major version, such as 24, or the path of a node.' });
    }
  }
  return resolved;
}

async function install(wanted: string, cache: NodeCache, status: StatusLine, signal: AbortSignal): Promise<KnownEngine> {
  const major = majorOf(wanted) ?? 0;
  const { path } = await status.during(`Installing Node ${String(major)} from npm into ${cache.directory}`, () => installNode(cache, major, signal));
  return knowEngine(path);
}

// ── One scenario beside one Node ────────────────────────────────────────────────────────────────────────────────

interface Surroundings {
  readonly status: StatusLine;
  readonly signal: AbortSignal;
  readonly sources: SourceTexts;
}

async function compareOne(scenario: SelectedScenario, node: Resolved, request: CompareRequest, { status, signal, sources }: Surroundings): Promise<CompareOutcome> {
  const { options } = request;
  const file = typeof scenario === 'string' ? scenario : scenario.file;
  const notCompared = (message: string, hint: string | null): CompareOutcome => ({ status: 'not-compared', scenario: { file }, node: node.wanted, message, hint });
  if (!node.ok) return notCompared(node.message, node.hint);
  const preset = presetFor(node.known.engine.major, options.v8);
  if (preset === null) {
    return options.v8 === undefined
      ? notCompared(`There is no preset for Node ${node.known.engine.node}.`, `--v8 chooses one: ${PRESETS.map(({ name }) => name).join(', ')}.`)
      : notCompared(`There is no preset "${options.v8}".`, `There are ${PRESETS.map(({ name }) => name).join(', ')}.`);
  }
  const loaded = await load(scenario, request, preset);
  if (!loaded.ok) {
    if (loaded.text !== null) sources.set(loaded.file, loaded.text);
    return { status: 'rejected', scenario: { file: loaded.file }, problems: loaded.problems };
  }
  const { mode, timeout } = options;
  const label = `${loaded.program.name} beside Node ${node.known.engine.node}`;
  status.show(label);
  const hooks: RunHooks = { checkpoint: async ({ fraction }) => {
    status.show(`${label}  ${String(Math.floor(fraction * 100))} % simulated`);
    await new Promise((resolve) => setImmediate(resolve)); // signals and the real process are served
    return signal.aborted ? 'stop' : 'continue';
  } };
  const task = { program: loaded.program, preset, known: node.known, mode, runs: options.runs ?? defaultRuns(mode, node.known.engine.major), tolerances: options.tolerance ?? {}, timeoutMs: timeout, signal, hooks };
  const outcome = await runCompareTask(task, createSimulator());
  return outcome.ok ? { status: 'compared', ...outcome.comparison } : notCompared(outcome.message, outcome.hint);
}

function presetFor(major: number, asked: string | undefined): Preset | null {
  return asked === undefined ? (PRESETS.find((preset) => nodeMajorOf(preset) === major) ?? null) : findPreset(asked);
}

/** The mode's flags are those that the scenario and the command line leave open. */
async function load(scenario: SelectedScenario, { options, v8Flags }: CompareRequest, preset: Preset): Promise<LoadedScenario> {
  const overrides = { ...overridesOf(options, v8Flags), preset: preset.name };
  const compileWith = (flags: OverrideValues): Promise<LoadedScenario> | LoadedScenario =>
    typeof scenario === 'string' ? loadScenario(scenario, { ...overrides, flags }) : compileText(scenario, { ...overrides, flags });
  const first = await compileWith(overrides.flags);
  return first.ok ? compileWith({ ...sharedFlags(options.mode, preset), ...first.program.settings.flags }) : first;
}

// ── Reports ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Returns what could not be written; everything else is. */
async function writeReports(report: CompareReport, outputs: readonly PlannedOutput[], request: CompareRequest, terminal: Terminal, sources: SourceTexts): Promise<readonly UsageError[]> {
  const { options, env } = request;
  const failures: UsageError[] = [];
  for (const { reporter, target } of outputs) {
    const onTerminal = target.kind === 'stdout' ? terminal.stdout : null;
    const style: ReporterOptions = {
      width: onTerminal?.width ?? FILE_WIDTH,
      chalk: onTerminal?.chalk ?? new Chalk({ level: 0 }),
      verbose: options.verbose ?? false,
      quiet: options.quiet ?? false,
      problems: 'inline',
      wallTimesMs: null,
      codeFrame: framesFrom(sources),
      annotationsOnly: target.kind === 'stderr',
      repositoryPath: repositoryPathFrom(env, process.cwd()),
    };
    const text = await serialize(reporter, report, style);
    try {
      switch (target.kind) {
        case 'file':
          await writeWhole(target.path, text);
          break;
        case 'append':
          await appendTo(target.path, text);
          break;
        case 'stderr':
          await terminal.stderr.write(text);
          break;
        case 'stdout':
          // Names from scenarios must not command the runner; the github reporter sees to its own text.
          await terminal.stdout.write(isGithubActions(env) && reporter !== 'github' && reporter !== 'json' ? disarmCommands(text) : text);
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      failures.push(error);
    }
  }
  return failures;
}

async function serialize(reporter: ReporterName, report: CompareReport, style: ReporterOptions): Promise<string> {
  if (reporter === 'json') return compareAsJson(report);
  if (reporter === 'table') return (await import('../../report/compare/compare-text.ts')).compareAsText(report, style);
  const formats = await import('../../report/compare/compare-formats.ts');
  if (reporter === 'markdown') return formats.compareAsMarkdown(report, style);
  if (reporter === 'junit') return formats.compareAsJunit(report);
  if (reporter === 'github') return formats.compareForGithub(report, style);
  throw new UsageError(`compare has no reporter ${reporter}.`);
}
