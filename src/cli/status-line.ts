/** What is being done, as one line of a terminal that is overwritten; nowhere else is it written. */
import { escapeText } from '../base/escape-text.ts';
import type { OutputStream } from './terminal.ts';

const ERASE = '\r\u001b[K';
/** So often the line is written again while something goes on. */
const INTERVAL_MS = 250;

export class StatusLine {
  private readonly stream: OutputStream | null;
  private shown = '';

  constructor(stream: OutputStream, quiet: boolean) {
    this.stream = stream.isTty && !quiet ? stream : null;
  }

  show(text: string): void {
    const line = escapeText(text).slice(0, (this.stream?.width ?? 1) - 1);
    if (this.stream === null || line === this.shown) return;
    this.shown = line;
    void this.stream.write(`${ERASE}${line}`);
  }

  erase(): void {
    if (this.shown === '') return;
    this.shown = '';
    void this.stream?.write(ERASE);
  }

  /** Shows for how long something has been going on. */
  async during<Result>(text: string, work: () => Promise<Result>): Promise<Result> {
    const startedMs = performance.now();
    const tick = (): void => this.show(`${text}  ${String(Math.floor((performance.now() - startedMs) / 1000))} s`);
    tick();
    const timer = setInterval(tick, INTERVAL_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      this.erase();
    }
  }
}
