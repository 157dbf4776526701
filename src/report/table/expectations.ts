/** Expectations: how many passed, and for each failed one the metric, what was wanted, what it was, and where. */
import type { ExpectationResult } from '../../engine/result.ts';
import { escapeText } from '../../base/escape-text.ts';
import { formatBytesExactly, formatCount, formatMs, formatPercent, formatPlural } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';

/** Failed expectations shown unless everything is asked for. */
const SHOWN = 10;

export function expectationBlock(expectations: readonly ExpectationResult[], file: string, options: ReporterOptions): string {
  const { chalk } = options;
  const failed = expectations.filter((expectation) => !expectation.passed);
  if (failed.length === 0) {
    if (expectations.length === 0 || options.quiet) return '';
    return chalk.green(`✓ ${formatPlural(expectations.length, 'expectation')} passed`);
  }
  const shown = options.verbose ? failed : failed.slice(0, SHOWN);
  const lines = [chalk.red(`✗ ${formatCount(failed.length)} of ${formatPlural(expectations.length, 'expectation')} failed`)];
  for (const expectation of shown) {
    lines.push(
      `  ${chalk.bold(escapeText(expectation.metric))}`,
      `    wanted  ${escapeText(expectation.expected)}`,
      `    got     ${formatActual(expectation)}`,
      chalk.dim(`    at      ${escapeText(file)}:${expectation.line}:${expectation.column}`),
    );
  }
  if (shown.length < failed.length) {
    lines.push(chalk.dim(`  … ${formatCount(failed.length - shown.length)} more (--verbose shows all)`));
  }
  return lines.join('\n');
}

/** The figure as the metric's unit reads. */
export function formatActual({ actual, unit }: Pick<ExpectationResult, 'actual' | 'unit'>): string {
  if (typeof actual !== 'number') return escapeText(String(actual));
  switch (unit) {
    case 'bytes':
      return formatBytesExactly(actual);
    case 'ratio':
      return formatPercent(actual);
    case 'ms':
      return formatMs(actual);
    case 'address':
      return `0x${actual.toString(16)}`;
    case 'count':
    case 'boolean':
    case 'text':
    case 'value':
      return formatCount(actual);
  }
}
