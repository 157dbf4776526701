/**
 * The output for people: per scenario a header, occupancy, collections, survival, and what came of the expectations.
 * Of many runs only those that failed are shown so, behind a line for each and before a summary.
 */
import type { OutOfMemory, RunResult, Sample } from '../../engine/result.ts';
import { OUT_OF_MEMORY_PLACES } from '../../vocabulary/collections.ts';
import { escapeText } from '../../base/escape-text.ts';
import { formatBytes, formatMs, formatPlural } from '../format.ts';
import { figuresLine } from '../trace-gc/figures-line.ts';
import { plainLine } from '../trace-gc/plain-line.ts';
import { traceOf } from '../trace-gc/traced-collection.ts';
import type { ReporterOptions } from '../reporters.ts';
import { hasFigures } from '../run-report.ts';
import type { RunReport, ScenarioReport } from '../run-report.ts';
import { consoleBlock } from './console-block.ts';
import { collectionTable } from './collection-table.ts';
import { isolateBlocks } from './isolate-block.ts';
import { expectationBlock } from './expectations.ts';
import { occupancyTable } from './occupancy-table.ts';
import { problemBlock } from './problem-block.ts';
import { runSummary, runTable } from './run-table.ts';
import { stepTable } from './step-table.ts';
import { survivalTable } from './survival-table.ts';

/** So many runs are shown in full. */
const MOST_IN_FULL = 5;

export function reportAsTable(report: RunReport, options: ReporterOptions): string {
  const areMany = report.results.length > MOST_IN_FULL && report.results.some(hasFigures) && !options.verbose;
  const full = report.results
    .map((result, position) => (areMany && result.exitCode === 0 ? '' : scenarioSection(result, options.wallTimesMs?.[position] ?? null, options)))
    .filter((section) => section !== '');
  const isSilent = !areMany || (options.quiet && report.exitCode === 0);
  const sections = isSilent ? full : [...(options.quiet ? [] : [runTable(report, options)]), ...full, runSummary(report, options)];
  return sections.map((section) => `${section}\n`).join('\n');
}

function scenarioSection(report: ScenarioReport, wallMs: number | null, options: ReporterOptions): string {
  const problem = options.problems === 'inline' ? problemBlock(report, options) : '';
  if (!hasFigures(report)) return problem;
  if (options.quiet && report.exitCode === 0) return '';
  const blocks = options.quiet ? [] : [...figureBlocks(report, options), consoleBlock(report.console, options), ...isolateBlocks(report.isolates, options)];
  const outcome = outcomeLines(report, options);
  return joinBlocks([header(report, wallMs, options), ...blocks, outcome, problem]);
}

/** `name  v8 14.6 · seed 1 · 12 steps`, and what was allocated below it. */
function header(result: RunResult, wallMs: number | null, { chalk, quiet, verbose }: ReporterOptions): string {
  const { preset } = result.engine;
  const facts = [
    /^\d/.test(preset) ? `v8 ${preset}` : preset,
    `seed ${result.seed}`,
    formatPlural(result.steps.length, 'step'),
    ...(wallMs === null ? [] : [formatMs(wallMs)]),
  ];
  const title = `${chalk.bold(escapeText(result.scenario.name))}  ${chalk.dim(facts.join(' · '))}`;
  if (quiet) return title;
  const { objects, bytes, retries, failures } = result.allocated;
  const totals = [
    `allocated ${formatBytes(bytes)} in ${formatPlural(objects, 'object')}`,
    formatPlural(result.collections.length, 'collection'),
    // Every scavenge for lack of room is followed by a retry: worth telling only to who asks for everything.
    ...(verbose && retries > 0 ? [formatPlural(retries, 'retry', 'retries')] : []),
    ...(failures > 0 ? [formatPlural(failures, 'failed allocation')] : []),
    `virtual time ${formatMs(result.timeMs)}`,
  ];
  return `${title}\n${chalk.dim(totals.join(' · '))}`;
}

function figureBlocks(result: RunResult, options: ReporterOptions): string[] {
  const { chalk, verbose } = options;
  const last = result.samples.at(-1);
  const taken = result.samples.filter((sample) => sample.step !== null);
  return [
    verbose ? settings(result) : '',
    ...traceBlocks(result),
    ...(verbose ? result.samples.map((sample) => sampleBlock(sample, options)) : []),
    verbose || last === undefined ? '' : occupancyTable(last, options),
    collectionTable(result.collections, options),
    survivalTable(result.survival, options),
    verbose ? stepTable(result.steps, options) : '',
    !verbose && taken.length > 0 ? chalk.dim(`${formatPlural(taken.length, 'sample')} taken (--verbose shows them)`) : '',
  ];
}

/** Flags, params and machine as resolved. */
function settings(result: RunResult): string {
  const pairs = (values: Readonly<Record<string, unknown>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${escapeText(name)}=${escapeText(String(value))}`)
      .join(' ');
  const lines = [
    `machine  ${formatBytes(result.machine.memoryBytes)}, ${formatPlural(result.machine.cores, 'core')}`,
    ...(Object.keys(result.flags).length > 0 ? [`flags    ${pairs(result.flags)}`] : []),
    ...(Object.keys(result.params).length > 0 ? [`params   ${pairs(result.params)}`] : []),
  ];
  return lines.join('\n');
}

function sampleBlock(sample: Sample, options: ReporterOptions): string {
  const title = `sample ${escapeText(sample.label)} · at ${formatBytes(sample.atAllocatedBytes)}, ${formatMs(sample.atTimeMs)}`;
  return `${options.chalk.bold(title)}\n${occupancyTable(sample, options)}`;
}

function outcomeLines(result: RunResult, options: ReporterOptions): string {
  const { chalk, quiet } = options;
  const { runs, afterEveryCollection } = result.verification;
  const lines = [
    result.outOfMemory === null ? '' : outOfMemoryBlock(result, result.outOfMemory, options),
    expectationBlock(result.expectations, result.scenario.file, options),
    afterEveryCollection && runs > 0 && !quiet ? chalk.green(`✓ heap verified ${formatPlural(runs, 'time')}`) : '',
    result.status === 'interrupted' ? chalk.yellow('■ interrupted: the figures are those of the last checkpoint') : '',
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function outOfMemoryBlock(result: RunResult, outOfMemory: OutOfMemory, { chalk, quiet }: ReporterOptions): string {
  if (result.outOfMemoryExpected) {
    return quiet ? '' : chalk.green(`✓ out of memory, as expected: ${escapeText(outOfMemory.message)}`);
  }
  const step = result.steps.find((candidate) => candidate.id === outOfMemory.step);
  const place = step === undefined ? '' : `, in step ${escapeText(step.op)} (${escapeText(result.scenario.file)}:${step.line})`;
  return [
    chalk.red(`✗ out of memory after ${formatBytes(outOfMemory.atAllocatedBytes)} allocated${place}`),
    `  ${escapeText(outOfMemory.message)}`,
    chalk.dim(`  ${OUT_OF_MEMORY_PLACES[outOfMemory.where]}`),
  ].join('\n');
}

function joinBlocks(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** What V8 prints with the flags of the run; lines as wide as they are, for whoever reads V8's. */
function traceBlocks(result: RunResult): readonly string[] {
  const { flags } = result;
  return [...(flags['trace-gc'] === true ? [plainLine] : []), ...(flags['trace-gc-nvp'] === true ? [figuresLine] : [])].map((lineOf) => traceOf(result, lineOf).join('\n'));
}
