/** Whatever the number of workers, a run says the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawnScenarios } from '../../src/fuzz/moves.ts';
import { realise } from '../../src/fuzz/realise.ts';
import { scenarioText } from '../../src/fuzz/scenario-case.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';

const SEED = 7;
const SCENARIOS = 6;

test('random scenarios have the same bytes with one worker and with several', { timeout: 300_000 }, async () => {
  const drawn = fc.sample(drawnScenarios([]), { seed: SEED, numRuns: SCENARIOS });
  const cwd = directoryWith(Object.fromEntries(drawn.map((one, index) => [`random-${String(index)}.yaml`, scenarioText(realise(one))])));
  const alone = await heapstress(['run', '.', '--json'], { cwd });
  expect(JSON.parse(alone.stdout)).toMatchObject({ results: { length: SCENARIOS } });
  expect(await heapstress(['run', '.', '--json', '--jobs', '3'], { cwd })).toEqual(alone);
});
