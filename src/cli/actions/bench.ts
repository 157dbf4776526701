/** `heapstress bench`: select → measure, a process for each run → compare → report. */
import { readFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { hashText } from '../../base/hash-text.ts';
import { bench } from '../../bench/bench.ts';
import type { Benchmark, BenchReport, Host } from '../../bench/bench-report.ts';
import { compareWithBaseline, compareWithFirst, judge } from '../../bench/compare.ts';
import { MeasuredProcesses } from '../../bench/measured-process.ts';
import type { BenchmarkSource } from '../../bench/measurement.ts';
import { DETERMINISTIC_METRICS, DETERMINISTIC_UNITS } from '../../bench/measurement.ts';
import { benchAsJson, readBench } from '../../report/bench/bench-json.ts';
import { BENCH_REPORTERS } from '../../report/bench/bench-reporters.ts';
import { benchAsHyperfine } from '../../report/bench/hyperfine.ts';
import type { ExitCode, ReportedProblem } from '../../report/run-report.ts';
import { mostSevere, signalExitCode } from '../../report/run-report.ts';
import { problemBlock } from '../../report/table/problem-block.ts';
import { compileScenario } from '../../scenario/compile.ts';
import type { BenchOptions } from '../commands/bench.ts';
import { complaint } from '../complaint.ts';
import { Documents } from '../documents.ts';
import type { Environment } from '../environment.ts';
import { watchSignals } from '../interruption.ts';
import type { SourceTexts } from '../load-scenario.ts';
import { framesFrom } from '../load-scenario.ts';
import type { Overrides, OverrideValues } from '../override-options.ts';
import { overridesOf } from '../override-options.ts';
import { checkWritable, writeWhole } from '../output-file.ts';
import { heapstressVersion } from '../package-root.ts';
import { replayCommand } from '../replay-command.ts';
import { readScenario } from '../scenario-files.ts';
import { scriptReader } from '../script-files.ts';
import { selectScenarios } from '../selection.ts';
import { SweepProgress } from '../sweep-progress.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface BenchRequest {
  readonly scenarios: readonly string[];
  readonly options: BenchOptions;
  readonly v8Flags: OverrideValues;
  readonly env: Environment;
}

const WORDS = { deterministic: DETERMINISTIC_METRICS.map((metric) => ({ metric, unit: DETERMINISTIC_UNITS[metric] })) };

export async function benchScenarios({ scenarios, options, v8Flags, env }: BenchRequest, terminal: Terminal): Promise<ExitCode> {
  if ((options.failAbove !== undefined || options.gate !== undefined) && options.baseline === undefined) {
    throw new UsageError(`${options.failAbove === undefined ? '--gate' : '--fail-above'} needs a --baseline.`, 'heapstress bench … --save base.json makes one.');
  }
  if (options.gate !== undefined && options.failAbove === undefined) throw new UsageError('--gate says what --fail-above is about.', 'Add --fail-above 10%, or 0% for not at all.');
  const documents = await Documents.plan(BENCH_REPORTERS, options, terminal, env);
  for (const file of [options.save, options.exportJson]) if (file !== undefined) await checkWritable(file);
  const baseline = options.baseline === undefined ? null : await readBaseline(options.baseline);
  const overrides = overridesOf(options, v8Flags);
  const { runnable, rejected } = await load(scenarios, options, overrides, terminal);

  const processes = new MeasuredProcesses();
  const total = runnable.length * (options.runs + options.warmup);
  const progress = new SweepProgress('', total, options.quiet === true ? null : terminal.stderr, () => 0);
  const interruption = watchSignals(() => progress.erase(), () => processes.stop());
  let results;
  try {
    const plan = { runs: options.runs, warmup: options.warmup, scenarios: runnable.map((source) => ({ source, overrides, verifyHeap: options.verifyHeap ?? false, fingerprint: hashText(JSON.stringify([source.text, source.scripts])) })) };
    results = await bench(plan, (run) => processes.run(run), (_file, done) => {
      if (done > 0) progress.done();
      progress.show();
    });
  } finally {
    progress.erase();
    interruption.dispose();
  }
  if (!results.complete) {
    await terminal.stderr.write('Stopped: nothing is reported, as too few runs were made.\n');
    return signalExitCode(interruption.signal ?? 'SIGINT');
  }
  for (const { file, problem } of results.problems) await terminal.stderr.write(complaint(new UsageError(`${file}: ${problem}`)));

  const here = { heapstressVersion: heapstressVersion(), host: host() };
  const comparisons = baseline === null ? compareWithFirst(results.benchmarks) : compareWithBaseline(results.benchmarks, here, baseline);
  if (baseline !== null && comparisons.length < results.benchmarks.length) {
    const unknown = results.benchmarks.filter(({ file }) => !comparisons.some((comparison) => comparison.file === file)).map(({ file }) => file);
    await terminal.stderr.write(`Not in the baseline: ${unknown.join(', ')}.\n`);
  }
  const report: BenchReport = {
    ...here,
    runs: options.runs,
    warmup: options.warmup,
    benchmarks: results.benchmarks,
    problems: [...rejected.map((file) => ({ file, problem: 'The scenario cannot run.' })), ...results.problems.map(({ file, problem }) => ({ file, problem }))],
    comparisons,
    gate: options.failAbove === undefined ? null : judge(comparisons, options.failAbove, options.gate ?? 'all'),
  };
  const exitCode = exitCodeOf(report, results.problems.some(({ isOurBug }) => isOurBug));
  await documents.write({ report, words: WORDS, exitCode });
  const commandOf = (benchmark: Benchmark): string => replayCommand({ file: benchmark.file, settings: benchmark.facts, params: overrides.params, flags: overrides.flags, verifyHeap: options.verifyHeap ?? false, exactPath: false });
  if (options.exportJson !== undefined) await writeWhole(options.exportJson, benchAsHyperfine(report, commandOf, scenarioExitCode));
  if (options.save !== undefined && report.benchmarks.length > 0) await writeWhole(options.save, benchAsJson(report, exitCode));
  return mostSevere([exitCode, ...(documents.hasFailed ? [2 as const] : [])]);
}

async function readBaseline(file: string): Promise<BenchReport> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`, 'heapstress bench … --save makes a baseline.');
  });
  const read = readBench(text);
  if (!read.ok) throw new UsageError(`Cannot compare with ${file}. ${read.message}`, 'heapstress bench … --save makes a baseline.');
  return read.report;
}

interface Loaded {
  readonly runnable: readonly BenchmarkSource[];
  /** Their problems have been told. */
  readonly rejected: readonly string[];
}

/** A scenario that cannot run never keeps the others from it. */
async function load(scenarios: readonly string[], options: BenchOptions, overrides: Overrides, terminal: Terminal): Promise<Loaded> {
  const runnable: BenchmarkSource[] = [];
  const rejected: string[] = [];
  for (const selected of await selectScenarios(scenarios, options)) {
    const source = typeof selected === 'string' ? await readScenario(selected) : selected;
    if (!source.ok) {
      rejected.push(source.file);
      await tell(source.file, new Map(), [source.problem], terminal);
      continue;
    }
    const texts = new Map([[source.file, source.text]]);
    const scripts: Record<string, { file: string; text: string }> = {};
    const read = scriptReader(source.folder, texts);
    const readFile: typeof read = (name) => {
      const found = read(name);
      if (found.ok) scripts[name] = { file: found.file, text: found.text };
      return found;
    };
    const compiled = compileScenario({ text: source.text, file: source.file, readFile }, overrides);
    if (compiled.ok) {
      runnable.push({ text: source.text, file: source.file, scripts });
      continue;
    }
    rejected.push(source.file);
    await tell(source.file, texts, compiled.problems, terminal);
  }
  return { runnable, rejected };
}

async function tell(file: string, texts: SourceTexts, problems: readonly ReportedProblem[], { stderr }: Terminal): Promise<void> {
  const codeFrame = framesFrom(texts);
  await stderr.write(`${problemBlock({ status: 'rejected', scenario: { file }, problems }, { chalk: stderr.chalk, codeFrame })}\n`);
}

function host(): Host {
  const [first] = cpus();
  return { node: process.versions.node, platform: `${platform()} ${arch()}`, cpu: first?.model.trim() ?? arch(), cores: cpus().length };
}

function scenarioExitCode({ facts }: Benchmark): ExitCode {
  return facts.unexpectedlyOutOfMemory ? 3 : facts.failed > 0 ? 1 : 0;
}

function exitCodeOf({ benchmarks, problems, gate }: BenchReport, hasBug: boolean): ExitCode {
  return mostSevere([
    ...benchmarks.map(scenarioExitCode),
    ...(problems.length > 0 ? [2 as const] : []),
    ...(hasBug ? [70 as const] : []),
    ...(gate !== null && gate.failures.length > 0 ? [1 as const] : []),
  ]);
}
