/** A benchmark for a pull request. Deterministic figures stand apart from timings. */
import type { BenchReport } from '../../bench/bench-report.ts';
import { formatPercent, formatPlural, NOTHING } from '../format.ts';
import { codeSpan, escapeMarkdown } from '../markdown/escape-markdown.ts';
import { markdownTable } from '../markdown/markdown-table.ts';
import { formatFigure, formatRatio, formatTiming, TIMING_TITLES, titleOf, TOLD_TIMINGS, verdict } from './bench-figures.ts';
import type { BenchWords } from './bench-words.ts';

const COMPARED = ['wallMs', 'cpuMs', 'peakResidentBytes'] as const;

export function benchAsMarkdown(report: BenchReport, words: BenchWords): string {
  const { benchmarks, comparisons, gate, host, runs } = report;
  const blocks = [
    `# ${gate !== null && gate.failures.length > 0 ? '❌' : '✅'} heapstress bench`,
    `${formatPlural(runs, 'run')} of each; node ${host.node}, ${escapeMarkdown(host.platform)}, ${escapeMarkdown(host.cpu)}.`,
    gate === null ? '' : gate.failures.map(({ file, figure, message }) => `- ❌ ${codeSpan(file)}: ${titleOf(figure)} ${message}`).join('\n'),
    '## Deterministic',
    markdownTable(
      [{ header: 'Scenario', align: 'left', cell: ({ facts }) => codeSpan(facts.name) }, ...words.deterministic.map(({ metric, unit }) => ({ header: metric, align: 'right' as const, cell: ({ deterministic }: (typeof benchmarks)[number]) => formatFigure(unit, deterministic[metric]) }))],
      benchmarks,
    ),
    '## Timings',
    markdownTable(
      [
        { header: 'Scenario', align: 'left', cell: ({ benchmark }) => codeSpan(benchmark.facts.name) },
        { header: '', align: 'left', cell: ({ name }) => TIMING_TITLES[name] },
        { header: 'Mean', align: 'right', cell: ({ benchmark, name }) => formatTiming(name, benchmark.timings[name].mean) },
        { header: '±', align: 'right', cell: ({ benchmark, name }) => { const { deviation, mean } = benchmark.timings[name]; return deviation === null ? NOTHING : formatPercent(deviation / mean).replace('<', '&lt;'); } },
        { header: 'Median', align: 'right', cell: ({ benchmark, name }) => formatTiming(name, benchmark.timings[name].median) },
      ],
      benchmarks.flatMap((benchmark) => TOLD_TIMINGS.map((name) => ({ benchmark, name }))),
    ),
    comparisons.length === 0 ? '' : '## Compared',
    comparisons.length === 0 ? '' : markdownTable(
      [
        { header: 'Scenario', align: 'left', cell: ({ comparison }) => codeSpan(comparison.file) },
        { header: 'Against', align: 'left', cell: ({ comparison }) => (comparison.against === 'baseline' ? 'the baseline' : codeSpan(benchmarks[0]?.file ?? '')) },
        { header: '', align: 'left', cell: ({ name }) => TIMING_TITLES[name] },
        { header: 'Ratio', align: 'right', cell: ({ comparison, name }) => formatRatio(comparison.timings[name]) },
        { header: '', align: 'left', cell: ({ comparison, name }) => verdict(name, comparison.timings[name]) },
      ],
      comparisons.flatMap((comparison) => COMPARED.map((name) => ({ comparison, name }))),
    ),
    comparisons.flatMap(({ file, changes, notes }) => [
      ...changes.map(({ metric, before, now }) => `- ${codeSpan(file)}: ${metric} ${String(before)} → ${String(now)}`),
      ...notes.map((note) => `- ⚠️ ${codeSpan(file)}: ${escapeMarkdown(note)}`),
    ]).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
