/** The progress of a sweep, one line on stderr: runs done, and the time that is left at the speed so far. */
import { escapeText } from '../base/escape-text.ts';
import { formatBar, formatCount } from '../report/format.ts';
import { timeLeft } from './progress-line.ts';
import type { OutputStream } from './terminal.ts';

const ERASE_LINE = '\r\u001b[K';
/** Sooner, nothing is known of the speed. */
const SHOW_AFTER_MS = 300;

export class SweepProgress {
  private readonly name: string;
  private readonly total: number;
  private readonly stderr: OutputStream | null;
  private readonly runningWork: () => number;
  private readonly startedMs = performance.now();
  private foundCount = 0;
  private doneCount = 0;
  private shown = false;

  constructor(name: string, total: number, stderr: OutputStream | null, runningWork: () => number) {
    this.name = name;
    this.total = total;
    this.stderr = stderr?.isTty === true ? stderr : null;
    this.runningWork = runningWork;
  }

  /** A run was done before. */
  found(): void {
    this.foundCount++;
  }

  done(): void {
    this.doneCount++;
  }

  show(): void {
    const elapsedMs = performance.now() - this.startedMs;
    if (this.stderr === null || elapsedMs < SHOW_AFTER_MS) return;
    this.shown = true;
    const facts = { total: this.total, found: this.foundCount, done: this.doneCount, work: this.doneCount + this.runningWork(), elapsedMs };
    void this.stderr.write(`${ERASE_LINE}${sweepProgressLine(this.name, facts, this.stderr.width - 1)}`);
  }

  erase(): void {
    if (this.shown) void this.stderr?.write(ERASE_LINE);
    this.shown = false;
  }
}

export interface SweepProgressFacts {
  readonly total: number;
  /** Done by an earlier sweep. */
  readonly found: number;
  readonly done: number;
  /** Runs' worth of work done by this one. */
  readonly work: number;
  readonly elapsedMs: number;
}

/** At most `width` characters; what is least needed goes first. */
export function sweepProgressLine(name: string, { total, found, done, work, elapsedMs }: SweepProgressFacts, width: number): string {
  const share = Math.min(1, (found + work) / total);
  const left = Math.max(0, total - found - work);
  const parts = [
    `${formatBar(share)} ${`${String(Math.floor(share * 100))} %`.padStart(5)}`,
    `${formatCount(found + done)} of ${formatCount(total)} runs`,
    work > 0 ? `${timeLeft((elapsedMs / work) * left)} left` : '',
    found > 0 ? `${formatCount(found)} resumed` : '',
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
