/**
 * The V8 flags that have an effect here, declared once. The type of resolved flags, their validation, the help,
 * the keys of a scenario's `flags:` and the reference page derive from this table.
 *
 * Names are V8's, with dashes; underscores are read as dashes. Values keep V8's units: sizes are whole megabytes,
 * and 0 means "not given".
 */
import { didYouMean } from '../base/did-you-mean.ts';
import type { Preset } from './presets/preset.ts';

interface FlagBase {
  readonly doc: string;
  /** Accepted because scripts pass it; this simulator behaves as if it were always so. */
  readonly inert?: true;
  /** The versions that have the flag, as presets are named; missing: all. */
  readonly only?: readonly string[];
}

/** Values that other flags get when a flag is on, whatever was given for them. */
export type Implications = Readonly<Record<string, number | boolean>>;

export interface BooleanFlag extends FlagBase {
  readonly type: 'boolean';
  readonly implies?: Implications;
  readonly default: boolean | ((preset: Preset) => boolean);
}

export interface NumberFlag extends FlagBase {
  /** `megabytes`: whole MB, 0 = not given. `number`: any. */
  readonly type: 'megabytes' | 'percent' | 'integer' | 'number';
  readonly default: number | ((preset: Preset) => number);
  readonly min: number;
  readonly max: number;
}

export type FlagDefinition = BooleanFlag | NumberFlag;

/** 16 GiB: no simulated heap is larger. */
const MAX_MEGABYTES = 16_384;
const MEGABYTE = 1024 * 1024;
/** 4 TiB: for questions about sizes that need no heap. */
const MAX_UNSIMULATED_MEGABYTES = 4_194_304;

/** Whether a heap is to be simulated with the flags, or only computed about. */
export type FlagUse = 'simulated' | 'computed';

const megabytes = (doc: string): NumberFlag => ({ type: 'megabytes', default: 0, min: 0, max: MAX_MEGABYTES, doc });
const seed = (doc: string): NumberFlag => ({ type: 'integer', default: 0, min: -(2 ** 31), max: 2 ** 31 - 1, doc });
const percent = (value: NumberFlag['default'], doc: string): NumberFlag => ({ type: 'percent', default: value, min: 0, max: 100, doc });
const count = (value: (preset: Preset) => number, min: number, max: number, doc: string): NumberFlag => ({ type: 'integer', default: value, min, max, doc });
const toggle = (value: BooleanFlag['default'], doc: string, implies: Implications = {}): BooleanFlag => ({ type: 'boolean', default: value, doc, implies });
const inert = (value: boolean, doc: string): BooleanFlag => ({ type: 'boolean', default: value, doc, inert: true });
const bound = (value: NumberFlag['default'], doc: string): NumberFlag => ({ type: 'megabytes', default: value, min: 0, max: MAX_MEGABYTES, doc });
const share = (value: NumberFlag['default'], min: number, max: number, doc: string): NumberFlag => ({ type: 'number', default: value, min, max, doc });
const SINCE_12_4 = ['12.4', '13.6', '14.6'] as const;
const SINCE_13_6 = ['13.6', '14.6'] as const;
const SINCE_14_6 = ['14.6'] as const;

export const FLAG_DEFINITIONS = {
  'min-semi-space-size': megabytes('Size a semispace starts with and never shrinks below, in MB.'),
  'max-semi-space-size': megabytes('Upper bound of a semispace, in MB; rounded up to a power of two.'),
  'scavenger-max-new-space-capacity-mb': megabytes('Half of what bounds a semispace that follows from the memory, in MB; 0: as the version has it. In 12.4 and 13.6.'),
  'lazy-new-space-shrinking': toggle(false, 'Semispaces start at their largest.'),
  'semi-space-growth-factor': {
    type: 'integer',
    default: (preset: Preset) => preset.newSpace.growthFactor,
    min: 2,
    max: 1024,
    doc: 'Factor by which a semispace grows.',
  },
  'max-old-space-size': megabytes('Upper bound of the old generation, in MB.'),
  'max-heap-size': megabytes('Upper bound of both generations together, in MB; the more specific sizes take precedence.'),
  'initial-old-space-size': megabytes('First limit of the old generation, and the floor of all later ones, in MB.'),
  'preconfigured-old-space-size': { ...megabytes('First limit of the old generation unless another flag gives one, in MB; no floor of later ones.'), only: SINCE_14_6 },
  'initial-heap-size': megabytes('First semispace and first limit together, in MB.'),
  'heap-growing-percent': {
    type: 'percent',
    default: 0,
    min: 0,
    max: 10_000,
    doc: 'Fixes the growing factor of the old generation to 1 + percent / 100; 0: computed from speeds.',
  },
  'minor-gc-task': toggle(true, 'A task of the event loop scavenges when new space is nearly full.'),
  'minor-gc-task-trigger': percent(80, 'Share of new space, in percent, from which on it counts as nearly full.'),
  'incremental-marking-task': toggle(true, 'Tasks of the event loop start, continue and finish incremental marking.'),
  'memory-reducer': toggle(true, 'Collect an idle heap to make it smaller; needs the event loop and incremental marking.'),
  'memory-reducer-for-small-heaps': toggle(true, 'The memory reducer also looks at heaps that were never collected.'),
  'memory-reducer-gc-count': count((preset) => preset.memoryReducer.collections, 1, 100, 'Collections of the memory reducer in a row, at most.'),
  'memory-reducer-delay-ms': count(() => 8_000, 1, 1e9, 'Milliseconds between two looks of the memory reducer at a program that is not idle.'),
  'gc-memory-reducer-start-delay-ms': count((preset) => preset.memoryReducer.startDelayMs, 1, 1e9, 'Milliseconds from signs of garbage to the first look of the memory reducer.'),
  'incremental-marking': toggle((preset) => preset.marking.incremental, 'Mark in steps before a full collection.'),
  'incremental-marking-soft-trigger': percent(0, 'Share of the way to the limit, in percent, at which a task is asked to start marking; 0: by what is left.'),
  'incremental-marking-hard-trigger': percent(0, 'Share of the way to the limit, in percent, at which marking starts at once; 0: by what is left.'),
  'stress-incremental-marking': toggle(false, 'Marking starts at each look at the limit, however small the heap is.'),
  'stress-marking': percent(0, 'Marking starts at random shares of the way to the limit, up to this one in percent; 0: not.'),
  'stress-scavenge': percent(0, 'Scavenges come at random fill levels of new space, up to this one in percent; 0: not.'),
  'page-promotion': toggle(true, 'A full collection moves well-filled new-space pages to the old generation whole.'),
  'page-promotion-threshold': {
    type: 'percent',
    default: (preset: Preset) => preset.newSpace.pagePromotionThresholdPercent,
    min: 0,
    max: 100,
    doc: 'Live share of a page, in percent, above which it is promoted whole.',
  },
  'minor-ms': { ...toggle(false, 'Young collections mark and sweep one paged new space and promote pages whole; nothing is copied.', { 'separate-gc-phases': true, 'page-promotion': true }), only: SINCE_12_4 },
  'minor-ms-page-promotion-threshold': { ...percent(50, 'Live and wasted share of a page, in percent, above which a minor mark-sweep promotes it.'), only: SINCE_12_4 },
  'minor-ms-page-promotion-max-lab-threshold': { ...percent(30, 'Pages of which a greater share, in percent, was allocated since the last collection are not promoted.'), only: SINCE_12_4 },
  'minor-ms-max-page-age': { ...count(() => 4, 0, 250, 'Minor mark-sweeps after which a page is not allocated on any more, so that the next one promotes it.'), only: SINCE_12_4 },
  'minor-ms-min-lab-size-kb': { ...count(() => 0, 0, 128, 'Smallest piece of free memory that new space allocates in with --minor-ms, in KB; 0: 2 KB.'), only: SINCE_12_4 },
  'minor-ms-max-new-space-capacity-mb': { ...megabytes('Half of what bounds new space with --minor-ms, in MB; 0: as the version has it.'), only: ['12.4', '13.6'] },
  compact: toggle(true, 'Empty fragmented old pages in full collections.'),
  'compact-with-stack': toggle(true, 'Also in collections that a running program asks for; off, in those of the event loop only.'),
  'compact-code-space': toggle(true, 'Empty pages of code space, too.'),
  'compact-code-space-with-stack': { ...toggle(true, 'Those of code space also in collections that a running program asks for.'), only: ['11.3', '12.4', '13.6'] },
  'compact-on-every-full-gc': toggle(false, 'Empty every old page in every full collection.'),
  'manual-evacuation-candidates-selection': toggle(false, 'Empty only the old pages that the scenario names.'),
  'compaction-max-evacuated-bytes-mb': { ...bound((preset) => preset.compaction.normal.budgetBytes / MEGABYTE, 'What a full collection moves from the old pages of a space, in MB.'), only: SINCE_14_6 },
  'compaction-max-evacuated-bytes-mb-for-reduce-memory': { ...bound((preset) => preset.compaction.reduceMemory.budgetBytes / MEGABYTE, 'The same in memory-reducing collections.'), only: SINCE_14_6 },
  'compaction-max-evacuated-bytes-mb-for-optimize-memory': { ...bound((preset) => preset.compaction.optimizeForMemory.budgetBytes / MEGABYTE, 'The same while memory is spared.'), only: SINCE_14_6 },
  'compaction-target-fragmentation-percent-for-reduce-memory': { ...percent((preset) => preset.compaction.reduceMemory.freePercent, 'Free share of a page from which memory-reducing collections empty it.'), only: SINCE_14_6 },
  'compaction-target-fragmentation-percent-for-optimize-memory': { ...percent((preset) => preset.compaction.optimizeForMemory.freePercent, 'The same while memory is spared.'), only: SINCE_14_6 },
  'stress-compaction': toggle(false, 'Semispaces of 1 MB, full collections only, each of which empties every second old page.', { 'gc-global': true, 'max-semi-space-size': 1 }),
  'stress-compaction-random': toggle(false, 'Full collections empty old pages at random.'),
  'random-seed': seed('Where random draws of stress modes begin; 0: at the seed of the scenario.'),
  'fuzzer-random-seed': seed('The same, and before random-seed.'),
  'scavenger-updates-allocation-limit': toggle(true, 'Scavenges of a program that hardly allocates may lower the limit of the old generation.'),
  'separate-gc-phases': { ...toggle((preset) => !preset.marking.scavengesWhileMarking, 'No scavenges while marking runs.'), only: ['11.3', '12.4', '13.6'] },
  'late-heap-limit-check': toggle(
    (preset) => !preset.oldGeneration.checkLimitAfterEachCollection && !preset.allocation.retriesAtMaximum,
    'Whether the old generation is at its maximum is checked after the last resort only, not after each collection.',
  ),
  'handle-weak-ref-weakly-in-minor-gc': toggle((preset) => preset.weakness.scavengesClearTargets, 'Scavenges clear the targets of WeakRefs and FinalizationRegistries.'),
  'stress-concurrent-allocation': toggle(false, 'Another thread allocates in the old generation meanwhile, as much as the program. Steps that take free memory away (fill, seal, abandon) refuse beside it.'),
  'allocation-site-pretenuring': toggle(true, 'Classes of workloads with pretenuring go to the old generation when nearly all of their objects survive.'),
  maglev: { ...toggle((preset) => preset.onStackCompilation !== null, 'Loops of JavaScript that have used up a budget of bytecode go on as compiled code.'), only: SINCE_13_6 },
  'gc-global': toggle(false, 'Every collection is a full one.'),
  'detect-ineffective-gcs-near-heap-limit': toggle(true, 'Out of memory after several full collections that freed next to nothing.'),
  'ineffective-gc-size-threshold': { ...share((preset) => preset.oldGeneration.ineffective.sizeShare, 0, 1, 'Share of the maximum from which a full collection counts as ineffective.'), only: SINCE_14_6 },
  'ineffective-gc-mutator-utilization-threshold': { ...share((preset) => preset.oldGeneration.ineffective.utilization, 0, 1, 'Share of the program’s time below which it does.'), only: SINCE_14_6 },
  'external-memory-accounted-in-global-limit': { ...toggle(false, 'Memory outside the heap counts against a limit of its own with the old generation, not against that of the old generation.'), only: SINCE_13_6 },
  'external-memory-max-growing-factor': { ...share((preset) => preset.external.maximumGrowingFactor, 1, 1000, 'By no more does that limit grow with memory outside the heap.'), only: SINCE_14_6 },
  'memory-balancer': { ...toggle(false, 'Limits from the speeds of allocation and collection by a square root, looked at each second; no memory reducer.', { 'memory-reducer': false }), only: SINCE_12_4 },
  'memory-balancer-c-value': { ...share(3e-10, 1e-15, 1, 'How dear memory is to it: the smaller, the more is used.'), only: SINCE_12_4 },
  'memory-pool-timeout': { ...count((preset) => (preset.pagePool.timeoutMs ?? 0) / 1000, 0, 1e6, 'Seconds without use after which pages that are kept for the next are given back.'), only: SINCE_14_6 },
  'scavenger-precise-object-pinning': { ...toggle(false, 'Scavenges do not move what frames and local handles lead to.'), only: SINCE_13_6 },
  'scavenger-conservative-object-pinning': { ...toggle(false, 'Scavenges do not move what frames lead to.'), only: SINCE_13_6 },
  'scavenger-promote-quarantined-pages': { ...toggle(true, 'A page with such objects moves to the old generation whole once all on it has survived before.'), only: SINCE_13_6 },
  'scavenger-chaos-mode': { ...toggle(false, 'Scavenges promote at random, whatever the age.'), only: SINCE_14_6 },
  'scavenger-chaos-mode-threshold': { ...percent(50, 'Percent of the survivors that chaos promotes.'), only: SINCE_14_6 },
  'allocation-buffer-parking': toggle(true, 'New space tries the ends of full pages again before it collects.'),
  'optimize-for-size': toggle(false, 'Semispaces of 1 MB, and memory is spared at the cost of collections.'),
  predictable: toggle(false, 'No memory reducer, and new space never shrinks by itself; the simulator is repeatable anyway.', { 'single-threaded-gc': true, 'memory-reducer': false }),
  'predictable-gc-schedule': toggle(false, 'Semispaces of 4 MB, a growing factor of 1.3 and no memory reducer.', {
    'min-semi-space-size': 4,
    'max-semi-space-size': 4,
    'heap-growing-percent': 30,
    'memory-reducer': false,
  }),
  'verify-heap': toggle(false, 'Walk and check the whole heap after every collection.'),
  'trace-gc': toggle(false, 'A line after each collection.'),
  'trace-gc-nvp': toggle(false, 'All figures of each collection in a line, in place of that of trace-gc: key=value, JSON in 14.6.'),
  'trace-gc-verbose': toggle(false, 'The spaces, and the new limit, after each collection.', { 'trace-gc': true }),
  'trace-gc-ignore-scavenger': toggle(false, 'The three above leave scavenges out.'),
  'trace-gc-freelists': toggle(false, 'The free list of old space by categories, when all of a full collection is swept.'),
  'trace-gc-heap-layout': toggle(false, 'Each page before and after each full collection.'),
  'trace-fragmentation': toggle(false, 'How many pages of a space a full collection empties.'),
  'trace-fragmentation-verbose': toggle(false, 'Each page that is free enough to be emptied.'),
  'trace-evacuation': toggle(false, 'Each page that a full collection empties or hands over, and their sum.'),
  'trace-evacuation-candidates': toggle(false, 'Free bytes and free blocks of each page that a full collection is to empty.'),
  'trace-incremental-marking': toggle(false, 'Start, steps and end of marking.'),
  'trace-page-promotions': { ...toggle(false, 'Whether pages of new space are handed over whole.'), only: SINCE_12_4 },
  'trace-memory-reducer': { ...toggle(false, 'What the memory reducer sees and does.'), only: SINCE_12_4 },
  'trace-mutator-utilization': toggle(false, 'Speeds of program and collector, and the share of time that they would leave the program.'),
  'trace-unmapper': inert(false, 'Pages that a thread gives back, in 11.3: pages go at once here, so there is nothing to tell.'),
  'single-threaded-gc': inert(false, 'No background threads: always so here.'),
  'single-threaded': inert(false, 'No background threads, compilers included: always so here.'),
  'parallel-scavenge': inert(true, 'Scavenges on several threads: never here.'),
  'parallel-marking': inert(true, 'Marking on several threads in the pause: never here.'),
  'parallel-compaction': inert(true, 'Compaction on several threads: never here.'),
  'concurrent-marking': inert(true, 'Marking beside the program: never here, so allocation and tasks do it all.'),
  'concurrent-minor-ms-marking': inert(true, 'Minor mark-sweeps that mark beside the program: never here, they mark in the pause.'),
  'minor-ms-concurrent-marking-trigger': { type: 'percent', default: 90, min: 0, max: 100, doc: 'Share of new space at which that marking starts: never here.', inert: true },
  'minor-ms-min-new-space-capacity-for-concurrent-marking-mb': { type: 'integer', default: 8, min: 0, max: 1024, doc: 'Smallest new space for which it starts: never here.', inert: true },
  'concurrent-sweeping': inert(true, 'Sweeping beside the program: never here.'),
  'concurrent-array-buffer-sweeping': inert(true, 'Array buffers freed beside the program: they are freed within the collection here.'),
  'minor-gc-task-with-lower-priority': inert(true, 'The task of a scavenge waits behind others: tasks have one queue here.'),
  'incremental-marking-start-user-visible': inert(true, 'The priority of the task that starts marking: tasks have one queue here.'),
  'cppheap-incremental-marking': inert(false, 'Marking of the embedder’s heap in steps: there is no such heap here.'),
  'cppheap-concurrent-marking': inert(false, 'Marking of the embedder’s heap beside the program: there is no such heap here.'),
  'allocation-site-tracking': inert(true, 'Literals are followed by mementos: workloads say with mementos whether they are.'),
  'retain-maps-for-n-gc': { type: 'integer', default: 2, min: 0, max: 2 ** 31 - 1, doc: 'Full collections that maps without objects survive: maps are no objects here.', inert: true },
  'single-generation': inert(false, 'No young generation: a build of its own has that, others take the flag without effect (measured), as here.'),
  'memory-pool': { ...inert(true, 'Heaps of a process share the pages that they keep: each keeps its own here.'), only: SINCE_14_6 },
  'large-page-pool': { ...inert(true, 'Large pages are kept for the next, too: never here.'), only: SINCE_14_6 },
  'resize-large-object': { ...inert(true, 'Large objects grow in place: objects only shrink here.'), only: SINCE_14_6 },
  'gc-interval': { type: 'integer', default: -1, min: -1, max: 2 ** 31 - 1, doc: 'A collection at each so many allocations: without effect in release builds, as here.', inert: true },
  'random-gc-interval': { type: 'integer', default: 0, min: 0, max: 2 ** 31 - 1, doc: 'The same at random: without effect in release builds, as here.', inert: true },
} as const satisfies Record<string, FlagDefinition>;

export type FlagName = keyof typeof FLAG_DEFINITIONS;
export const FLAG_NAMES = Object.keys(FLAG_DEFINITIONS) as readonly FlagName[];

/** The value of a flag of this type, widened: `boolean` or `number`. */
type FlagValueOf<Definition extends { readonly type: FlagDefinition['type'] }> = Definition['type'] extends 'boolean' ? boolean : number;

/** Every flag with its value; what the heap reads. */
export type V8Flags = { readonly [Name in FlagName]: FlagValueOf<(typeof FLAG_DEFINITIONS)[Name]> };

/** Flags as given, by canonical name. */
export type GivenFlags = Readonly<Record<string, number | boolean>>;

export type FlagParse =
  | { readonly ok: true; readonly name: FlagName; readonly value: number | boolean }
  | {
      readonly ok: false;
      readonly code: 'UNKNOWN_FLAG' | 'INVALID_FLAG_VALUE';
      readonly message: string;
      readonly hint: string | null;
    };

export function flagDefinition(name: FlagName): FlagDefinition {
  return FLAG_DEFINITIONS[name];
}

export function defaultFlagValue(name: FlagName, preset: Preset): number | boolean {
  const definition = flagDefinition(name);
  return typeof definition.default === 'function' ? definition.default(preset) : definition.default;
}

/** `--max_old_space_size`, `max-old-space-size` → the canonical name; null if there is no such flag. */
export function findFlag(text: string): FlagName | null {
  const name = text.replace(/^--/, '').replaceAll('_', '-');
  return Object.hasOwn(FLAG_DEFINITIONS, name) ? (name as FlagName) : null;
}

/** A name and a value as YAML or `name=value` give them. */
export function parseFlagValue(name: string, value: unknown, use: FlagUse = 'simulated'): FlagParse {
  const canonical = findFlag(name);
  if (canonical === null) return unknownFlag(name);
  const definition = flagDefinition(canonical);
  return definition.type === 'boolean' ? parseBoolean(canonical, value) : parseNumber(canonical, definition, value, use);
}

/** One argument in V8's own form: `--compact`, `--no-compact`, `--max-semi-space-size=32`; the dashes may be missing. */
export function parseFlagArgument(argument: string): FlagParse {
  const [, name = '', value] = /^(?:--)?([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
  if (value !== undefined) return parseFlagValue(name, value);
  if (findFlag(name) !== null) return parseFlagValue(name, true);
  const negated = /^no[-_]?(.+)$/.exec(name)?.[1];
  if (negated !== undefined && findFlag(negated) !== null) return parseFlagValue(negated, false);
  return unknownFlag(name);
}

/**
 * Fills in what given flags imply and the defaults of the preset. `given` holds canonical names with values that
 * parseFlagValue accepted.
 */
export function resolveFlags(preset: Preset, given: GivenFlags): V8Flags {
  const implied = impliedFlags(given);
  const entries = FLAG_NAMES.map((name) => [name, implied[name] ?? given[name] ?? defaultFlagValue(name, preset)] as const);
  return Object.fromEntries(entries) as V8Flags;
}

/** They win over what is given. Measured on Node 20 to 26: --predictable-gc-schedule against --max-semi-space-size. */
function impliedFlags(given: GivenFlags): GivenFlags {
  const implications = FLAG_NAMES.flatMap((name) => {
    const definition = flagDefinition(name);
    return definition.type === 'boolean' && given[name] === true ? [definition.implies ?? {}] : [];
  });
  return Object.assign({}, ...implications) as GivenFlags;
}

/** What the flag does, in one line, with the versions that have it. */
export function flagSummary(name: FlagName): string {
  const { doc, only } = flagDefinition(name);
  return only === undefined ? doc : `${doc} Only in V8 ${listed(only)}.`;
}

/** The flag is one of other versions of V8, which refuse it as an unknown one; null when the preset has it. */
export function findForeignFlag(preset: Preset, name: FlagName): { readonly message: string; readonly hint: string } | null {
  const { only } = flagDefinition(name);
  if (only === undefined || only.includes(preset.name)) return null;
  return { message: `--${name} is a flag of V8 ${listed(only)}, not of ${preset.name}.`, hint: `In a scenario for several versions: ${name}: { ${only.map((version) => `${version}: …`).join(', ')} }.` };
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** What the given flags say together and V8 refuses; null when they agree. */
export function findFlagConflict(given: GivenFlags): { readonly message: string; readonly hint: string } | null {
  const sizes = ['max-heap-size', 'max-semi-space-size', 'max-old-space-size'] as const;
  if (!sizes.every((name) => typeof given[name] === 'number' && given[name] > 0)) return null;
  return {
    message: '--max-heap-size, --max-semi-space-size and --max-old-space-size cannot be given together.',
    hint: 'Give two of them; the third follows.',
  };
}

function parseBoolean(name: FlagName, value: unknown): FlagParse {
  if (value === true || value === 'true') return { ok: true, name, value: true };
  if (value === false || value === 'false') return { ok: true, name, value: false };
  return invalid(`--${name} is on or off, not ${show(value)}.`, 'Write true or false.');
}

function parseNumber(name: FlagName, definition: NumberFlag, value: unknown, use: FlagUse): FlagParse {
  const max = use === 'computed' && definition.type === 'megabytes' ? MAX_UNSIMULATED_MEGABYTES : definition.max;
  const unit = { megabytes: 'megabytes', percent: 'percent', integer: '', number: '' }[definition.type];
  const number = typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(definition.type === 'number' ? Number.isFinite(number) : Number.isInteger(number))) {
    const wanted = definition.type === 'number' ? 'a number' : unit === '' ? 'a whole number' : `a whole number of ${unit}`;
    return invalid(`--${name} takes ${wanted}, not ${show(value)}.`, suggestNumber(name, definition, value));
  }
  if (number < definition.min || number > max) {
    return invalid(
      `--${name} takes ${definition.min} to ${max}${unit === '' ? '' : ` ${unit}`}, not ${number}.`,
      null,
    );
  }
  return { ok: true, name, value: number };
}

/** `16MiB` for a flag in megabytes was meant as 16. */
function suggestNumber(name: FlagName, definition: NumberFlag, value: unknown): string | null {
  if (definition.type !== 'megabytes') return null;
  const [, digits, unit] = typeof value === 'string' ? (/^\s*(\d+)\s*([mg])i?b?\s*$/i.exec(value) ?? []) : [];
  if (digits === undefined || unit === undefined) return `V8 counts it in megabytes: ${name}: 16.`;
  return `V8 counts it in megabytes: ${name}: ${Number(digits) * (unit.toLowerCase() === 'g' ? 1024 : 1)}.`;
}

/**
 * Flags of a real engine that are refused for a reason. Measured on Node 20: --minor-mc counts pages that it promotes as full and
 * lets new space grow to twice --max-semi-space-size.
 */
const REFUSED: ReadonlyMap<string, string> = new Map([['minor-mc', 'It was unfinished in 11.3; 12.4 and later have minor-ms.']]);

function unknownFlag(text: string): FlagParse {
  const name = text.replace(/^--/, '').replaceAll('_', '-');
  return {
    ok: false,
    code: 'UNKNOWN_FLAG',
    message: `There is no flag --${name}, or it has no effect on the simulated heap.`,
    hint: REFUSED.get(name) ?? didYouMean(name, FLAG_NAMES),
  };
}

function invalid(message: string, hint: string | null): FlagParse {
  return { ok: false, code: 'INVALID_FLAG_VALUE', message, hint };
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function' || (typeof value === 'object' && value !== null)) return Array.isArray(value) ? 'a list' : 'a mapping';
  return String(value);
}
