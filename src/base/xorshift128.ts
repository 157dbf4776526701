/**
 * V8's own random numbers: xorshift128+ seeded through MurmurHash3's finaliser.
 *
 * Stress modes draw from it, so that a fixed seed makes the draws of the real engine (measured: the limits that
 * --trace-stress-scavenge prints on Node 20 to 26). Not for scenarios, which draw from prng.ts.
 * Invariant: the state is two 64-bit numbers, not both 0.
 */
import { invariant } from './invariant.ts';

const MASK = (1n << 64n) - 1n;

export class Xorshift128 {
  private low: bigint;
  private high: bigint;

  constructor(seed: number | bigint) {
    this.low = scramble(BigInt.asUintN(64, BigInt(seed)));
    this.high = scramble(~this.low & MASK);
  }

  /** An integer, 0 ≤ value < bound ≤ 2^31 - 1. */
  nextInt(bound: number): number {
    invariant(bound > 0, 'a draw has a positive bound', { bound });
    if ((bound & (bound - 1)) === 0) return Number((BigInt(bound) * this.next(31n)) >> 31n);
    for (;;) {
      const drawn = Number(this.next(31n));
      const value = drawn % bound;
      // What is left above the last whole multiple would favour small values.
      if (0x7fffffff - (drawn - value) >= bound - 1) return value;
    }
  }

  /** 0 ≤ value < 1, in steps of 2^-52. */
  nextDouble(): number {
    this.step();
    return Number(this.low >> 12n) / 2 ** 52;
  }

  /** 64 bits, signed: the seed of another generator. */
  nextInt64(): bigint {
    this.step();
    return BigInt.asIntN(64, this.low + this.high);
  }

  /** `count` different integers below `bound`, ascending. */
  sample(bound: number, count: number): number[] {
    invariant(count <= bound, 'a sample is no larger than what it is drawn from', { bound, count });
    const left = Array.from({ length: bound }, (_, index) => index);
    while (left.length > count) left.splice(Math.floor(this.nextDouble() * left.length), 1);
    return left;
  }

  private next(bits: bigint): bigint {
    this.step();
    return ((this.low + this.high) & MASK) >> (64n - bits);
  }

  private step(): void {
    let mixed = this.low;
    const kept = this.high;
    mixed ^= (mixed << 23n) & MASK;
    mixed ^= mixed >> 17n;
    mixed ^= kept;
    mixed ^= kept >> 26n;
    this.low = kept;
    this.high = mixed;
  }
}

function scramble(value: bigint): bigint {
  let hash = value;
  hash ^= hash >> 33n;
  hash = (hash * 0xff51afd7ed558ccdn) & MASK;
  hash ^= hash >> 33n;
  hash = (hash * 0xc4ceb9fe1a85ec53n) & MASK;
  return hash ^ (hash >> 33n);
}
