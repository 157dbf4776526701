import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../../src/base/units.ts';
import { V8_11_3 } from '../../../src/flags/presets/v8-11.3.ts';
import { V8_12_4 } from '../../../src/flags/presets/v8-12.4.ts';
import { V8_13_6 } from '../../../src/flags/presets/v8-13.6.ts';
import type { MarkingSchedulePolicy, MarkingStepState } from '../../../src/heap/pacing/marking-schedule.ts';
import { beginMarking, diedYoung, marked, nextMarkingStep } from '../../../src/heap/pacing/marking-schedule.ts';

const state: MarkingStepState = { oldBytes: 12 * MiB, elapsedMs: 1, nearMaximum: false, byTask: false, markingSpeed: 1 * MiB };

/** Bytes that the steps ask for when each marks what it is asked to. */
function steps(count: number, schedule: MarkingSchedulePolicy, change: Partial<MarkingStepState> = {}): readonly number[] {
  let progress = beginMarking(state.oldBytes);
  return Array.from({ length: count }, () => {
    const step = nextMarkingStep(progress, { ...state, ...change }, schedule);
    progress = marked(step.progress, step.bytes);
    return step.bytes;
  });
}

describe('the schedule by allocation (11.3)', () => {
  const { schedule } = V8_11_3.marking;

  it('marks 64 KB a step of a small heap, as Node 20 traces it', () => {
    expect(steps(3, schedule)).toEqual([64 * KiB, 64 * KiB, 64 * KiB]);
  });

  it('marks a 256th of a larger heap, at most 256 KB, when it is a megabyte behind', () => {
    const large = { oldBytes: 40 * MiB };
    let progress = beginMarking(large.oldBytes);
    const asked: number[] = [];
    for (let i = 0; i < 20; i++) {
      const step = nextMarkingStep(progress, { ...state, ...large }, schedule);
      progress = marked(step.progress, step.bytes);
      asked.push(step.bytes);
    }
    expect(asked[0]).toBe(64 * KiB);
    expect(asked.at(-1)).toBe(160 * KiB);
  });

  it('catches up with what a scavenge has freed and promoted, within its time', () => {
    let progress = marked(beginMarking(12 * MiB), 15 * MiB);
    progress = diedYoung({ ...progress, scheduledBytes: 15 * MiB }, 14 * MiB);
    expect(progress.markedBytes).toBe(1 * MiB);
    const grown = { ...state, oldBytes: 13 * MiB };
    expect(nextMarkingStep(progress, grown, schedule).bytes).toBe(4.5 * MiB);
    expect(nextMarkingStep(progress, { ...grown, markingSpeed: 8 * MiB }, schedule).bytes).toBe(14 * MiB + 64 * KiB);
    expect(nextMarkingStep(progress, { ...grown, markingSpeed: 8 * MiB, byTask: true }, schedule).bytes).toBe(15 * MiB + 64 * KiB);
  });

  it('marks a 32nd of the heap a step when little memory is left', () => {
    const near = { ...state, oldBytes: 64 * MiB, nearMaximum: true, markingSpeed: 100 * MiB };
    const first = nextMarkingStep(beginMarking(64 * MiB), near, schedule);
    expect(first.bytes).toBe(1 * MiB); // 2 MB, less the margin
    expect(nextMarkingStep(marked(first.progress, first.bytes), near, schedule).bytes).toBe(2 * MiB);
  });

  it('never counts more as dead than was marked', () => {
    expect(diedYoung(marked(beginMarking(0), 100), 200).markedBytes).toBe(0);
  });
});

describe('the schedule by time', () => {
  it('of 12.4 marks 64 KB and nothing in turn under --predictable, as Node 22 traces it', () => {
    expect(steps(5, V8_12_4.marking.schedule)).toEqual([64 * KiB, 0, 64 * KiB, 0, 64 * KiB]);
  });

  it('of 12.4 marks what the elapsed time asks for', () => {
    const progress = { ...beginMarking(10 * MiB), markedBytes: 2 * MiB };
    const step = nextMarkingStep(progress, { ...state, oldBytes: 10 * MiB, elapsedMs: 250 }, V8_12_4.marking.schedule);
    expect(step.bytes).toBe(3 * MiB);
    expect(step.progress.markedBeforeBytes).toBe(2 * MiB);
    expect(step.why).toEqual({ rule: 'by-time', elapsedMs: 250, markedBytes: 2 * MiB, expectedBytes: 5 * MiB, oldBytes: 10 * MiB });
  });

  it('of 13.6 never learns what was marked, and marks 64 KB a step, as Node 24 traces it', () => {
    expect(steps(4, V8_13_6.marking.schedule)).toEqual(Array(4).fill(64 * KiB));
    expect(steps(4, V8_13_6.marking.schedule, { elapsedMs: 400 })).toEqual(Array(4).fill(64 * KiB));
  });
});
