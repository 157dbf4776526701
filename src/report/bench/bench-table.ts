/** A benchmark for people: what it took, what it did, and how it compares. */
import type { Benchmark, BenchReport, Comparison, TimingName } from '../../bench/bench-report.ts';
import { escapeText } from '../../base/escape-text.ts';
import type { DocumentStyle } from '../document-reporters.ts';
import { formatPercent, formatPlural, NOTHING } from '../format.ts';
import type { Column } from '../table/columns.ts';
import { figureColumn, renderTable, textColumn } from '../table/columns.ts';
import { wrapText } from '../wrap-text.ts';
import { formatFigure, formatRatio, formatTiming, TIMING_TITLES, titleOf, TOLD_TIMINGS, verdict } from './bench-figures.ts';
import type { BenchWords } from './bench-words.ts';

export function benchAsTable(report: BenchReport, words: BenchWords, style: DocumentStyle): string {
  const { chalk, width } = style;
  const { host, runs, warmup } = report;
  const heading = [`${formatPlural(runs, 'run')} of each${warmup > 0 ? ` after ${String(warmup)} to warm up` : ''}`, `node ${host.node}`, host.platform, `${escapeText(host.cpu)}, ${formatPlural(host.cores, 'core')}`].join(' · ');
  const blocks = [
    wrapText(heading, width).map((line) => chalk.dim(line)),
    ...report.benchmarks.map((benchmark) => benchmarkLines(benchmark, words, style)),
    ...report.comparisons.map((comparison) => comparisonLines(comparison, report, style)),
    gateLines(report, style),
  ];
  return `${blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function benchmarkLines(benchmark: Benchmark, words: BenchWords, { chalk, width }: DocumentStyle): string[] {
  const { facts, timings, deterministic } = benchmark;
  const heading = `${escapeText(facts.name)} · v8 ${facts.preset} · seed ${String(facts.seed)}`;
  const figures = words.deterministic.map(({ metric, unit }) => `${metric} ${formatFigure(unit, deterministic[metric])}`);
  return [
    ...wrapText(heading, width).map((line) => chalk.bold(line)),
    ...renderTable(columnsOf(benchmark), TOLD_TIMINGS, width, { header: chalk.dim }),
    ...outlierLines(timings.wallMs.outliers.length, width).map((line) => chalk.yellow(line)),
    ...wrapText(`The same in every run: ${figures.join(' · ')}`, width).map((line, index) => (index === 0 ? line : `  ${line}`)).flatMap((line) => wrapText(line, width)),
    ...(facts.failed > 0 ? [chalk.red(`✗ ${formatPlural(facts.failed, 'expectation')} failed.`)] : []),
    ...(facts.unexpectedlyOutOfMemory ? [chalk.red('✗ The simulated heap ran out of memory.')] : []),
  ];
}

function columnsOf({ timings }: Benchmark): readonly Column<TimingName>[] {
  const figure = (header: string, giveUp: number, of: (name: TimingName) => number | null): Column<TimingName> =>
    figureColumn({ header, giveUp }, (name) => {
      const value = of(name);
      return value === null ? NOTHING : formatTiming(name, value);
    });
  return [
    textColumn<TimingName>({ header: '', giveUp: 0 }, (name) => TIMING_TITLES[name]),
    figure('mean', 0, (name) => timings[name].mean),
    figureColumn<TimingName>({ header: '±', giveUp: 1 }, (name) => {
      const { deviation, mean } = timings[name];
      return deviation === null ? NOTHING : formatPercent(deviation / mean);
    }),
    figure('median', 2, (name) => timings[name].median),
    figureColumn<TimingName>({ header: 'mean, 95 % certain', giveUp: 3 }, (name) => {
      const { interval } = timings[name];
      return interval === null ? NOTHING : `${formatTiming(name, interval.low)} … ${formatTiming(name, interval.high)}`;
    }),
    figure('min', 4, (name) => timings[name].min),
    figure('max', 5, (name) => timings[name].max),
  ];
}

function outlierLines(count: number, width: number): string[] {
  if (count === 0) return [];
  return wrapText(`! ${formatPlural(count, 'run')} took far longer or shorter than the others: something else kept the machine busy, or --warmup is too low.`, width);
}

const FIGURES = ['wallMs', 'cpuMs', 'peakResidentBytes'] as const;

function comparisonLines({ file, against, timings, changes, notes }: Comparison, report: BenchReport, { chalk, width }: DocumentStyle): string[] {
  const nameOf = (which: string | undefined): string => escapeText(report.benchmarks.find((benchmark) => benchmark.file === which)?.facts.name ?? which ?? '');
  const heading = `${nameOf(file)} against ${against === 'baseline' ? 'the baseline' : nameOf(report.benchmarks[0]?.file)}`;
  const rows = FIGURES.map((name) => `  ${TIMING_TITLES[name].padEnd(15)} ${formatRatio(timings[name])}  ${verdict(name, timings[name])}`);
  const exact = against === 'first' ? [] : changes.length === 0 ? ['  deterministic   the same'] : changes.map(({ metric, before, now }) => `  ${metric} ${String(before)} → ${String(now)}`);
  return [
    ...wrapText(heading, width).map((line) => chalk.bold(line)),
    ...rows.flatMap((line) => (line.length <= width ? [line] : wrapText(line.trim(), width, '  '))),
    ...exact,
    ...notes.flatMap((note) => wrapText(`! ${escapeText(note)}`, width, '  ')).map((line) => chalk.yellow(line)),
  ];
}

function gateLines({ gate }: BenchReport, { chalk, width }: DocumentStyle): string[] {
  if (gate === null) return [];
  const limit = formatPercent(gate.failAbove);
  if (gate.failures.length === 0) return [chalk.green(`✓ nothing is more than ${limit} above the baseline`)];
  return gate.failures.flatMap(({ file, figure, message }) => wrapText(`✗ ${escapeText(file)}: ${titleOf(figure)} ${message}, more than ${limit} above`, width)).map((line) => chalk.red(line));
}
