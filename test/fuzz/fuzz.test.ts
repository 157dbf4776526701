import { describe, expect, test } from 'vitest';
import type { FuzzResult } from '../../src/fuzz/fuzz.ts';
import { fuzz } from '../../src/fuzz/fuzz.ts';
import { runUnderWatch } from '../../src/fuzz/watched-run.ts';
import { WriteBarrier } from '../../src/heap/barriers/write-barrier.ts';
import { Sweeper } from '../../src/heap/collectors/sweeper.ts';
import { compileScenario } from '../../src/scenario/compile.ts';

const run = (seed: number, runs: number, presets: readonly string[] = []): Promise<FuzzResult> => fuzz({ seed, runs, presets, shouldStop: () => false });

/** Puts something else in the place of a method while `body` runs. */
async function withBug<Type extends object, Key extends keyof Type>(prototype: Type, key: Key, bug: (original: Type[Key]) => Type[Key], body: () => Promise<void>): Promise<void> {
  const original = prototype[key];
  prototype[key] = bug(original);
  try {
    await body();
  } finally {
    prototype[key] = original;
  }
}

/** A failure is tried again hundreds of times. */
const LONG_MS = 300_000;

describe('random scenarios', { timeout: LONG_MS }, () => {
  test('find nothing, and are the same for the same seed', async () => {
    const first = await run(1, 25);
    expect(first.finding, first.finding?.text).toBeNull();
    expect(first.figures).toMatchObject({ cases: 25, tries: 0 });
    expect(first.figures.collections).toBeGreaterThan(25);
    expect(await run(1, 25)).toEqual(first);
    expect((await run(2, 25)).figures).not.toEqual(first.figures);
  });

  test('go over all presets, or over those that are named', async () => {
    const { finding, figures } = await run(1, 5, ['classic']);
    expect(finding, finding?.text).toBeNull();
    expect(figures.cases).toBe(5);
  });

  test('stop when they are told to', async () => {
    let left = 3;
    const { figures, stopped } = await fuzz({ seed: 1, runs: Infinity, presets: [], shouldStop: () => left-- <= 0 });
    expect(stopped).toBe(true);
    expect(figures.cases).toBeLessThan(3);
  });

  test('find a store that no collector hears of, and say it in a few steps', async () => {
    const bug = (): WriteBarrier['store'] =>
      function (this: WriteBarrier, slot, value) {
        (this as unknown as { words: Int32Array }).words[slot] = value;
      };
    await withBug(WriteBarrier.prototype, 'store', bug, async () => {
      const { finding } = await run(1, 200);
      expect(finding?.message).toMatch(/remembered set|reachable|link|forwarded|live object|from-space/);
      expect(finding!.steps).toBeLessThanOrEqual(6);
      expect(finding!.text).toContain(`# Found by heapstress fuzz --seed ${String(finding!.seed)} --runs 1`);
      const compiled = compileScenario({ text: finding!.text, file: 'finding.yaml' });
      expect(compiled.ok && (await runUnderWatch(compiled.program))).toMatchObject({ sound: false, message: finding!.message });
      expect(await run(finding!.seed, 1)).toMatchObject({ finding });
    });
  });

  test('find a sweeper that leaves a page out', async () => {
    const bug = (): Sweeper['sweepOnePage'] => () => false;
    await withBug(Sweeper.prototype, 'sweepOnePage', bug, async () => {
      const { finding } = await run(1, 200);
      expect(finding).not.toBeNull();
      expect(finding!.steps).toBeLessThanOrEqual(6);
    });
  });
});
