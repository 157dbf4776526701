/** The lines of a short scenario, in the dialect of each version. */
import { describe, test } from 'vitest';
import { goldensIn } from '../../golden.ts';
import { reportTraceGc, reportTraceGcNvp } from '../../../src/report/trace/trace-reporters.ts';
import { flagsOf, traced, VERSIONS } from './traced-runs.ts';

const expectGolden = goldensIn(new URL('golden/', import.meta.url));

const SHORT = `
name: short
steps:
  - allocate: { type: FixedArray, length: 1000, count: 150, as: kept }
  - allocate: { type: FixedArray, length: 100, count: 1000 }
  - gc: major
  - drop: kept
  - gc: incremental-start
  - gc: { kind: major, reduce-memory: true }
  - gc: precise
`;

describe.each(VERSIONS)('%s', (version) => {
  test('with all trace flags', async () => {
    expectGolden(`v8-${version}.trace-gc.txt`, (await traced(SHORT, version, flagsOf(version))).records.map(reportTraceGc).join(''));
  });

  test('with figures alone', async () => {
    expectGolden(`v8-${version}.trace-gc-nvp.txt`, (await traced(SHORT, version, [])).records.map(reportTraceGcNvp).join(''));
  });
});
