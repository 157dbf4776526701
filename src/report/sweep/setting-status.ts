/** What is to be said of a setting besides its figures. */
import type { SettingReport, SweepReport } from '../../sweep/sweep-report.ts';

/** Why a figure says nothing, in a word; null when it does. */
export function statusWord({ cells }: SettingReport): string | null {
  if (cells.length === 0) return null;
  const has = (status: SettingReport['cells'][number]['status']): boolean => cells.some((cell) => cell.status === status);
  if (has('broken')) return 'bug';
  if (has('invalid')) return 'invalid';
  if (has('timed-out')) return 'timeout';
  return has('out-of-memory') ? 'oom' : null;
}

/** `ok`, or what went wrong in how many of its cells. */
export function outcomeText({ cells }: SettingReport, seeds: SweepReport['seeds']): string {
  const count = (word: string, matches: (cell: SettingReport['cells'][number]) => boolean): string[] => {
    const number = cells.filter(matches).length;
    return number === 0 ? [] : [seeds.length === 1 ? word : `${word} ${String(number)}/${String(seeds.length)}`];
  };
  const parts = [
    ...count('bug', ({ status }) => status === 'broken'),
    ...count('invalid', ({ status }) => status === 'invalid'),
    ...count('timeout', ({ status }) => status === 'timed-out'),
    ...count('oom', ({ status }) => status === 'out-of-memory'),
    ...count('failed', ({ failed }) => failed > 0),
  ];
  if (cells.length < seeds.length) parts.push(`${String(seeds.length - cells.length)} not run`);
  return parts.length === 0 ? 'ok' : parts.join(', ');
}
