/** `heapstress sweep`: plan → run the cells that are not done yet → report. */
import { didYouMean } from '../../base/did-you-mean.ts';
import { hashText } from '../../base/hash-text.ts';
import { MiB } from '../../base/units.ts';
import { findFlag, flagDefinition } from '../../flags/flag-definitions.ts';
import type { ExitCode } from '../../report/run-report.ts';
import { mostSevere, signalExitCode } from '../../report/run-report.ts';
import { formatPlural } from '../../report/format.ts';
import { SWEEP_REPORTERS } from '../../report/sweep/sweep-reporters.ts';
import { problemBlock } from '../../report/table/problem-block.ts';
import { compileScenario } from '../../scenario/compile.ts';
import type { ScenarioOverrides, ScenarioSource } from '../../scenario/compile.ts';
import { findMetric } from '../../scenario/metric-names.ts';
import { metric } from '../../scenario/metrics.ts';
import type { Program } from '../../scenario/program.ts';
import type { Axis } from '../../sweep/axis.ts';
import { findTarget } from '../../sweep/axis.ts';
import { SWEEP_METRICS } from '../../sweep/cell-result.ts';
import type { Cell } from '../../sweep/grid.ts';
import { assignmentsOf, overridesOf as overridesOfCell, settingCount } from '../../sweep/grid.ts';
import type { Minimisation, RunCell, SweepPlan } from '../../sweep/sweep.ts';
import { mostCells, sweep } from '../../sweep/sweep.ts';
import type { SweepReport } from '../../sweep/sweep-report.ts';
import { makeSweepReport } from '../../sweep/sweep-report.ts';
import { CellPool } from '../cell-pool.ts';
import type { SweepOptions } from '../commands/sweep.ts';
import { Documents } from '../documents.ts';
import type { Environment } from '../environment.ts';
import type { Interruption } from '../interruption.ts';
import { watchSignals } from '../interruption.ts';
import { framesFrom } from '../load-scenario.ts';
import type { OverrideValues } from '../override-options.ts';
import { overridesOf } from '../override-options.ts';
import { heapstressVersion } from '../package-root.ts';
import { ResumeFile } from '../resume-file.ts';
import { readScenario } from '../scenario-files.ts';
import { scriptReader } from '../script-files.ts';
import { SweepProgress } from '../sweep-progress.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface SweepRequest {
  readonly scenario: string;
  readonly options: SweepOptions & { readonly jobs: number };
  readonly v8Flags: OverrideValues;
  readonly env: Environment;
}

/** More would take days, and memory for their results. */
const MOST_CELLS = 100_000;
/** The size of the heap is set by it. */
const HEAP_LIMIT = 'heap.limit';
const HEAP_LIMIT_FLAG = 'max-old-space-size';

export async function sweepScenario({ scenario, options, v8Flags, env }: SweepRequest, terminal: Terminal): Promise<ExitCode> {
  const { vary: axes = [], show = [], until = [] } = options;
  const base = overridesOf(options, v8Flags);
  requireOneMeaning(options, v8Flags);
  const documents = await Documents.plan(SWEEP_REPORTERS, options, terminal, env);

  const text = await readScenario(scenario);
  const scripts = new Map<string, string>();
  const source: ScenarioSource | null = text.ok ? { text: text.text, file: text.file, readFile: scriptReader(text.folder, scripts) } : null;
  const metrics = [...new Set([...show, ...until.map((condition) => condition.metric), ...SWEEP_METRICS])];
  const compiled = source === null ? null : compileScenario(source, { ...overridesOfFirst(axes, base), measure: metrics });
  if (compiled?.ok !== true || source === null || !text.ok) {
    const problems = text.ok ? (compiled?.ok === false ? compiled.problems : []) : [text.problem];
    const codeFrame = framesFrom(new Map([...(source === null ? [] : [[source.file, source.text] as const]), ...scripts]));
    await terminal.stderr.write(`${problemBlock({ status: 'rejected', scenario: { file: text.file }, problems }, { chalk: terminal.stderr.chalk, codeFrame })}\n`);
    return 2;
  }
  const { program } = compiled;
  const seeds = seedsOf(options, program);
  const minimise = await minimisation(options, source, base, program);
  const plan: SweepPlan = { axes, seeds, minimise };
  if (settingCount(axes) * seeds.length > MOST_CELLS) {
    throw new UsageError(`The sweep has ${formatPlural(settingCount(axes) * seeds.length, 'run')}; ${String(MOST_CELLS)} is the most.`, 'Vary less at once, or use fewer seeds.');
  }

  const resume = options.resume === undefined ? null : await ResumeFile.open(options.resume, {
    heapstressVersion: heapstressVersion(),
    scenario: source.file,
    fingerprint: hashText(JSON.stringify([source.text, [...scripts], { ...base, seed: null }, options.verifyHeap ?? false])),
  });
  const { results, interruption } = await runCells(plan, { source, folder: text.folder, base, metrics, resume, options, terminal, name: program.name });
  const shown = show.length > 0 ? show : [minimise?.name === HEAP_LIMIT ? HEAP_LIMIT : 'gc.time'];
  const report = makeSweepReport(plan, results, {
    heapstressVersion: heapstressVersion(),
    scenario: { name: program.name, file: program.file },
    metrics: metrics.map((name) => ({ name, unit: metric(findMetric(name)!.name).unit })),
    shown,
  });
  if (report.complete) await resume?.putInOrder();
  const exitCode = mostSevere([sweepExitCode(report), ...(interruption.signal === null ? [] : [signalExitCode(interruption.signal)])]);
  await documents.write({ report, exitCode });
  if (!report.complete) await terminal.stderr.write(resumeHint(report, options.resume));
  return mostSevere([exitCode, ...(documents.hasFailed ? [2 as const] : [])]);
}

/** The first setting, with the scenario's own seed: what is wrong with it is told before anything is run. */
function overridesOfFirst(axes: readonly Axis[], base: ScenarioOverrides): ScenarioOverrides {
  const first = axes.map(({ values }) => values[0]!);
  const { seed: _, ...overrides } = overridesOfCell({ assignments: assignmentsOf(axes, first), seed: 0 }, base);
  return base.seed === undefined ? overrides : { ...overrides, seed: base.seed };
}

/** What is varied cannot be set for all cells as well. */
function requireOneMeaning(options: SweepOptions, v8Flags: OverrideValues): void {
  const flags = new Set(Object.keys({ ...options.flag, ...v8Flags }).map((name) => findFlag(name) ?? name));
  for (const { kind, name, target } of options.vary ?? []) {
    const isSet = kind === 'v8' ? options.v8 !== undefined : kind === 'flag' ? flags.has(target) : target in (options.param ?? {});
    if (isSet) throw new UsageError(`${name} is varied and set for all runs as well.`, 'Leave out one of them.');
  }
  if ((options.until === undefined) !== (options.minimise === undefined)) {
    throw new UsageError('--minimise and --until belong together.', 'Write --minimise heap.limit --until oom=false.');
  }
}

function seedsOf({ seeds }: SweepOptions, program: Program): readonly number[] {
  if (seeds === undefined) return [program.settings.seed];
  if ('list' in seeds) return seeds.list;
  return Array.from({ length: seeds.count }, (_, index) => program.settings.seed + index);
}

/** @throws UsageError when there is nothing of that name to be made smaller, or it is varied already. */
async function minimisation(options: SweepOptions, source: ScenarioSource, base: ScenarioOverrides, program: Program): Promise<Minimisation | null> {
  if (options.minimise === undefined) return null;
  const [, name = '', from, to] = /^([^=]+)(?:=(\d+)\.\.(\d+))?$/.exec(options.minimise.trim()) ?? [];
  if (name === '') throw new UsageError(`"${options.minimise}" is nothing to minimise.`, 'Write --minimise heap.limit, or with a range: --minimise max-semi-space-size=1..64.');
  const target = findTarget(name === HEAP_LIMIT ? HEAP_LIMIT_FLAG : name);
  if (!target.ok || target.kind === 'v8') throw new UsageError(`There is no "${name}" to minimise.`, didYouMean(name, [HEAP_LIMIT, HEAP_LIMIT_FLAG, 'max-semi-space-size', 'max-heap-size']) ?? 'It is heap.limit, a V8 flag that is a number, or param:NAME.');
  if (target.kind === 'flag' && flagDefinition(target.name as never).type === 'boolean') throw new UsageError(`${name} is on or off: there is no smallest.`);
  if (target.kind === 'param' && !(target.target in program.settings.params)) throw new UsageError(`The scenario declares no parameter "${target.target}".`, didYouMean(target.target, Object.keys(program.settings.params)));
  if (options.vary?.some((axis) => axis.name === target.name) === true) throw new UsageError(`${target.name} is varied already.`, 'Leave out one of them.');
  const { kind, name: knobName, target: knobTarget } = target;
  const knob = { kind, name: knobName, target: knobTarget };
  const until = options.until ?? [];
  if (from !== undefined && to !== undefined) {
    if (Number(from) > Number(to)) throw new UsageError(`The range ${from}..${to} ends before it begins.`, `Write ${to}..${from}.`);
    return { name, knob, from: Number(from), to: Number(to), until };
  }
  if (name !== HEAP_LIMIT && name !== HEAP_LIMIT_FLAG) throw new UsageError(`Say from where to where: --minimise ${name}=1..64.`);
  return { name, knob, from: 1, to: await configuredOldSpace(source, base), until };
}

/** Megabytes that the old generation may have with the settings of the scenario: there the search begins. */
async function configuredOldSpace(source: ScenarioSource, base: ScenarioOverrides): Promise<number> {
  const compiled = compileScenario(source, base);
  if (!compiled.ok) throw new UsageError('The scenario does not say how large its heap may be.', 'Say where to look: --minimise heap.limit=1..4096.');
  const { settings } = compiled.program;
  const { computeLimits } = await import('../../limits/limits.ts');
  const { findPreset } = await import('../../flags/presets/index.ts');
  const limits = computeLimits(findPreset(settings.preset)!, settings.flags, settings.machine.memoryBytes);
  return Math.ceil(limits.sizes.oldGeneration.bytes / MiB);
}

interface CellsRequest {
  readonly folder: string;
  readonly source: ScenarioSource;
  readonly base: ScenarioOverrides;
  readonly metrics: readonly string[];
  readonly resume: ResumeFile | null;
  readonly options: SweepOptions & { readonly jobs: number };
  readonly terminal: Terminal;
  readonly name: string;
}

async function runCells(plan: SweepPlan, { source, folder, base, metrics, resume, options, terminal, name }: CellsRequest) {
  const settings = settingCount(plan.axes);
  const total = mostCells(settings, plan);
  const pool = new CellPool(Math.min(options.jobs, total), options.timeout ?? null);
  const progress = new SweepProgress(name, total, options.quiet === true ? null : terminal.stderr, () => pool.runningWork);
  const interruption: Interruption = watchSignals(() => progress.erase(), () => pool.stop());
  // Signals come by themselves; the line is redrawn by the clock.
  const redraw = setInterval(() => progress.show(), 100);
  const run: RunCell = async (cell: Cell) => {
    const known = resume?.find(cell, metrics) ?? null;
    if (known !== null) {
      progress.found();
      return known;
    }
    const overrides = { ...overridesOfCell(cell, base), measure: metrics };
    const result = await pool.run({ source: { text: source.text, file: source.file }, overrides, verifyHeap: options.verifyHeap ?? false }, folder);
    if (result === null) return null;
    resume?.add(cell, result);
    progress.done();
    return result;
  };
  try {
    return { results: await sweep(plan, run), interruption };
  } finally {
    clearInterval(redraw);
    progress.erase();
    interruption.dispose();
    await pool.close();
  }
}

function sweepExitCode({ settings }: SweepReport): ExitCode {
  const statuses = new Set(settings.flatMap(({ cells }) => cells.map(({ status }) => status)));
  return mostSevere([...(statuses.has('broken') ? [70 as const] : []), ...(statuses.has('invalid') ? [2 as const] : []), ...(statuses.has('timed-out') ? [1 as const] : [])]);
}

function resumeHint({ settings, seeds }: SweepReport, file: string | undefined): string {
  const done = settings.reduce((sum, { cells }) => sum + cells.length, 0);
  const all = settings.length * seeds.length;
  const next = file === undefined ? 'With --resume FILE nothing would be lost.' : `The same command goes on from ${file}.`;
  return `Stopped: ${String(done)} of ${formatPlural(all, 'run')} done. ${next}\n`;
}
