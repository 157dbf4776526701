/** How a benchmark can be told, declared once: option values, help and file options derive from this table. */
import type { BenchReport } from '../../bench/bench-report.ts';
import type { DocumentReporters } from '../document-reporters.ts';
import type { ExitCode } from '../run-report.ts';
import type { BenchWords } from './bench-words.ts';

export interface FinishedBench {
  readonly report: BenchReport;
  readonly words: BenchWords;
  readonly exitCode: ExitCode;
}

export const BENCH_REPORTERS = {
  table: {
    doc: 'tables for people',
    load: async () => {
      const { benchAsTable } = await import('./bench-table.ts');
      return ({ report, words }, style) => benchAsTable(report, words, style);
    },
  },
  json: {
    doc: 'one JSON document (schema/bench.schema.json)',
    load: async () => {
      const { benchAsJson } = await import('./bench-json.ts');
      return ({ report, exitCode }) => benchAsJson(report, exitCode);
    },
  },
  markdown: {
    doc: 'tables for pull requests',
    load: async () => {
      const { benchAsMarkdown } = await import('./bench-markdown.ts');
      return ({ report, words }) => benchAsMarkdown(report, words);
    },
  },
  bencher: {
    doc: 'Bencher’s metric format (BMF)',
    load: async () => {
      const { benchAsBencher } = await import('./bencher.ts');
      return ({ report, words }) => benchAsBencher(report, words);
    },
  },
  customSmallerIsBetter: {
    doc: 'for github-action-benchmark',
    load: async () => {
      const { benchAsCustomSmallerIsBetter } = await import('./custom-smaller-is-better.ts');
      return ({ report, words }) => benchAsCustomSmallerIsBetter(report, words);
    },
  },
} as const satisfies DocumentReporters<FinishedBench>;
