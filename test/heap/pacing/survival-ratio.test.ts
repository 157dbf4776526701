import { describe, expect, it } from 'vitest';
import { SurvivalRatios, survivalRatio } from '../../../src/heap/pacing/survival-ratio.ts';

describe('a survival ratio', () => {
  it('is the surviving share, copied and promoted alike', () => {
    expect(survivalRatio(100, 100, 1000)).toBe(0.2);
  });

  it('of an empty young generation is 0', () => {
    expect(survivalRatio(0, 0, 0)).toBe(0);
  });
});

describe('the mean of survival ratios', () => {
  it('is 0 without samples', () => {
    expect(new SurvivalRatios().mean()).toBe(0);
    expect(new SurvivalRatios().count).toBe(0);
  });

  it('is of all samples up to ten', () => {
    const ratios = new SurvivalRatios();
    for (const ratio of [0.25, 0.75]) ratios.add(ratio);
    expect(ratios.mean()).toBe(0.5);
  });

  it('forgets all but the last ten', () => {
    const ratios = new SurvivalRatios();
    ratios.add(1);
    for (let i = 0; i < 10; i++) ratios.add(0.5);
    expect(ratios.count).toBe(10);
    expect(ratios.mean()).toBe(0.5);
  });

  it('starts again after a reset', () => {
    const ratios = new SurvivalRatios();
    ratios.add(1);
    ratios.reset();
    expect(ratios.count).toBe(0);
  });
});
