/** A comparison as checks, for formats that know passed, failed and error: one per judged figure, one for the real runs. */
import type { CompareResult } from './compare-report.ts';
import { differenceLines, rowSentence, rowTexts } from './compare-figures.ts';

export interface CompareCheck {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'error';
  readonly type: string;
  /** One sentence; empty when it passed. */
  readonly message: string;
  readonly details: readonly string[];
}

export function checksOfComparison(result: CompareResult): readonly CompareCheck[] {
  switch (result.status) {
    case 'rejected':
      return result.problems.map(({ code, message, hint }) => ({ name: code, outcome: 'error', type: code, message, details: hint === null ? [] : [`hint: ${hint}`] }));
    case 'not-compared':
      return [{ name: 'can be compared', outcome: 'error', type: 'NOT_COMPARED', message: result.message, details: result.hint === null ? [] : [`hint: ${result.hint}`] }];
    case 'compared': {
      const parting = result.firstDifference === null ? [] : [`They part at collection #${String(result.firstDifference.index)}: ${result.firstDifference.reason}.`, ...differenceLines(result.firstDifference).map(([engine, line]) => `${engine}: ${line}`)];
      const figures = result.rows
        .filter(({ verdict }) => verdict === 'within' || verdict === 'outside')
        .map((row): CompareCheck => {
          const name = `${row.metric} within ${rowTexts(row).tolerance}`;
          return row.verdict === 'within'
            ? { name, outcome: 'passed', type: '', message: '', details: [] }
            : { name, outcome: 'failed', type: 'OUT_OF_TOLERANCE', message: rowSentence(row), details: parting };
        });
      const failures = result.failures.map(({ kind, message, output }): CompareCheck => ({ name: 'real runs end', outcome: 'error', type: kind.toUpperCase(), message: `A real run failed. ${message}`, details: output === '' ? [] : [output] }));
      return [...(failures.length > 0 ? failures : [{ name: 'real runs end', outcome: 'passed', type: '', message: '', details: [] } as const]), ...figures];
    }
  }
}
