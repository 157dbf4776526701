/**
 * Promotion at random (--scavenger-chaos-mode).
 *
 * Models:    V8's generator for each scavenge, seeded from that of the stress modes.
 * Simplifies: one scavenging task, so one generator.
 * Invariant: large objects are promoted in any case, and not asked about.
 */
import { Xorshift128 } from '../../base/xorshift128.ts';

export class PromotionChaos {
  private random: Xorshift128;
  private readonly seeds: Xorshift128;
  private readonly percent: number;

  /** @param percent of the survivors that are promoted */
  constructor(seeds: Xorshift128, percent: number) {
    this.seeds = seeds;
    this.random = seeds;
    this.percent = percent;
  }

  begin(): void {
    this.random = new Xorshift128(this.seeds.nextInt64());
  }

  promotes(): boolean {
    return this.percent > this.random.nextInt(100);
  }
}
