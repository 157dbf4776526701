/** Traces of four real engines, trimmed: beginnings and first full collections of one program. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCollections } from '../../src/engine-v8/traces/collections.ts';
import { readTraceLine } from '../../src/engine-v8/traces/trace-line.ts';

const trace = (node: number): string => readFileSync(new URL(`traces/node-${String(node)}.txt`, import.meta.url), 'utf8');

describe('a trace with figures', () => {
  test.each([
    [20, { usedBeforeBytes: 3816776, usedAfterBytes: 3181608, copiedBytes: 370432, promotedBytes: 0, reason: null }],
    [22, { usedBeforeBytes: 4579672, usedAfterBytes: 3907384, copiedBytes: 358584, promotedBytes: 0, reason: null }],
    [24, { usedBeforeBytes: 4923072, usedAfterBytes: 4241520, copiedBytes: 366936, promotedBytes: 0, reason: null }],
    [26, { usedBeforeBytes: 4973896, usedAfterBytes: 4318552, copiedBytes: 370536, promotedBytes: 0, reason: 'allocation failure' }],
  ])('of Node %i: the first scavenge, whose semispace is 1 MiB', (node, figures) => {
    expect(readCollections(trace(node))[0]).toMatchObject({ index: 1, kind: 'scavenge', newSpaceCapacityBytes: 2 ** 20, ...figures });
  });

  test.each([
    [20, { promotedBytes: 2082816, oldGenerationLimitBytes: 31217 * 1024, newSpaceCapacityBytes: 16 * 2 ** 20 }],
    [22, { promotedBytes: 2740024, oldGenerationLimitBytes: 27634 * 1024, newSpaceCapacityBytes: 16 * 2 ** 20 }],
    [24, { promotedBytes: 12643320, oldGenerationLimitBytes: 36010 * 1024, newSpaceCapacityBytes: 16 * 2 ** 20 }],
    [26, { promotedBytes: 6800472, oldGenerationLimitBytes: 33184 * 1024, newSpaceCapacityBytes: 16 * 2 ** 20 }],
  ])('of Node %i: the full collection, with the limit that it computed', (node, figures) => {
    expect(readCollections(trace(node)).at(-1)).toMatchObject({ kind: 'mark-compact', copiedBytes: 0, ...figures });
  });

  test.each([
    [22, { usedBeforeBytes: 4740712, copiedBytes: 753880, promotedBytes: 160016, newSpaceCapacityBytes: null }],
    [24, { usedBeforeBytes: 5084112, copiedBytes: 768224, promotedBytes: 160016, newSpaceCapacityBytes: 2 ** 20 }],
    [26, { copiedBytes: 754400, promotedBytes: 160016, newSpaceCapacityBytes: 2 ** 20 }],
  ])('of Node %i with --minor-ms: what stayed young, what was promoted, and the capacity where it is printed', (node, figures) => {
    const text = readFileSync(new URL(`traces/node-${String(node)}-minor-ms.txt`, import.meta.url), 'utf8');
    const collections = readCollections(text);
    expect(collections.map(({ kind }) => kind)).toEqual(['minor-mark-sweep', 'minor-mark-sweep']);
    expect(collections[0]).toMatchObject(figures);
  });

  test('two keys without a blank between them are both read', () => {
    const line = trace(24).split('\n').find((text) => text.includes('gc=mc'))!;
    expect(line).toContain('clear.join_filter_job=0.0clear.join_job=0.1');
    expect(readTraceLine(line)).toMatchObject({ fields: { 'clear.join_filter_job': 0, 'clear.join_job': 0.1, promoted: 12643320 } });
  });

  test('a line that a killed process cut off tells nothing; those before it count', () => {
    for (const node of [20, 22, 24, 26]) {
      const text = trace(node);
      const cut = text.slice(0, text.lastIndexOf('new_space_survived') - 5);
      const whole = readCollections(text);
      expect(readCollections(cut).map(({ atMs }) => atMs)).toEqual(whole.slice(0, -1).map(({ atMs }) => atMs));
    }
  });

  test('what a program prints itself is passed over', () => {
    expect(readCollections('hello\n[1:0x1] 3 ms: nonsense\npause=1 gc=s\n')).toEqual([]);
  });
});

describe('a plain line', () => {
  const HEAD = '[12173:0x1c769e50]      145 ms: ';
  test.each([
    ['11.3', 'Mark-Compact 3.1 (4.0) -> 2.6 (5.0) MB, 31.94 / 0.00 ms  (average mu = 1.000, current mu = 1.000) testing; GC in old space requested', { collector: 'Mark-Compact', reason: 'testing', collectorReason: 'GC in old space requested', pauseMs: 31.94 }],
    ['12.4', 'Scavenge 4.4 (6.1) -> 4.1 (6.1) MB, pooled: 0 MB, 1.36 / 0.00 ms  (average mu = 0.733, current mu = 0.733) allocation failure; ', { collector: 'Scavenge', reason: 'allocation failure', collectorReason: '', usedBeforeMb: 4.4 }],
    ['13.6', 'Mark-Compact (reduce) 4.8 (6.5) -> 4.1 (6.5) MB, pooled: 0 MB, 11.18 / 0.00 ms  (+ 55.0 ms in 25 steps since start of marking, biggest step 52.2 ms, walltime since start of marking 130 ms) (average mu = 0.910, current mu = 0.910) testing; GC in old space requested', { reduceMemory: true, usedAfterMb: 4.1 }],
    ['14.6', 'Incremental Mark-Compact 36.1 (44.9) -> 31.9 (41.5) MB, pooled: 0.0 MB, 227.00 / 0.00 ms (+ 142.9 ms in 17 steps since start of marking, biggest step 61.6 ms, walltime since start of marking 444 ms) (average mu = 0.658, current mu = 0.665) finalize incremental marking via stack guard; GC in old space requested', { collector: 'Incremental Mark-Compact', reason: 'finalize incremental marking via stack guard' }],
  ])('of %s', (_, text, plain) => {
    expect(readTraceLine(HEAD + text)).toMatchObject({ kind: 'plain', atMs: 145, plain });
  });

  test('at the end of a process that ran out of memory gives the reasons of its last collections', () => {
    const [first] = readCollections(trace(20), '[1:0x1]       23 ms: Scavenge 3.6 (4.0) -> 3.0 (5.0) MB, 0.5 / 0.00 ms  (average mu = 1.000, current mu = 1.000) allocation failure; \n');
    expect(first).toMatchObject({ atMs: 23, reason: 'allocation failure', collectorReason: null });
  });
});
