/**
 * What a random scenario is made of: moves, drawn and shrunk by fast-check, without a memory of each other.
 *
 * A move names objects by numbers that are taken modulo those there are, so every list of moves is a scenario, and so
 * is every part of one: see realise.ts.
 */
import fc from 'fast-check';
import { PRESETS, findPreset } from '../flags/presets/index.ts';
import type { FlagName, GivenFlags } from '../flags/flag-definitions.ts';
import { findForeignFlag } from '../flags/flag-definitions.ts';
import type { GcAction, RetryPolicy } from '../scenario/program.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';

export interface DrawnShape {
  readonly type: ObjectTypeName;
  /** Null for types of one size. */
  readonly units: number | null;
}

export interface DrawnClass extends DrawnShape {
  readonly old: boolean;
  readonly weight: number;
  readonly lifetime: unknown;
}

export type LeafMove =
  | { readonly move: 'allocate'; readonly shape: DrawnShape; readonly old: boolean; readonly handle: 'local' | 'global' | 'none'; readonly retry: RetryPolicy; readonly reuse: number | null }
  /** A new object that only a field of another one keeps, once its handle is dropped. */
  | { readonly move: 'attach'; readonly shape: DrawnShape; readonly old: boolean; readonly host: number; readonly slot: number; readonly drop: boolean }
  | { readonly move: 'hold'; readonly shape: DrawnShape; readonly old: boolean; readonly count: number }
  | { readonly move: 'garbage'; readonly shape: DrawnShape; readonly old: boolean; readonly count: number; readonly retry: RetryPolicy }
  | { readonly move: 'link'; readonly from: number; readonly slot: number; readonly to: number | null }
  | { readonly move: 'keep' | 'drop' | 'evacuate' | 'escape' | 'local' | 'persistent' | 'global' | 'eternal'; readonly object: number }
  | { readonly move: 'reset' | 'weaken'; readonly handle: number }
  | { readonly move: 'gc'; readonly action: GcAction; readonly kilobytes: number }
  | { readonly move: 'fill'; readonly page: boolean; readonly space: number; readonly leave: number }
  | { readonly move: 'seal' | 'run-tasks' | 'registry' }
  | { readonly move: 'abandon'; readonly space: number }
  | { readonly move: 'workload'; readonly kilobytes: number; readonly classes: readonly DrawnClass[] }
  | { readonly move: 'weak-ref'; readonly object: number; readonly old: boolean }
  | { readonly move: 'entry'; readonly map: number; readonly key: number; readonly value: number }
  | { readonly move: 'register'; readonly registry: number; readonly target: number; readonly token: number | null }
  | { readonly move: 'unregister'; readonly registry: number; readonly token: number };

export type Move =
  | LeafMove
  | { readonly move: 'scope' | 'job' | 'always' | 'group'; readonly inside: readonly LeafMove[] }
  /** Incremental marking from its beginning to its end, with a mutator and scavenges in between. */
  | { readonly move: 'marking'; readonly complete: boolean; readonly inside: readonly LeafMove[] }
  | { readonly move: 'repeat'; readonly times: number; readonly inside: readonly LeafMove[] }
  | { readonly move: 'fail'; readonly every: number; readonly after: number; readonly times: number; readonly space: number | null; readonly pages: boolean; readonly inside: readonly LeafMove[] };

export interface DrawnScenario {
  readonly preset: string;
  readonly seed: number;
  readonly flags: GivenFlags;
  readonly moves: readonly Move[];
}

const index = fc.nat(1000);
const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 3, nil: null });

/** Objects with fields, mostly small. */
const holder: fc.Arbitrary<DrawnShape> = fc.record({
  type: fc.constantFrom<ObjectTypeName>('FixedArray', 'FixedArray', 'JSObject', 'JSArray', 'Context', 'PropertyArray', 'WeakFixedArray'),
  // What treats sizes differently mostly does so for few words.
  units: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 })),
});
const smallShape: fc.Arbitrary<DrawnShape> = fc.oneof(
  { weight: 6, arbitrary: holder },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom<ObjectTypeName>('ByteArray', 'SeqOneByteString', 'FixedDoubleArray'), units: fc.nat(400) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom<ObjectTypeName>('HeapNumber', 'ConsString', 'JSMap', 'Symbol', 'JSFunction', 'JSPromise'), units: fc.constant(null) }) },
);
const largeUnits = fc.oneof(fc.integer({ min: 900, max: 6000 }), fc.integer({ min: 16_370, max: 16_390 }), fc.integer({ min: 16_390, max: 40_000 }));
const anyShape: fc.Arbitrary<DrawnShape> = fc.oneof(
  { weight: 8, arbitrary: smallShape },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom<ObjectTypeName>('FixedArray', 'FixedArray', 'WeakFixedArray', 'ByteArray'), units: largeUnits }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom<ObjectTypeName>('JSWeakMap', 'JSWeakSet'), units: fc.constant(null) }) },
);
const oldShape: fc.Arbitrary<DrawnShape> = fc.oneof(
  { weight: 6, arbitrary: anyShape },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom<ObjectTypeName>('Map', 'Cell', 'PropertyCell', 'FeedbackCell'), units: fc.constant(null) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant<ObjectTypeName>('Code'), units: fc.integer({ min: 64, max: 200_000 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant<ObjectTypeName>('BytecodeArray'), units: fc.nat(5000) }) },
);

const placedShape = fc.oneof(
  { weight: 3, arbitrary: anyShape.map((shape) => ({ shape, old: false })) },
  { weight: 2, arbitrary: oldShape.map((shape) => ({ shape, old: true })) },
);
const retry = fc.constantFrom<RetryPolicy>('last-resort', 'last-resort', 'light', 'none');

const lifetime: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant('dies'),
  fc.constant('forever'),
  fc.integer({ min: 1, max: 2000 }).map((ring) => ({ ring })),
  fc.record({ size: fc.integer({ min: 1, max: 500 }), every: fc.integer({ min: 1, max: 5 }) }).map((ring) => ({ ring })),
  fc.record({ depth: fc.integer({ min: 2, max: 300 }), base: fc.nat(1) }).map((stack) => ({ stack })),
  fc.integer({ min: 1, max: 256 }).map((kilobytes) => ({ for: `${String(kilobytes)}KiB` })),
  fc.integer({ min: 1, max: 128 }).map((kilobytes) => ({ exponential: { mean: `${String(kilobytes)}KiB` } })),
  fc.record({ concurrent: fc.integer({ min: 1, max: 8 }), objects: fc.integer({ min: 1, max: 60 }) }).map((request) => ({ request })),
  fc.integer({ min: 1, max: 500 }).map((cache) => ({ cache })),
  fc.record({ length: fc.integer({ min: 2, max: 300 }), order: fc.constantFrom('fifo', 'lifo') }).map((list) => ({ list })),
  fc.record({ depth: fc.integer({ min: 1, max: 6 }), keep: fc.integer({ min: 1, max: 4 }) }).map((tree) => ({ tree })),
);
const objectClass: fc.Arbitrary<DrawnClass> = fc
  .record({
    type: fc.constantFrom<ObjectTypeName>('JSObject', 'FixedArray', 'JSArray', 'HeapNumber', 'SeqOneByteString'),
    units: fc.integer({ min: 2, max: 60 }),
    old: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
    weight: fc.integer({ min: 1, max: 9 }),
    lifetime,
  })
  .map(({ type, units, lifetime: drawn, ...rest }) => {
    // Lists and trees are linked through fields 0 and 1.
    const linked = typeof drawn === 'object' && drawn !== null && ('list' in drawn || 'tree' in drawn);
    const suited = linked && type !== 'JSObject' && type !== 'FixedArray' ? 'JSObject' : type;
    return { type: suited, units: suited === 'HeapNumber' ? null : units, lifetime: drawn, ...rest };
  });

const gcAction = fc.constantFrom<GcAction>('minor', 'minor', 'minor', 'minor', 'minor', 'minor', 'major', 'major', 'memory-reducing', 'precise', 'last-resort', 'incremental-start', 'incremental-start', 'incremental-step', 'incremental-step', 'incremental-finish');

const leaf: fc.Arbitrary<LeafMove> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ move: fc.constant('allocate' as const), placed: placedShape, handle: fc.constantFrom('local' as const, 'local' as const, 'local' as const, 'global' as const, 'none' as const), retry, reuse: sometimes(index) }).map(({ placed, ...rest }) => ({ ...rest, ...placed })) },
  { weight: 8, arbitrary: fc.record({ move: fc.constant('attach' as const), placed: placedShape, host: index, slot: fc.nat(40_000), drop: fc.boolean() }).map(({ placed, ...rest }) => ({ ...rest, ...placed })) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('hold' as const), placed: placedShape, count: fc.integer({ min: 2, max: 40 }) }).map(({ placed, ...rest }) => ({ ...rest, ...placed })) },
  { weight: 5, arbitrary: fc.record({ move: fc.constant('garbage' as const), shape: smallShape, old: fc.boolean(), count: fc.integer({ min: 1, max: 3000 }), retry }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('garbage' as const), placed: placedShape, count: fc.integer({ min: 1, max: 12 }), retry }).map(({ placed, ...rest }) => ({ ...rest, ...placed })) },
  { weight: 16, arbitrary: fc.record({ move: fc.constant('link' as const), from: index, slot: fc.nat(40_000), to: sometimes(index) }) },
  { weight: 10, arbitrary: fc.record({ move: fc.constantFrom('drop' as const, 'drop' as const, 'drop' as const, 'keep' as const, 'evacuate' as const), object: index }) },
  { weight: 3, arbitrary: fc.record({ move: fc.constantFrom('local' as const, 'persistent' as const, 'persistent' as const, 'global' as const, 'eternal' as const, 'escape' as const), object: index }) },
  { weight: 3, arbitrary: fc.record({ move: fc.constantFrom('weaken' as const, 'weaken' as const, 'reset' as const), handle: index }) },
  { weight: 12, arbitrary: fc.record({ move: fc.constant('gc' as const), action: gcAction, kilobytes: fc.nat(64) }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('fill' as const), page: fc.boolean(), space: index, leave: fc.nat(4096) }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('abandon' as const), space: index }) },
  { weight: 3, arbitrary: fc.record({ move: fc.constantFrom('seal' as const, 'run-tasks' as const, 'registry' as const) }) },
  { weight: 3, arbitrary: fc.record({ move: fc.constant('workload' as const), kilobytes: fc.integer({ min: 1, max: 2048 }), classes: fc.array(objectClass, { minLength: 1, maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('weak-ref' as const), object: index, old: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ move: fc.constant('entry' as const), map: index, key: index, value: index }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('register' as const), registry: index, target: index, token: sometimes(index) }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('unregister' as const), registry: index, token: index }) },
);
const inside = fc.array(leaf, { minLength: 1, maxLength: 6 });
/** What is special about marking is what happens to objects that are marked already. */
const insideMarking = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: fc.constantFrom<GcAction>('minor', 'incremental-step').map((action): LeafMove => ({ move: 'gc', action, kilobytes: 16 })) },
  ),
  { minLength: 1, maxLength: 8 },
);

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 24, arbitrary: leaf },
  { weight: 2, arbitrary: fc.record({ move: fc.constantFrom('scope' as const, 'scope' as const, 'job' as const, 'always' as const, 'group' as const), inside }) },
  { weight: 3, arbitrary: fc.record({ move: fc.constant('marking' as const), complete: fc.boolean(), inside: insideMarking }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('repeat' as const), times: fc.integer({ min: 1, max: 6 }), inside }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('fail' as const), every: fc.integer({ min: 1, max: 5 }), after: fc.nat(20), times: fc.nat(3), space: sometimes(index), pages: fc.boolean(), inside }) },
);

const RARE = ['gc-global', 'optimize-for-size', 'stress-compaction-random', 'stress-incremental-marking', 'stress-marking', 'stress-scavenge'] as const;

/** Small heaps: limits are reached soon, and a run is short. */
const flags: fc.Arbitrary<GivenFlags> = fc
  .record(
    {
      'max-old-space-size': fc.integer({ min: 8, max: 48 }),
      'max-semi-space-size': fc.constantFrom(1, 1, 2, 4),
      'min-semi-space-size': fc.constant(1),
      'semi-space-growth-factor': fc.integer({ min: 2, max: 4 }),
      'initial-old-space-size': fc.integer({ min: 1, max: 8 }),
      'heap-growing-percent': fc.integer({ min: 1, max: 100 }),
      'incremental-marking': fc.boolean(),
      'page-promotion': fc.boolean(),
      'page-promotion-threshold': fc.constantFrom(0, 1, 10, 70),
      compact: fc.boolean(),
      'compact-on-every-full-gc': fc.boolean(),
      'compact-with-stack': fc.boolean(),
      'compact-code-space': fc.boolean(),
      'manual-evacuation-candidates-selection': fc.boolean(),
      'scavenger-precise-object-pinning': fc.boolean(),
      'scavenger-promote-quarantined-pages': fc.boolean(),
      'gc-global': fc.constant(true),
      'allocation-buffer-parking': fc.boolean(),
      'optimize-for-size': fc.constant(true),
      predictable: fc.boolean(),
      'stress-compaction-random': fc.constant(true),
      'stress-incremental-marking': fc.constant(true),
      'stress-marking': fc.integer({ min: 1, max: 100 }),
      'stress-scavenge': fc.integer({ min: 5, max: 100 }),
      'minor-ms': fc.constant(true),
      'minor-ms-page-promotion-threshold': fc.constantFrom(0, 10, 50, 100),
      'minor-ms-max-page-age': fc.nat(4),
    },
    { requiredKeys: ['max-old-space-size', 'max-semi-space-size'] },
  )
  .map((drawn) => {
    // Each rare: what they switch off is what most cases are for.
    const rare = new Set(RARE.filter((name, at) => drawn[name] !== undefined && drawn['max-old-space-size'] % 8 === at % 8));
    return Object.fromEntries(Object.entries(drawn).filter(([name]) => !(RARE as readonly string[]).includes(name) || rare.has(name as (typeof RARE)[number])));
  });

/** @param presets names of presets; empty = all. */
export function drawnScenarios(presets: readonly string[]): fc.Arbitrary<DrawnScenario> {
  return fc
    .record({
      preset: fc.constantFrom(...(presets.length > 0 ? presets : PRESETS.map(({ name }) => name))),
      seed: fc.nat(1_000_000),
      flags,
      moves: fc.array(move, { minLength: 1, maxLength: 60, size: 'max' }),
    })
    .map((drawn) => ({ ...drawn, flags: supportedFlags(drawn.preset, drawn.flags) }));
}

/** Without those of other versions, and without the young collector that the preset does not have. */
function supportedFlags(preset: string, drawn: GivenFlags): GivenFlags {
  const found = findPreset(preset)!;
  const hasMinorMarkSweep = found.newSpace.minorMarkSweep !== null;
  const supported = (name: FlagName): boolean => findForeignFlag(found, name) === null && (!name.startsWith('minor-ms') || (hasMinorMarkSweep && drawn['minor-ms'] === true));
  return Object.fromEntries(Object.entries(drawn).filter(([name]) => supported(name as FlagName)));
}
