import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PhaseRun } from '../../../src/engine-sim/workload/workload-phase.ts';
import type { Heap } from '../../../src/heap/heap.ts';
import { pageOf, pageStart } from '../../../src/heap/layout/page-geometry.ts';
import type { Lifetime, LifetimeModel, ObjectClass, ObjectShape, WorkloadPhase } from '../../../src/scenario/program.ts';
import type { HeapCase } from '../../heap/heap-cases.ts';
import { HEAP_CASES } from '../../heap/heap-cases.ts';
import { newHeap, newVerifiedHeap } from '../../heap/heaps.ts';
import { SOAKING } from '../../laws/law-budget.ts';
import { fingerprint } from './heap-fingerprint.ts';

const share = fc.constantFrom(1, 0.5, 0.05, 0.001);
const few = fc.integer({ min: 1, max: 60 });
const many = fc.integer({ min: 1, max: 9000 });

const LIFETIMES: Record<LifetimeModel, fc.Arbitrary<Lifetime>> = {
  dies: fc.constant({ model: 'dies' }),
  forever: fc.tuple(share, fc.constantFrom(0, 0, 1, 700)).map(([s, slots]): Lifetime => ({ model: 'forever', share: s, slots, name: null })),
  ring: fc.tuple(many, fc.constantFrom(1, 1, 2, 7, 1000)).map(([size, every]): Lifetime => ({ model: 'ring', size, every })),
  stack: fc.tuple(many, fc.nat(100)).map(([depth, base]): Lifetime => ({ model: 'stack', depth, base: Math.min(base, depth - 1) })),
  for: fc.tuple(fc.integer({ min: 1, max: 2 ** 20 }), share).map(([words, s]): Lifetime => ({ model: 'for', bytes: words * 8 - 3, share: s })),
  queues: fc
    .array(fc.tuple(fc.integer({ min: 1, max: 2 ** 16 }), fc.constantFrom(0.001, 0.02, 0.3), fc.integer({ min: 1, max: 3000 })), { minLength: 1, maxLength: 3 })
    .map((queues): Lifetime => ({ model: 'queues', queues: queues.map(([words, s, slots]) => ({ bytes: words * 8, share: s, slots })) })),
  sampled: fc.array(fc.oneof(fc.integer({ min: 0, max: 3_000_000 }), fc.constant(Infinity)), { minLength: 1, maxLength: 40 })
    .map((quantiles): Lifetime => ({ model: 'sampled', quantiles, distribution: 'test' })),
  request: fc.tuple(few, fc.integer({ min: 1, max: 200 })).map(([concurrent, objects]): Lifetime => ({ model: 'request', concurrent, objects })),
  cache: fc.tuple(many, share).map(([slots, s]): Lifetime => ({ model: 'cache', slots, share: s })),
  list: fc.tuple(many, fc.constantFrom('fifo' as const, 'lifo' as const), fc.nat(50))
    .map(([length, order, base]): Lifetime => ({ model: 'list', length, order, base: order === 'fifo' ? 0 : Math.min(base, length - 1) })),
  tree: fc.tuple(fc.constantFrom(0, 1, 2, 6, 11), fc.integer({ min: 1, max: 9 })).map(([depth, keep]): Lifetime => ({ model: 'tree', depth, keep })),
};

const shape = (type: ObjectShape['type'], min: number, max = min): ObjectShape => ({ type, units: { min, max } });
const anyShape = fc.oneof(
  few.map((fields) => shape('JSObject', fields)),
  fc.nat(300).map((length) => shape('JSArray', length)),
  fc.nat(900).map((length) => shape('SeqOneByteString', length)),
  fc.constantFrom(shape('HeapNumber', 0), shape('ConsString', 0), shape('JSMap', 0), shape('JSArray', 0, 12)),
);
/** With two fields to link through. */
const linkable = fc.integer({ min: 2, max: 9 }).map((fields) => shape('JSObject', fields));

const seed = fc.integer({ min: 1, max: 0x7fffffff });
const heapCase = fc.constantFrom(...HEAP_CASES);

interface Case {
  readonly classes: readonly ObjectClass[];
  readonly seed: number;
  readonly heapCase: HeapCase;
  readonly bytes: number;
  /** Objects between two looks at the heap. */
  readonly chunk: number;
  /** Marking is under way when the workload begins. */
  readonly marking: boolean;
  /** The classes have one lifetime together: that of the first. */
  readonly together: boolean;
}

function anyCase(classes: fc.Arbitrary<readonly ObjectClass[]>): fc.Arbitrary<Case> {
  return fc.record({
    classes,
    seed,
    heapCase,
    bytes: fc.integer({ min: 1, max: 4 * 2 ** 20 }),
    chunk: fc.integer({ min: 5000, max: 50_000 }),
    marking: fc.boolean(),
    together: fc.boolean(),
  });
}

function classOf(model: LifetimeModel): fc.Arbitrary<ObjectClass> {
  const shapes = model === 'list' || model === 'tree' ? linkable : anyShape;
  return fc.record({ shape: shapes, generation: fc.constant('young' as const), weight: fc.constant(1), lifetime: LIFETIMES[model] });
}

/** Free memory holds anything: objects that were forgotten to be initialised show. */
function poison({ structure }: Heap): void {
  const { pages, words, newSpace } = structure;
  const current = pageOf(newSpace.lab.top);
  for (const page of newSpace.pageList()) words.fill(-12_345, page === current ? newSpace.lab.top : pageStart(page), pageStart(page + 1));
  words.fill(-12_345, pageStart(pages.end), pageStart(pages.end + 64));
}

type Path = 'exact' | 'runs' | 'unseen runs';

/** What is left of the heap, of the draws and of the counts. Every collection is verified, unless nobody may look at what is owed. */
function run({ classes, seed: state, heapCase: { preset, flags }, bytes, chunk, marking, together }: Case, path: Path): unknown {
  const shared = together && classes.every(({ lifetime: { model } }) => model !== 'list' && model !== 'tree');
  const heap = path === 'unseen runs' ? newHeap(preset, flags) : newVerifiedHeap(preset, flags);
  poison(heap);
  const phase: WorkloadPhase = { bytes, objects: Infinity, durationMs: Infinity, rateBytesPerMs: null, mementosUntil: 0, pretenuring: false, objectsPerTurn: Infinity, javascript: false, shared, classes: shared ? classes.map((one) => ({ ...one, lifetime: classes[0]!.lifetime })) : classes };
  if (marking) heap.collection.startMarking();
  const phaseRun = new PhaseRun(heap, phase, state, path === 'exact');
  const seen: unknown[] = [];
  while (!phaseRun.advance(chunk)) seen.push(phaseRun.objects, phaseRun.words, phaseRun.state);
  seen.push(phaseRun.objects, phaseRun.words, phaseRun.state, fingerprint(heap));
  phaseRun.end();
  heap.collection.collect({ generation: 'old', reason: 'testing' });
  seen.push(fingerprint(heap));
  return seen;
}

describe('runs of objects leave the heap that object by object leaves', () => {
  test.each(Object.keys(LIFETIMES) as LifetimeModel[])('lifetime %s', (model) => {
    fc.assert(
      fc.property(anyCase(classOf(model).map((only) => [only])), (one) => {
        const exact = run(one, 'exact');
        expect(run(one, 'runs')).toEqual(exact);
        expect(run(one, 'unseen runs')).toEqual(exact);
      }),
      { numRuns: SOAKING ? 200 : 8 },
    );
  });
});
