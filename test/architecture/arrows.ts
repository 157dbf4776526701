/**
 * Which part of src may import which, as data. A part is a folder of src, below heap a folder or a file of heap.
 * ARCHITECTURE.md tells the reasons.
 */

/** Each may import what stands behind it. */
const HEAP_LAYERS = [
  'heap',
  'heap/verifier',
  'heap/collectors',
  'heap/barriers',
  'heap/structure.ts',
  'heap/spaces',
  'heap/allocators',
  'heap/pages',
  'heap/memory.ts',
  'heap/layout',
] as const;

/** Small parts that know no space; every layer may use them. */
const HEAP_LEAVES = ['heap/fatal.ts', 'heap/roots.ts', 'heap/roots', 'heap/clock.ts', 'heap/fault-injection.ts', 'heap/deferred-writes.ts'] as const;

const BELOW_HEAP = ['flags', 'vocabulary', 'base'] as const;

const heapArrows = Object.fromEntries(
  HEAP_LAYERS.map((layer, position) => [
    layer,
    [
      ...HEAP_LAYERS.slice(position + 1),
      ...HEAP_LEAVES,
      ...(layer === 'heap' || layer === 'heap/collectors' ? ['heap/pacing'] : []),
      ...BELOW_HEAP,
    ],
  ]),
);
const leafArrows = Object.fromEntries(HEAP_LEAVES.map((leaf) => [leaf, leaf === 'heap/roots.ts' ? ['heap/roots', ...BELOW_HEAP] : [...BELOW_HEAP]]));

export const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  vocabulary: ['base'],
  flags: ['vocabulary', 'base'],
  // Scripts are checked with the scenario that they are in.
  scenario: ['script', 'flags', 'vocabulary', 'base'],
  engine: ['scenario', 'flags', 'vocabulary', 'base'],
  ...heapArrows,
  ...leafArrows,
  'heap/pacing': ['heap/layout', ...BELOW_HEAP],
  handles: [...HEAP_LAYERS, ...HEAP_LEAVES, ...BELOW_HEAP],
  // Compiles scripts; knows no heap.
  script: ['base'],
  runtime: ['script', 'handles', ...HEAP_LAYERS, ...HEAP_LEAVES, ...BELOW_HEAP],
  'engine-sim': ['runtime', 'handles', ...HEAP_LAYERS, ...HEAP_LEAVES, 'heap/pacing', 'engine', 'scenario', ...BELOW_HEAP],
  // The heap beside a model of its own; the simulator runs the scenarios.
  fuzz: ['engine-sim', 'engine', 'scenario', ...HEAP_LAYERS, ...BELOW_HEAP],
  // Runs programs in real processes: it must not be able to see what the simulator thinks.
  'engine-v8': ['engine', 'scenario', ...BELOW_HEAP],
  // Figures of two engines side by side: pure.
  compare: ['engine', 'scenario', ...BELOW_HEAP],
  // Sizes of heaps that nobody makes: decisions alone, no space.
  limits: ['heap/pacing', ...BELOW_HEAP],
  explain: ['scenario', 'engine', ...BELOW_HEAP],
  // Runs of one scenario with many settings; who runs them is handed in.
  sweep: ['engine-sim', 'engine', 'scenario', ...BELOW_HEAP],
  // Measures processes, so it touches the host.
  bench: ['engine-sim', 'engine', 'scenario', ...BELOW_HEAP],
  report: ['compare', 'sweep', 'bench', 'limits', 'explain', 'engine', 'scenario', 'vocabulary', 'base'],
  cli: ['fuzz', 'compare', 'engine-v8', 'sweep', 'bench', 'report', 'limits', 'explain', 'engine-sim', 'engine', 'scenario', ...BELOW_HEAP],
  // The public API.
  'index.ts': ['report', 'runtime', 'script', 'engine-sim', 'engine', 'scenario', 'handles', ...HEAP_LAYERS, ...HEAP_LEAVES, ...BELOW_HEAP],
};

/** Known to each other by their types alone. */
export const TYPES_ONLY: readonly { readonly from: string; readonly to: string }[] = [
  { from: 'report', to: 'engine' },
  { from: 'report', to: 'scenario' },
  { from: 'report', to: 'limits' },
  { from: 'report', to: 'sweep' },
  { from: 'report', to: 'bench' },
  { from: 'report', to: 'explain' },
  { from: 'report', to: 'compare' },
];

/** npm packages by part; a part that is not listed uses none. */
export const ALLOWED_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  scenario: ['yaml', 'zod'],
  script: ['acorn'],
  fuzz: ['fast-check'],
  report: ['chalk', 'cli-table3', 'zod'],
  cli: ['chalk', 'commander', 'tinyglobby', 'tinypool'],
};

/** The parts that may touch the host: node:*, process, console, clocks, chance. */
export const HOST_PARTS: readonly string[] = ['cli', 'bench', 'engine-v8'];

/** What only those may use, and what to do instead. */
export const HOST_NAMES: Readonly<Record<string, string>> = {
  process: 'hand in what is needed from cli',
  console: 'return text; cli prints it',
  Date: 'use virtual time, or hand in a clock from cli',
  performance: 'use virtual time, or hand in a clock from cli',
  setTimeout: 'wait in cli; elsewhere time is virtual',
  setInterval: 'wait in cli; elsewhere time is virtual',
  setImmediate: 'yield through RunHooks.checkpoint',
  'Math.random': 'draw from base/prng',
  crypto: 'draw from base/prng',
  Intl: 'format in report/format.ts, without locales',
  '.toLocaleString': 'format in report/format.ts, without locales',
  '.localeCompare': 'compare with < and >, which knows no locale',
  Buffer: 'use Uint8Array',
};

/** The part that a file of src belongs to. */
export function partOf(path: string): string {
  const [, first = '', second] = path.split('/');
  if (first !== 'heap' || second === undefined) return first;
  const part = `heap/${second}`;
  return part in ALLOWED_IMPORTS || !second.endsWith('.ts') ? part : 'heap';
}
