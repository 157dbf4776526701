/** One heap, millions of operations: what only shows after a long time. `npm run test:soak` runs it. */
import { describe, expect, test } from 'vitest';
import { drawnValue, nextState, seedToState } from '../../src/base/prng.ts';
import { HEAP_CASES } from '../heap/heap-cases.ts';
import type { ObjectTypeName } from '../../src/vocabulary/object-types.ts';
import type { Operation } from '../laws/heap-model.ts';
import { ModelledHeap } from '../laws/heap-model.ts';
import { SOAKING } from '../laws/law-budget.ts';

const OPERATIONS = 10_000_000;
const VERIFY_EVERY = 10_000;
const SEED = Number(process.env['SOAK_SEED'] ?? 1);

const SMALL: readonly ObjectTypeName[] = ['FixedArray', 'JSObject', 'JSArray', 'Context', 'PropertyArray', 'ByteArray', 'HeapNumber', 'ConsString', 'JSMap', 'Symbol'];

/** Draws operations: mostly what a program does, now and then what a collector or a tester does. */
class Draws {
  private state: number;

  constructor(seed: number) {
    this.state = seedToState(seed);
  }

  below(bound: number): number {
    this.state = nextState(this.state);
    return drawnValue(this.state) % bound;
  }

  operation(): Operation {
    const draw = this.below(10_000);
    if (draw < 2500) return { op: 'allocate', type: SMALL[this.below(SMALL.length)]!, units: this.below(40), young: this.below(4) > 0, retry: 'last-resort' };
    if (draw < 5500) return { op: 'link', from: this.below(1000), slot: this.below(40), to: this.below(1000) };
    if (draw < 8000) return { op: 'drop', handle: this.below(1000) };
    if (draw < 9900) return { op: 'number', from: this.below(1000), slot: this.below(40), value: this.below(1000) };
    if (draw < 9980) return { op: 'garbage', type: SMALL[this.below(SMALL.length)]!, units: this.below(200), young: this.below(3) > 0, count: this.below(60) };
    if (draw < 9990) return { op: 'allocate', type: 'FixedArray', units: 900 + this.below(30_000), young: this.below(2) > 0, retry: 'light' };
    if (draw < 9995) return { op: 'mark', how: (['start', 'step', 'finish'] as const)[this.below(3)]! };
    if (draw < 9999) return { op: 'collect', how: (['minor', 'minor', 'major', 'precise'] as const)[this.below(4)]! };
    return this.below(4) === 0 ? { op: 'disturb', how: (['drop free lists', 'force', 'starve'] as const)[this.below(3)]!, handle: this.below(1000) } : { op: 'collect', how: 'minor' };
  }
}

describe.runIf(SOAKING)('ten million operations', () => {
  const share = OPERATIONS / HEAP_CASES.length;
  test.each(HEAP_CASES)('leave a heap of preset $label sound', { timeout: 3_600_000 }, (heapCase) => {
    const draws = new Draws(SEED);
    const modelled = new ModelledHeap(heapCase, undefined, 'sometimes');
    for (let done = 1; done <= share; done++) {
      expect(modelled.apply(draws.operation()), `seed ${String(SEED)}: out of memory at operation ${String(done)}`).toBe(true);
      if (done % VERIFY_EVERY === 0) {
        modelled.verifier.verifyNow();
        modelled.compare();
      }
    }
    expect(modelled.compared).toBeGreaterThanOrEqual(share / VERIFY_EVERY);
  });
});
