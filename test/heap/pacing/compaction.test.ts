import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import type { GivenFlags } from '../../../src/flags/flag-definitions.ts';
import { resolveFlags } from '../../../src/flags/flag-definitions.ts';
import { CLASSIC } from '../../../src/flags/presets/classic.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import type { CompactionState } from '../../../src/heap/pacing/compaction.ts';
import { candidateRule, keepsCandidates } from '../../../src/heap/pacing/compaction.ts';

const state: CompactionState = { reduceMemory: false, sparesMemory: false, withStack: true, atomic: true, promotionFits: true };
const rule = (given: GivenFlags, change: Partial<CompactionState> = {}, preset = V8_14_6) =>
  candidateRule(resolveFlags(preset, given), preset.compaction, { ...state, ...change });

describe('which pages are emptied', () => {
  it.each<[GivenFlags, Partial<CompactionState>, string]>([
    [{}, {}, 'by-fragmentation'],
    [{ compact: false }, {}, 'forced'],
    [{ 'manual-evacuation-candidates-selection': true }, {}, 'forced'],
    [{ 'compact-on-every-full-gc': true }, {}, 'every-page'],
    [{ 'compact-on-every-full-gc': true, compact: false }, {}, 'forced'],
    [{ 'stress-compaction': true }, {}, 'every-second-page'],
    [{ 'stress-compaction': true, 'stress-compaction-random': true }, {}, 'random-pages'],
    [{ 'compact-with-stack': false }, {}, 'forced'],
    [{ 'compact-with-stack': false }, { withStack: false }, 'by-fragmentation'],
    [{ 'compact-with-stack': false }, { atomic: false }, 'by-fragmentation'],
  ])('%j, %j: %s', (given, change, choice) => {
    expect(rule(given, change).choice).toBe(choice);
  });

  it('is none in the textbook heap while everything young fits', () => {
    expect(rule({}, {}, CLASSIC).choice).toBe('forced');
    expect(rule({}, { promotionFits: false }, CLASSIC).choice).toBe('by-fragmentation');
  });

  it.each<[GivenFlags, Partial<CompactionState>, boolean]>([
    [{}, {}, true],
    [{ 'compact-code-space': false }, {}, false],
    [{ 'compact-code-space': false }, { withStack: false }, false],
    [{ 'compact-code-space-with-stack': false }, {}, false],
    [{ 'compact-code-space-with-stack': false }, { withStack: false }, true],
    [{ 'compact-with-stack': false }, { atomic: false }, false],
  ])('of code space: %j, %j: %s', (given, change, code) => {
    expect(rule(given, change).code).toBe(code);
  });
});

describe('how much is moved', () => {
  it.each<[GivenFlags, Partial<CompactionState>, number, number]>([
    [{}, {}, 70, 4],
    [{}, { reduceMemory: true }, 20, 12],
    [{}, { sparesMemory: true }, 20, 6],
    [{}, { sparesMemory: true, reduceMemory: true }, 20, 12],
    [{ 'compaction-max-evacuated-bytes-mb': 1 }, {}, 70, 1],
    [{ 'compaction-max-evacuated-bytes-mb-for-reduce-memory': 2, 'compaction-target-fragmentation-percent-for-reduce-memory': 5 }, { reduceMemory: true }, 5, 2],
    [{ 'compaction-max-evacuated-bytes-mb-for-optimize-memory': 3, 'compaction-target-fragmentation-percent-for-optimize-memory': 6 }, { sparesMemory: true }, 6, 3],
  ])('%j, %j: pages from %i %% free, %i MB', (given, change, freePercent, megabytes) => {
    expect(rule(given, change).policy).toEqual({ freePercent, budgetBytes: megabytes * MiB });
  });
});

it('a stack keeps the candidates of an earlier start in place only by flag', () => {
  expect(keepsCandidates(resolveFlags(V8_14_6, {}), true)).toBe(false);
  expect(keepsCandidates(resolveFlags(V8_14_6, { 'compact-with-stack': false }), true)).toBe(true);
  expect(keepsCandidates(resolveFlags(V8_14_6, { 'compact-with-stack': false }), false)).toBe(false);
});
