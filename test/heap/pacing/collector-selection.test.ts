import { describe, expect, it } from 'vitest';
import type { CollectorState } from '../../../src/heap/pacing/collector-selection.ts';
import { selectCollector } from '../../../src/heap/pacing/collector-selection.ts';

const young: CollectorState = {
  youngRequested: true, forceFull: false, markingRunning: false, markingComplete: false, overshotByLargeMargin: false,
  scavengesWhileMarking: false, promotionLimitReached: false, canPromoteYoung: true,
};

describe('the collector', () => {
  it('of a young request is that of the young generation, without a reason', () => {
    expect(selectCollector(young)).toEqual({ collector: 'young', reason: null });
  });

  it.each<[string, Partial<CollectorState>]>([
    ['GC in old space requested', { youngRequested: false }],
    ['GC in old space forced by flags', { forceFull: true }],
    ['promotion limit reached', { promotionLimitReached: true }],
    ['Incremental marking forced finalization', { markingRunning: true }],
    ['Incremental marking needs finalization', { markingRunning: true, scavengesWhileMarking: true, markingComplete: true, overshotByLargeMargin: true }],
    ['scavenge might not succeed', { canPromoteYoung: false }],
  ])('is the full one: %s', (reason, state) => {
    expect(selectCollector({ ...young, ...state })).toEqual({ collector: 'full', reason });
  });

  it('is the first that matches', () => {
    const everything: CollectorState = {
      youngRequested: false, forceFull: true, markingRunning: true, markingComplete: true, overshotByLargeMargin: true,
      scavengesWhileMarking: false, promotionLimitReached: true, canPromoteYoung: false,
    };
    expect(selectCollector(everything).reason).toBe('GC in old space requested');
    expect(selectCollector({ ...everything, youngRequested: true }).reason).toBe('GC in old space forced by flags');
    expect(selectCollector({ ...young, markingRunning: true, canPromoteYoung: false }).reason).toBe('Incremental marking forced finalization');
  });

  it('goes on scavenging while marking where the version does, until marking is complete and the limit far overshot', () => {
    const marking = { ...young, scavengesWhileMarking: true, markingRunning: true };
    expect(selectCollector(marking).collector).toBe('young');
    expect(selectCollector({ ...marking, markingComplete: true }).collector).toBe('young');
    expect(selectCollector({ ...marking, overshotByLargeMargin: true }).collector).toBe('young');
  });
});
