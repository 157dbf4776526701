/** Reports with something of everything, for the goldens of all reporters. */
import type { RejectedScenario, RunReport } from '../../src/report/run-report.ts';
import { makeRunReport } from '../../src/report/run-report.ts';
import { fakeCollections, fakeExpectation, fakeResult } from '../engine/fake-engine.ts';

export const REJECTED: RejectedScenario = {
  status: 'rejected',
  scenario: { file: 'broken.yaml' },
  problems: [
    {
      code: 'UNKNOWN_KEY',
      message: 'unknown key "ratee"',
      hint: 'Did you mean "rate"?',
      file: 'broken.yaml',
      line: 12,
      column: 9,
      endLine: 12,
      endColumn: 14,
    },
  ],
};

/** One that passes, one with a long list of collections and a failed expectation, one out of memory, one rejected, one broken. */
export function fullReport(): RunReport {
  return makeRunReport(
    [
      fakeResult(),
      fakeResult({
        scenario: { name: 'a request server', description: '', file: 'server.yaml' },
        collections: fakeCollections(40),
        expectations: [
          fakeExpectation(),
          fakeExpectation({ metric: 'old_space.used', expected: '<= 1GiB', actual: 1_288_490_189, unit: 'bytes', passed: false, line: 31 }),
          fakeExpectation({ metric: 'gc.scavenge.survival', expected: '< 5%', actual: 0.0585, unit: 'ratio', passed: false, line: 32 }),
        ],
      }),
      fakeResult({
        scenario: { name: 'leak', description: '', file: 'leak.yaml' },
        engine: { name: 'heapstress', preset: 'classic' },
        status: 'out-of-memory',
        outOfMemory: {
          where: 'Reached heap limit',
          message: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
          atAllocatedBytes: 1_500_000_000,
          step: 1,
        },
        collections: [],
        expectations: [],
      }),
      REJECTED,
      {
        status: 'broken-invariant',
        scenario: { file: 'odd.yaml' },
        preset: '14.6',
        seed: 7,
        message: 'a page is in two spaces (page=12)',
        replay: 'heapstress run odd.yaml --v8 14.6 --seed 7',
      },
    ],
    '0.1.0',
  );
}
