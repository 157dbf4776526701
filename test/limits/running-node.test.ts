/** The limits that are computed, and those of the Node that runs this test. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { machineMemoryBytes } from '../../src/cli/machine-memory.ts';
import type { GivenFlags } from '../../src/flags/flag-definitions.ts';
import { parseFlagArgument } from '../../src/flags/flag-definitions.ts';
import { nodeMajorOf, PRESETS } from '../../src/flags/presets/index.ts';
import { fitHeap } from '../../src/limits/fit.ts';
import { flagTexts } from '../../src/limits/flag-text.ts';
import { computeLimits } from '../../src/limits/limits.ts';

const major = Number(process.versions.node.split('.')[0]);
const preset = PRESETS.find((candidate) => nodeMajorOf(candidate) === major);

const COMBINATIONS = `
  (none)
  --max-old-space-size=50
  --max-old-space-size=64
  --max-old-space-size=256
  --max-old-space-size=257
  --max-old-space-size=1000
  --max-old-space-size=10000
  --max-semi-space-size=1
  --max-semi-space-size=2
  --max-semi-space-size=3
  --max-semi-space-size=12
  --max-semi-space-size=16
  --max-semi-space-size=100
  --min-semi-space-size=8
  --min-semi-space-size=100
  --min-semi-space-size=8 --max-semi-space-size=2
  --max-old-space-size=64 --max-semi-space-size=1
  --max-old-space-size=100 --max-semi-space-size=5
  --max-heap-size=20
  --max-heap-size=64
  --max-heap-size=259
  --max-heap-size=260
  --max-heap-size=300
  --max-heap-size=524
  --max-heap-size=560
  --max-heap-size=1000
  --max-heap-size=2144
  --max-heap-size=6000
  --max-heap-size=100 --max-semi-space-size=3
  --max-heap-size=1120 --max-old-space-size=1000
  --max-heap-size=40 --max-old-space-size=39
  --max-heap-size=40 --max-old-space-size=50
  --max-heap-size=43 --max-old-space-size=39
  --optimize-for-size
  --optimize-for-size --max-semi-space-size=4
  --optimize-for-size --max-heap-size=2000
  --optimize-for-size --max-old-space-size=100
  --initial-heap-size=200
  --initial-old-space-size=600
  --semi-space-growth-factor=4 --heap-growing-percent=20 --single-threaded-gc
`.trim().split('\n').map((line) => line.trim().split(' ').filter((word) => word !== '(none)'));

/** So many processes at once; each takes some 40 ms of one core. */
const AT_ONCE = 4;
const TIMEOUT_MS = 120_000;

async function heapSizeLimit(flags: readonly string[]): Promise<number> {
  // What the tester's shell sets for Node must not count.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '-p', 'v8.getHeapStatistics().heap_size_limit'], { env, timeout: TIMEOUT_MS });
  return Number(stdout);
}

/** The limit of the running Node with each of these, in their order. */
async function measured(combinations: readonly (readonly string[])[]): Promise<number[]> {
  const limits: number[] = [];
  for (let from = 0; from < combinations.length; from += AT_ONCE) {
    limits.push(...(await Promise.all(combinations.slice(from, from + AT_ONCE).map(heapSizeLimit))));
  }
  return limits;
}

function given(flags: readonly string[]): GivenFlags {
  return Object.fromEntries(
    flags.map((text) => {
      const parsed = parseFlagArgument(text);
      if (!parsed.ok) throw new Error(parsed.message);
      return [parsed.name, parsed.value];
    }),
  );
}

const title = preset === undefined ? `the limits of Node ${major}: skipped, there is no preset for it` : `the limits of this Node, ${process.version}`;

describe.skipIf(preset === undefined)(title, () => {
  it(`are those computed, for ${COMBINATIONS.length} combinations of flags`, async () => {
    expect(COMBINATIONS).toHaveLength(40);
    const memoryBytes = machineMemoryBytes();
    const limits = await measured(COMBINATIONS);
    const rows = COMBINATIONS.map((flags, index) => ({
      flags: flags.join(' '),
      measured: limits[index],
      computed: preset === undefined ? null : computeLimits(preset, given(flags), memoryBytes).sizes.heapLimit.bytes,
    }));
    expect(rows.filter((row) => row.measured !== row.computed)).toEqual([]);
  }, TIMEOUT_MS);

  it('stay within the size that flags were fitted to', async () => {
    if (preset === undefined) throw new Error('skipped above');
    const memoryBytes = machineMemoryBytes();
    const sizes = [64, 300, 512, 1000, 3000].map((megabytes) => megabytes * MiB);
    const fits = sizes.map((size) => fitHeap(preset, {}, memoryBytes, size));
    const limits = await measured(fits.flatMap((fit) => (fit.ok ? [flagTexts(fit.flags)] : [])));
    expect(limits).toEqual(sizes);
  }, TIMEOUT_MS);
});
