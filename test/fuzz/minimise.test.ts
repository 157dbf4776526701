import { describe, expect, test } from 'vitest';
import { minimise } from '../../src/fuzz/minimise.ts';
import type { ScenarioCase, StepData } from '../../src/fuzz/scenario-case.ts';
import { countSteps, innerSteps, scenarioText, stepKey } from '../../src/fuzz/scenario-case.ts';
import { compileScenario } from '../../src/scenario/compile.ts';

const noise = (count: number): readonly StepData[] => Array.from({ length: count }, (_, index) => ({ allocate: { type: 'FixedArray', length: index + 1, count: 7 } }));

const failing: ScenarioCase = {
  v8: '14.6',
  seed: 99,
  baseline: 'node',
  flags: { compact: false, predictable: true },
  procedures: { on_death: [{ seal: null }] },
  steps: [
    ...noise(9),
    { allocate: { type: 'FixedArray', length: 30, as: 'o0', generation: 'old' } },
    { group: [...noise(2), { repeat: { times: 5, steps: [{ gc: 'major' }, { link: { from: 'o0', slot: 17, to: 'o0' } }] } }] },
    ...noise(11),
    { persistent: { object: 'o0', as: 'h1' } },
    { weaken: { handle: 'h1', callback: 'on_death' } },
    { gc: 'minor' },
  ],
};

/** Every step, those in blocks too. */
function all(steps: readonly StepData[]): readonly StepData[] {
  return steps.flatMap((step) => [step, ...all(innerSteps(step) ?? [])]);
}

const compiles = (one: ScenarioCase): boolean => compileScenario({ text: scenarioText(one), file: 'case' }).ok;

describe('a failing scenario', () => {
  test('comes down to the steps that matter, with the smallest numbers, and what they refer to', async () => {
    const fails = (one: ScenarioCase): Promise<boolean> => Promise.resolve(compiles(one) && all(one.steps).some((step) => stepKey(step) === 'link') && all(one.steps).some(({ gc }) => gc === 'minor'));
    const small = await minimise(failing, fails, 2000);
    expect(small).toEqual({
      v8: '14.6',
      seed: 1,
      baseline: 'empty',
      flags: {},
      procedures: {},
      steps: [{ allocate: { type: 'FixedArray', length: 1, as: 'o0' } }, { link: { from: 'o0', slot: 0, to: 'o0' } }, { gc: 'minor' }],
    });
  });

  test('keeps a block that matters, and drops callbacks with their procedure', async () => {
    const fails = (one: ScenarioCase): Promise<boolean> => Promise.resolve(compiles(one) && all(one.steps).some((step) => stepKey(step) === 'repeat') && all(one.steps).some((step) => stepKey(step) === 'weaken'));
    const small = await minimise(failing, fails, 2000);
    expect(countSteps(small.steps)).toBe(5);
    expect(small.steps.some((step) => stepKey(step) === 'repeat')).toBe(true);
    expect(all(small.steps).find((step) => stepKey(step) === 'weaken')).toEqual({ weaken: { handle: 'h1' } });
  });

  test('is tried only as often as allowed', async () => {
    let tries = 0;
    await minimise(failing, () => {
      tries++;
      return Promise.resolve(tries % 5 === 0);
    }, 40);
    expect(tries).toBe(40);
  });
});
