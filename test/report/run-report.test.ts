import { describe, expect, test } from 'vitest';
import type { ExitCode, ScenarioOutcome, StopSignal } from '../../src/report/run-report.ts';
import { EXIT_CODES, EXIT_CODES_BY_SEVERITY, makeRunReport, mostSevere, scenarioExitCode } from '../../src/report/run-report.ts';
import { fakeExpectation, fakeResult } from '../engine/fake-engine.ts';
import { REJECTED } from './sample-reports.ts';

const failing = [fakeExpectation(), fakeExpectation({ passed: false })];
const broken: ScenarioOutcome = {
  status: 'broken-invariant', scenario: { file: 'x' }, preset: '14.6', seed: 1, message: '', replay: '',
};

describe('exit codes', () => {
  const situations: readonly [string, ScenarioOutcome, ExitCode][] = [
    ['every expectation passed', fakeResult(), 0],
    ['there is nothing to expect', fakeResult({ expectations: [] }), 0],
    ['an expectation failed', fakeResult({ expectations: failing }), 1],
    ['the file is wrong', REJECTED, 2],
    ['a mistake showed only while it ran', fakeResult({ status: 'invalid' }), 2],
    ['out of memory', fakeResult({ status: 'out-of-memory' }), 3],
    ['out of memory is worse than a failed expectation', fakeResult({ status: 'out-of-memory', expectations: failing }), 3],
    ['out of memory as the scenario expects', fakeResult({ status: 'out-of-memory', outOfMemoryExpected: true }), 0],
    ['out of memory as expected, but another expectation failed', fakeResult({ status: 'out-of-memory', outOfMemoryExpected: true, expectations: failing }), 1],
    ['an invariant broke', broken, 70],
  ];
  test.each(situations)('%s', (_name, outcome, code) => {
    expect(scenarioExitCode(outcome)).toBe(code);
  });

  test.each<[StopSignal, ExitCode]>([['SIGINT', 130], ['SIGTERM', 143]])('stopped by %s', (signal, code) => {
    const report = makeRunReport([fakeResult({ expectations: failing }), fakeResult({ status: 'interrupted' })], '0.1.0', signal);
    expect(report.results.map((result) => result.exitCode)).toEqual([1, code]);
    expect(report.exitCode).toBe(code);
  });

  test('a signal between two scenarios counts although none was cut short', () => {
    expect(makeRunReport([fakeResult()], '0.1.0', 'SIGINT').exitCode).toBe(130);
  });

  test('of several files the most severe code wins', () => {
    expect(mostSevere([0, 1, 3, 2, 70])).toBe(70);
    expect(mostSevere([0, 1, 3, 2])).toBe(2);
    expect(mostSevere([0, 1, 3])).toBe(3);
    expect(mostSevere([0, 1])).toBe(1);
    expect(mostSevere([])).toBe(0);
  });

  test('every code has its place in the order', () => {
    expect(EXIT_CODES_BY_SEVERITY.map(String).toSorted()).toEqual(Object.keys(EXIT_CODES).toSorted());
  });
});
