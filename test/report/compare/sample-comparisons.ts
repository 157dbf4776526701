/** Comparisons of every kind, judged by the real rules from made-up figures. */
import type { Comparison, ComparedRuns } from '../../../src/compare/comparison.ts';
import { judge } from '../../../src/compare/comparison.ts';
import { defaultTolerances } from '../../../src/compare/tolerance.ts';
import type { CompareOutcome, CompareReport } from '../../../src/report/compare/compare-report.ts';
import { makeCompareReport } from '../../../src/report/compare/compare-report.ts';
import { figures, markCompact, sample, scavenge } from '../../compare/figures.ts';

const KiB = 1024;
const MiB = 2 ** 20;

function compared(name: string, runs: Partial<ComparedRuns>, overrides: Partial<Comparison> = {}): CompareOutcome {
  const { simulated = figures(), real = [figures()], failures = [], tolerances = defaultTolerances(overrides.mode ?? 'deterministic', 20) } = runs;
  return {
    status: 'compared',
    scenario: { name, file: `scenarios/${name}.yaml` },
    preset: '11.3',
    seed: 7,
    engine: { node: '20.20.2', v8: '11.3.244.8-node.38', major: 20, path: '/opt/node/bin/node' },
    mode: 'deterministic',
    flags: ['--no-opt', '--trace-gc'],
    leftOut: [],
    ...judge({ simulated, real, failures, tolerances }),
    realMs: 1234,
    ...overrides,
  };
}

/** Within tolerance, and some steps left out. */
const within = (): CompareOutcome =>
  compared('ring', {}, { leftOut: [{ op: 'fill', line: 12, reason: 'only all of new space can be filled from JavaScript' }, { op: '--stress-compaction', line: 0, reason: 'this engine has no such flag' }] });

/** Out of tolerance from the second collection on. */
const outside = (): CompareOutcome =>
  compared('tree', {
    simulated: figures({ collections: [scavenge(1), scavenge(2, { promotedBytes: 900 * KiB, semispaceBytes: 2 * MiB }), scavenge(3), markCompact(4, { usedBeforeBytes: 9 * MiB })] }),
    real: [figures({ collections: [scavenge(1), scavenge(2), scavenge(3), markCompact(4, { usedBeforeBytes: 12 * MiB, limitBytes: null })] })],
  });

/** A band of three runs; one more run hung. */
const withFailure = (failure: { readonly message: string; readonly output: string } = { message: 'It was still running after 30 s and was killed.', output: 'waiting for\nnobody' }): CompareOutcome =>
  compared(
    'leak',
    {
      real: [0, 1, 2].map((extra) => figures({ collections: [scavenge(1, { promotedBytes: (256 + 100 * extra) * KiB, pauseMs: 1 + extra }), ...Array.from({ length: extra }, (_, index) => scavenge(2 + index)), markCompact(2 + extra)], samples: [sample('end', { new_space: [extra * 500 * KiB, 2 * MiB], old_space: [5 * MiB, 6 * MiB] })] })),
      failures: [{ kind: 'timed-out', ...failure }],
    },
    { mode: 'default' },
  );

const noneLeft = (): CompareOutcome => compared('crash', { real: [], failures: [{ kind: 'exit-code', message: 'It ended with exit code 7.', output: '' }] });
const notCompared = (message = '/opt/other cannot be started: ENOENT'): CompareOutcome => ({ status: 'not-compared', scenario: { file: 'ring.yaml' }, node: '/opt/other', message, hint: 'Write a major version, such as 24, or the path of a node.' });
const rejected = (): CompareOutcome => ({
  status: 'rejected',
  scenario: { file: 'bad.yaml' },
  problems: [{ code: 'UNKNOWN_STEP', message: 'There is no step "alocate".', hint: 'Did you mean "allocate"?', file: 'bad.yaml', line: 3, column: 5, endLine: 3, endColumn: 12 }],
});

export function fullComparison(): CompareReport {
  return makeCompareReport([within(), outside(), withFailure(), noneLeft(), notCompared(), rejected()], '0.0.0', null);
}

export function comparisonWithin(): CompareReport {
  return makeCompareReport([within()], '0.0.0', null);
}

export function comparisonOutside(): CompareReport {
  return makeCompareReport([outside(), within()], '0.0.0', null);
}

/** Whatever a process or a scenario says is text. */
export function hostileComparison(texts: readonly string[]): CompareReport {
  return makeCompareReport(texts.flatMap((text) => [compared(text, {}), withFailure({ message: text, output: text }), notCompared(text)]), '0.0.0', null);
}
