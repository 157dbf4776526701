/** How many generated cases the laws get, all presets together: 2,000 in `npm test`, 100,000 in `npm run test:soak`. */
import { PRESETS } from '../../src/flags/presets/index.ts';
import { LAWS_OF_A_HEAP } from './heap-laws.ts';

export const SOAKING = process.env['MODE'] === 'soak';

const CASES = SOAKING ? 100_000 : 2000;

/** Cases of one law and one preset. */
export function lawRuns(): number {
  return Math.ceil(CASES / (PRESETS.length * LAWS_OF_A_HEAP));
}
