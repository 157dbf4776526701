import { Chalk } from 'chalk';
import type { ReporterOptions } from '../../src/report/reporters.ts';

/** As when piped: 100 columns, no colour, no wall time. */
export function reporterOptions(overrides: Partial<ReporterOptions> = {}): ReporterOptions {
  return {
    width: 100,
    chalk: new Chalk({ level: 0 }),
    verbose: false,
    quiet: false,
    problems: 'inline',
    wallTimesMs: null,
    codeFrame: () => null,
    annotationsOnly: false,
    repositoryPath: (file) => file,
    ...overrides,
  };
}
