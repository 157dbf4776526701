/** The progress of a run as one line: pure, so that it can be tested without a terminal or a clock. */
import { escapeText } from '../base/escape-text.ts';
import { formatBar, formatBytes } from '../report/format.ts';
import type { Progress } from '../engine/engine.ts';

/** Below this the share is too small to foretell an end. */
const LEAST_FRACTION = 0.01;

/** At most `width` characters; what is least needed goes first. */
export function progressLine(name: string, progress: Progress, elapsedMs: number, width: number): string {
  const fraction = Math.min(Math.max(progress.fraction, 0), 1);
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  const rate = elapsedMs > 0 ? (progress.allocatedBytes / elapsedMs) * 1000 : 0;
  const parts = [
    `${formatBar(fraction)} ${percent}`,
    formatBytes(progress.allocatedBytes).padStart(10),
    `${formatBytes(rate)}/s`.padStart(12),
    fraction >= LEAST_FRACTION ? `${timeLeft((elapsedMs * (1 - fraction)) / fraction)} left` : '',
    escapeText(name),
  ].filter((part) => part !== '');
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (longer.length > width) break;
    line = longer;
  }
  return line;
}

export function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
