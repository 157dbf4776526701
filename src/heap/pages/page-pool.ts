/**
 * Pages that were given back and are kept for whoever asks for the next one.
 *
 * Models:    V8's pool: every regular page that a space gives back goes there, a new page comes from there first; a
 *            memory-reducing full collection empties it, and in 14.6 some seconds without use.
 * Simplifies: a number of pages, whatever space they were of; large pages never go there.
 * Invariant: no space has its pages, and no figure of committed memory counts them, as in V8's own figures.
 */
import type { PagePoolPolicy } from '../../flags/presets/preset.ts';
import { PAGE_BYTES } from '../layout/page-geometry.ts';

export class PagePool {
  private count = 0;
  private usedMs = 0;
  private readonly policy: PagePoolPolicy;
  private readonly nowMs: () => number;

  /** `nowMs`: virtual time. */
  constructor(policy: PagePoolPolicy, nowMs: () => number) {
    this.policy = policy;
    this.nowMs = nowMs;
  }

  add(): void {
    if (!this.policy.keeps) return;
    this.count = this.pages + 1;
    this.usedMs = this.nowMs();
  }

  /** Takes a page if there is one. */
  take(): void {
    if (this.count === 0) return;
    this.count = Math.max(0, this.pages - 1);
    this.usedMs = this.nowMs();
  }

  empty(): void {
    this.count = 0;
  }

  get pages(): number {
    const { timeoutMs } = this.policy;
    return timeoutMs !== null && this.nowMs() - this.usedMs >= timeoutMs ? 0 : this.count;
  }

  get bytes(): number {
    return this.pages * PAGE_BYTES;
  }
}
