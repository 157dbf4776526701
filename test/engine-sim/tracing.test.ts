/** Whoever traces a run only listens: the run is the same, and what is told agrees with its result. */
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { FLAG_NAMES, flagDefinition } from '../../src/flags/flag-definitions.ts';
import type { TraceEvent } from '../../src/vocabulary/trace-events.ts';
import { TRACE_FLAG_NAMES, TRACE_FLAGS } from '../../src/vocabulary/trace-events.ts';
import { compile, flagsOf, shipped, TOUR, traced, VERSIONS } from '../report/trace/traced-runs.ts';

const SCENARIOS = ['fragmentation-and-free-lists', 'aborted-compaction', 'ephemerons', 'external-memory', 'memory-reducer', 'out-of-memory'];

test('a run that is listened to does what it does alone, in every version', async () => {
  const alone = createSimulator();
  for (const version of VERSIONS) {
    for (const text of [TOUR, ...SCENARIOS.map(shipped)]) {
      const { result } = await traced(text, version);
      const { flags, ...own } = await alone.run(compile(text, version, []));
      expect({ ...result, flags }).toEqual({ ...own, flags });
    }
  }
});

describe.each(VERSIONS)('what is told of %s', (version) => {
  const of = <Kind extends TraceEvent['kind']>(events: readonly TraceEvent[], kind: Kind): Extract<TraceEvent, { kind: Kind }>[] =>
    events.filter((event): event is Extract<TraceEvent, { kind: Kind }> => event.kind === kind);

  test('agrees with the collections of the result', async () => {
    const { records, result } = await traced(TOUR, version);
    const events = records.map(({ trace }) => trace);
    const collections = of(events, 'collection');
    expect(collections).toHaveLength(result.collections.length);
    let totalMs = 0;
    collections.forEach((event, index) => {
      const own = result.collections[index]!;
      totalMs += own.pauseMs;
      expect(event.totalMs).toBeCloseTo(totalMs, 9);
      expect(event.mutatorMs).toBeGreaterThanOrEqual(0);
      const { copy, mark, evacuate, sweep } = event.phasesMs;
      expect(copy + mark + evacuate + sweep).toBeLessThanOrEqual(event.pauseMs + 1e-9);
      expect(event.spaces.reduce((sum, space) => sum + (space.name === 'read_only_space' ? 0 : space.usedBytes), 0)).toBe(event.usedAfterBytes);
      expect(event.spaces.reduce((sum, space) => sum + (space.name === 'read_only_space' ? 0 : space.committedBytes), 0)).toBe(event.committedAfterBytes);
      expect([event.promotionPercent, event.survivalPercent, event.averageSurvivalPercent].every((share) => share >= 0 && share <= 100.000_001)).toBe(true);
    });

    const evacuated = of(events, 'page-evacuated');
    expect(evacuated.filter(({ whole }) => whole)).toHaveLength(result.collections.reduce((sum, { promotedPages }) => sum + promotedPages, 0));
    expect(evacuated.filter(({ young, whole, success }) => !young && !whole && success)).toHaveLength(result.collections.reduce((sum, { evacuatedPages }) => sum + evacuatedPages, 0));
    const summaries = of(events, 'evacuation-ended');
    expect(summaries.reduce((sum, { pages }) => sum + pages, 0)).toBe(evacuated.length);
    expect(summaries.reduce((sum, { liveBytes }) => sum + liveBytes, 0)).toBe(evacuated.reduce((sum, { liveBytes }) => sum + liveBytes, 0));
    const chosen = of(events, 'candidates-chosen').reduce((sum, { pages }) => sum + pages, 0);
    expect(of(events, 'candidate-taken')).toHaveLength(chosen);
  });

  test('has an end for each beginning, and the steps between them', async () => {
    const { records, result } = await traced(TOUR, version);
    const events = records.map(({ trace }) => trace);
    expect(of(events, 'marking-started')).toHaveLength(of(events, 'marking-stopped').length);
    expect(of(events, 'marking-started')).toHaveLength(result.collections.filter(({ incremental }) => incremental).length);
    expect(of(events, 'marking-interrupted')).toHaveLength(of(events, 'marking-resumed').length);
    expect(of(events, 'heap-layout').map(({ when }) => when)).toEqual(of(events, 'heap-layout').map((_, index) => (index % 2 === 0 ? 'before' : 'after')));
    let steps: number[] = [];
    for (const event of events) {
      if (event.kind === 'marking-started') steps = [];
      if (event.kind === 'marking-step') steps.push(event.ms);
      if (event.kind !== 'collection' || !event.incremental) continue;
      expect(event.steps.count).toBe(steps.length);
      expect(event.steps.ms).toBeCloseTo(steps.reduce((sum, ms) => sum + ms, 0), 9);
      expect(event.steps.longestMs).toBe(Math.max(0, ...steps));
    }
  });

  test('of free lists and pages adds up', async () => {
    const events = (await traced(TOUR, version)).records.map(({ trace }) => trace);
    expect(of(events, 'free-lists').length).toBeGreaterThan(3);
    for (const { categories, freeBytes, usedBytes, wasteBytes, capacityBytes } of of(events, 'free-lists')) {
      expect(categories.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(freeBytes);
      expect(usedBytes + freeBytes + wasteBytes).toBe(capacityBytes);
      for (const { blocks, bytes } of categories) expect(bytes >= blocks * 24).toBe(true);
    }
    for (const { pages } of of(events, 'heap-layout')) {
      expect(new Set(pages.map(({ address }) => address)).size).toBe(pages.length);
      expect(pages.every(({ allocatedBytes, sizeBytes }) => allocatedBytes >= 0 && allocatedBytes <= sizeBytes)).toBe(true);
    }
  });

  test.runIf(version === '14.6')('is what the flags ask for, and collections', async () => {
    expect(new Set((await traced(TOUR, version, [])).records.map(({ trace }) => trace.kind))).toEqual(new Set(['collection']));
    for (const flag of flagsOf(version)) {
      const kinds = new Set((await traced(TOUR, version, [flag])).records.map(({ trace }) => trace.kind));
      const asked: readonly string[] = ['collection', ...TRACE_FLAGS[flag]];
      expect([...kinds].filter((kind) => !asked.includes(kind))).toEqual([]);
      expect(kinds.size).toBeGreaterThan(TRACE_FLAGS[flag].includes('collection' as never) ? 0 : 1);
    }
  });
});

test('every trace flag that has an effect is in the table of what it prints', () => {
  const flags = FLAG_NAMES.filter((name) => name.startsWith('trace-') && flagDefinition(name).inert !== true);
  expect(flags.toSorted()).toEqual([...TRACE_FLAG_NAMES].toSorted());
});
