/** How many generated cases the laws get, all kinds of heap together: 2,000 in `npm test`, 100,000 in `npm run test:soak`. */
import { HEAP_CASES } from '../heap/heap-cases.ts';
import { LAWS_OF_A_HEAP } from './heap-laws.ts';

export const SOAKING = process.env['MODE'] === 'soak';

const CASES = SOAKING ? 100_000 : 2000;

/** Cases of one law and one kind of heap. */
export function lawRuns(): number {
  return Math.ceil(CASES / (HEAP_CASES.length * LAWS_OF_A_HEAP));
}
