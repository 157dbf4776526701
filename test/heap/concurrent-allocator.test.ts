/** Another thread allocates beside the program: as much as it, by the same places in every run; fill then refuses. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/result.ts';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { PRESETS } from '../../src/flags/presets/index.ts';
import { programOf } from '../scenario/scenario-text.ts';

const run = (steps: string, preset = '14.6', exactPath = false): Promise<RunResult> =>
  createSimulator().run(programOf(`flags: { stress-concurrent-allocation: true }\nsteps:\n${steps}`, { preset }), { verifyHeap: true, exactPath });

test('one old object at a time, the other thread catches up before each: small, medium, large in turn', async () => {
  const { expectations } = await run(`  - group:
      # The program's first array finds nothing to catch up with. Before its second one the thread allocates 80 + 8,192 bytes.
      steps:
        - allocate: { type: FixedArray, length: 98, generation: old, count: 2, handle: none }
      expect: { allocation.bytes: 9872, allocation.objects: 4 }
  - group:
      # 1,600 bytes are behind its 8,272 again after nine more arrays of 800; then its third is a large one.
      steps:
        - allocate: { type: FixedArray, length: 98, generation: old, count: 10, handle: none }
      expect: { allocation.large-objects: 1 }
  - expect: { allocation.failures: 0, heap.verified: true }
`);
  expect(expectations.filter(({ passed }) => !passed)).toEqual([]);
});

const WORKLOAD = '  - workload: { allocate: 6MiB, objects: [ { type: JSArray, length: 4..40, lifetime: { ring: 500 } } ] }\n';

test.each(PRESETS.map(({ name }) => name))('the heap stays sound, and every run is the same, on fast paths too: %s', async (preset) => {
  const result = await run(WORKLOAD, preset);
  expect(await run(WORKLOAD, preset, true)).toEqual(result);
  // 6 MiB of the program's, and nearly as much of the other thread's: it waits for the program to take the slow way.
  expect(result.allocated.bytes).toBeGreaterThan(11 * 2 ** 20);
  expect(result.allocated.failures).toBe(0);
});

test.each(['fill: old_space', 'fill: new_space', 'seal', 'abandon: old_space'])('%s refuses, as V8’s does', async (step) => {
  const { status, problem } = await run(`  - ${step}\n`);
  expect(status).toBe('invalid');
  expect(problem).toMatchObject({ code: 'CONCURRENT_ALLOCATION', line: 3 });
});
