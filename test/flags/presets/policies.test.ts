import { describe, expect, it } from 'vitest';
import { PRESETS, findPreset } from '../../../src/flags/presets/index.ts';
import { POLICIES, findPolicy, policyValue, withPolicies } from '../../../src/flags/presets/policies.ts';
import { presetFieldText } from '../../../src/flags/presets/preset-fields.ts';
import { resolveFlags } from '../../../src/flags/flag-definitions.ts';
import { configureHeap } from '../../../src/heap/configuration.ts';
import { createSimulator } from '../../../src/engine-sim/simulator.ts';
import { brief, problemsOf, programOf } from '../../scenario/scenario-text.ts';

describe('the policies', () => {
  it('are plain values that every preset has', () => {
    expect(POLICIES.length).toBeGreaterThan(30);
    for (const { path, kind, choices, nullable } of POLICIES) {
      for (const preset of PRESETS) {
        const value = policyValue(preset, path);
        if (value === null) expect([path, nullable]).toEqual([path, true]);
        else if (kind === 'choice') expect(choices).toContain(value);
        else expect([path, typeof value]).toEqual([path, kind === 'boolean' ? 'boolean' : 'number']);
      }
    }
  });

  it('leave the rest of a preset as it is', () => {
    const preset = findPreset('13.6')!;
    const other = withPolicies(preset, { 'newSpace.promotion.belowAgeMark': false, 'oldGeneration.limitStepBytes': 1 });
    const differing = POLICIES.filter(({ path }) => policyValue(preset, path) !== policyValue(other, path)).map(({ path }) => path);
    expect(differing).toEqual(['newSpace.promotion.belowAgeMark', 'oldGeneration.limitStepBytes']);
    expect(preset.newSpace.promotion.belowAgeMark).toBe(true);
  });

  it('all have words', () => {
    expect(POLICIES.filter(({ path }) => presetFieldText(path) === null)).toEqual([]);
  });
});

describe('in a scenario', () => {
  const policies = (text: string): readonly string[] => problemsOf(`policies: { ${text} }\nsteps: [ seal ]\n`).map(brief);

  it('they are checked against the presets', () => {
    expect(policies('marking.scavengesWhileMarkin: true')).toEqual(['1:13-1:41 UNKNOWN_KEY There is no policy "marking.scavengesWhileMarkin".']);
    expect(policies('marking.scavengesWhileMarking: 1')).toEqual(['1:44-1:45 WRONG_TYPE marking.scavengesWhileMarking is true or false, not "1".']);
    expect(policies('newSpace.growthDecision: never')).toEqual(['1:38-1:43 BAD_VALUE "never" is nothing that newSpace.growthDecision can be.']);
    expect(policies('oldGeneration.limitStepBytes: null')).toEqual(['1:43-1:47 WRONG_TYPE oldGeneration.limitStepBytes cannot be null.']);
    expect(policies('costs.copyNsPerByte: -1')).toHaveLength(1);
    expect(policies('costs.copyNsPerByte: [1]')).toHaveLength(1);
    expect(policies('oldGeneration.limitStepBytes: 4MiB, newSpace.parkedTailMinimumBytes: null, costs.copyNsPerByte: 0.5')).toEqual([]);
  });

  it('they change what the heap does', async () => {
    const text = (policy: string): string => `v8: 13.6\n${policy}steps:\n  - gc: incremental-start\n  - allocate: { type: FixedArray, length: 1022, count: 300 }\n`;
    const scavenges = async (policy: string): Promise<number> => {
      const { collections } = await createSimulator().run(programOf(text(policy)));
      return collections.filter(({ kind, incremental }) => kind === 'scavenge' && !incremental).length;
    };
    const noSteps = 'marking.stepYoungBytes: 64MiB'; // so that marking goes on
    expect(await scavenges(`policies: { ${noSteps} }\n`)).toBe(0);
    expect(await scavenges(`policies: { ${noSteps}, marking.scavengesWhileMarking: true }\n`)).toBeGreaterThan(0);
    expect(await scavenges(`flags: { separate-gc-phases: false }\npolicies: { ${noSteps} }\n`)).toBeGreaterThan(0);
  });

  // Measured on Node 20: the first scavenge that is due ends the cycle; new space is no larger than before.
  it('where phases are separate and new space does not grow, a full new space ends the cycle', async () => {
    const steps = 'steps:\n  - gc: incremental-start\n  - allocate: { type: FixedArray, length: 1022, count: 300 }\n';
    const { collections } = await createSimulator().run(programOf(`v8: 11.3\nbaseline: empty\nflags: { separate-gc-phases: true }\npolicies: { marking.stepYoungBytes: 64MiB }\n${steps}`));
    expect(collections[0]).toMatchObject({ kind: 'mark-compact', incremental: true, collectorReason: 'Incremental marking forced finalization' });
    expect(collections[0]!.before.usedBytes).toBeLessThan(1.1 * 2 ** 20);
  });

  it('without an age mark, what fits into to-space is never promoted', async () => {
    const promoted = async (policy: string): Promise<number> => {
      const steps = 'steps:\n  - allocate: { type: FixedArray, length: 6, as: one }\n  - repeat: { times: 3, steps: [ gc: minor ] }\n';
      const { collections } = await createSimulator().run(programOf(`v8: 12.4\nbaseline: empty\n${policy}${steps}`));
      expect(collections.filter(({ kind }) => kind === 'scavenge')).toHaveLength(3);
      return collections.reduce((sum, { promotedObjects }) => sum + promotedObjects, 0);
    };
    expect(await promoted('')).toBe(1);
    expect(await promoted('policies: { newSpace.promotion.belowAgeMark: false }\n')).toBe(0);
  });
});

it.each([
  ['11.3', { 'separate-gc-phases': true }, 'marking.scavengesWhileMarking', false],
  ['12.4', { 'separate-gc-phases': true }, 'marking.scavengesWhileMarking', true], // measured on Node 22
  ['13.6', { 'separate-gc-phases': false }, 'marking.scavengesWhileMarking', true],
  ['13.6', { 'handle-weak-ref-weakly-in-minor-gc': true }, 'weakness.scavengesClearTargets', true],
  ['14.6', { 'late-heap-limit-check': false }, 'oldGeneration.checkLimitAfterEachCollection', true],
  ['14.6', {}, 'oldGeneration.checkLimitAfterEachCollection', false],
  ['classic', {}, 'allocation.retriesAtMaximum', true],
] as const)('flags of V8 decide for %s %j: %s is %s', (name, flags, path, value) => {
  const preset = findPreset(name)!;
  expect(findPolicy(path)).not.toBeNull();
  expect(policyValue(configureHeap(preset, resolveFlags(preset, flags), { memoryBytes: 2 ** 33, cores: 2 }).preset, path)).toBe(value);
});
