/**
 * The two kinds of loop have the same draws and hold the same objects: what a loop of JavaScript does besides (mementos,
 * variables, registers) is not alive, or a few objects. Versions that compile no loop, so that no register keeps a list.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JavaScriptLoop } from '../../../src/engine-sim/javascript-loop/javascript-loop.ts';
import { PhaseRun } from '../../../src/engine-sim/workload/workload-phase.ts';
import type { WorkloadRun } from '../../../src/engine-sim/workload/workload-run.ts';
import type { Heap } from '../../../src/heap/heap.ts';
import type { Lifetime, LifetimeModel, ObjectShape, WorkloadPhase } from '../../../src/scenario/program.ts';
import { newVerifiedHeap } from '../../heap/heaps.ts';
import { SOAKING } from '../../laws/law-budget.ts';

const share = fc.constantFrom(1, 0.5, 0.05);
const some = fc.integer({ min: 1, max: 3000 });
/** As many as a case makes objects at most: what stays for ever finds its place. */
const SLOTS = 20_000;

const LIFETIMES: Record<Exclude<LifetimeModel, 'for' | 'sampled'>, fc.Arbitrary<Lifetime>> = {
  dies: fc.constant({ model: 'dies' }),
  forever: share.map((s): Lifetime => ({ model: 'forever', share: s, slots: SLOTS, name: null })),
  ring: fc.tuple(some, fc.constantFrom(1, 1, 2, 7, 1000)).map(([size, every]): Lifetime => ({ model: 'ring', size, every })),
  stack: fc.tuple(some, fc.nat(100)).map(([depth, base]): Lifetime => ({ model: 'stack', depth, base: Math.min(base, depth - 1) })),
  queues: fc
    .array(fc.tuple(fc.integer({ min: 1, max: 2 ** 16 }), fc.constantFrom(0.001, 0.02, 0.3), fc.oneof(some, fc.constant(SLOTS))), { minLength: 1, maxLength: 3 })
    .map((queues): Lifetime => ({ model: 'queues', queues: queues.map(([words, s, slots]) => ({ bytes: words * 8, share: s, slots })) })),
  request: fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 200 })).map(([concurrent, objects]): Lifetime => ({ model: 'request', concurrent, objects })),
  cache: fc.tuple(some, share).map(([slots, s]): Lifetime => ({ model: 'cache', slots, share: s })),
  list: fc
    .tuple(some, fc.constantFrom('fifo' as const, 'lifo' as const), fc.nat(50))
    .map(([length, order, base]): Lifetime => ({ model: 'list', length, order, base: order === 'fifo' ? 0 : Math.min(base, length - 1) })),
  tree: fc.tuple(fc.constantFrom(1, 2, 6, 9), fc.integer({ min: 1, max: 9 })).map(([depth, keep]): Lifetime => ({ model: 'tree', depth, keep })),
};

const fields = fc.integer({ min: 2, max: 9 }).map((count): ObjectShape => ({ type: 'JSObject', units: { min: count, max: count } }));
const drawn = (type: ObjectShape['type'], most: number): fc.Arbitrary<ObjectShape> =>
  fc.tuple(fc.integer({ min: 1, max: most }), fc.nat(most)).map(([min, more]): ObjectShape => ({ type, units: { min, max: min + more } }));
const anyShape = fc.oneof(fields, drawn('JSArray', 40), drawn('SeqOneByteString', 200));

function phases(model: keyof typeof LIFETIMES): fc.Arbitrary<WorkloadPhase> {
  const isLinked = model === 'list' || model === 'tree';
  return fc.record({ lifetime: LIFETIMES[model], shapes: fc.array(isLinked ? fields : anyShape, { minLength: 1, maxLength: isLinked ? 1 : 3 }), objects: fc.integer({ min: 1, max: SLOTS }) }).map(
    ({ lifetime, shapes, objects }): WorkloadPhase => ({
      bytes: Infinity,
      objects,
      durationMs: Infinity,
      rateBytesPerMs: null,
      mementosUntil: 0,
      pretenuring: false,
      objectsPerTurn: Infinity,
      javascript: false,
      shared: true,
      classes: shapes.map((shape, index) => ({ shape, generation: 'young', weight: index + 1, lifetime })),
    }),
  );
}

interface Trail {
  /** After each thousand objects: how many there were, their words, the state of the draws. */
  readonly steps: readonly (readonly number[])[];
  readonly liveBytes: number;
}

function trailOf(heap: Heap, run: WorkloadRun & { readonly words: number }): Trail {
  const steps: (readonly number[])[] = [];
  for (let isOver = false; !isOver; ) {
    isOver = run.advance(1000);
    steps.push([run.objects, run.words, run.state]);
  }
  heap.collection.collect({ generation: 'old', reason: 'testing' });
  const liveBytes = heap.collection.recorder.records.at(-1)!.after.usedBytes;
  run.end();
  return { steps, liveBytes };
}

/** Of the newest object in a variable, and of the one in a field of the global object; the largest is an array of 80 elements. */
const VARIABLES_BYTES = 2 * (80 + 6) * 8 + 100;

describe('a loop of JavaScript draws what a native one draws and holds what it holds', () => {
  test.each(Object.keys(LIFETIMES) as (keyof typeof LIFETIMES)[])('lifetime %s', (model) => {
    fc.assert(
      fc.property(phases(model), fc.integer({ min: 1, max: 0x7fffffff }), fc.constantFrom('11.3', '12.4'), (phase, seed, preset) => {
        const nativeHeap = newVerifiedHeap(preset);
        const native = trailOf(nativeHeap, new PhaseRun(nativeHeap, phase, seed, false));
        const heap = newVerifiedHeap(preset);
        const javascript = trailOf(heap, new JavaScriptLoop(heap, { ...phase, javascript: true }, seed));
        expect(javascript.steps).toEqual(native.steps);
        expect(Math.abs(javascript.liveBytes - native.liveBytes)).toBeLessThanOrEqual(VARIABLES_BYTES);
      }),
      { numRuns: SOAKING ? 100 : 6 },
    );
  });
});
