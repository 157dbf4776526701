/** What scripts printed, as they printed it: the first lines, or all of them in verbose output. */
import { escapeText } from '../../base/escape-text.ts';
import type { ConsoleLines } from '../../engine/result.ts';
import { formatCount, formatPlural } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';

/** Lines shown unless everything is asked for. */
const SHOWN = 20;

export function consoleBlock({ lines, leftOut }: ConsoleLines, { chalk, verbose }: Pick<ReporterOptions, 'chalk' | 'verbose'>): string {
  if (lines.length === 0 && leftOut === 0) return '';
  const shown = verbose ? lines : lines.slice(0, SHOWN);
  const hidden = lines.length - shown.length;
  const notes = [
    ...(hidden > 0 ? [`${formatPlural(hidden, 'more line')} (--verbose shows them)`] : []),
    ...(leftOut > 0 ? [`${formatCount(leftOut)} lines beyond the most that are kept`] : []),
  ];
  return [chalk.dim('Console'), ...shown.map((line) => escapeText(line)), ...notes.map((note) => chalk.dim(`… ${note}`))].join('\n');
}
