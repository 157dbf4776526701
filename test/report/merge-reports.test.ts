import { describe, expect, test } from 'vitest';
import { reportAsJson } from '../../src/report/json.ts';
import { mergeReports, readReport } from '../../src/report/merge-reports.ts';
import { makeRunReport } from '../../src/report/run-report.ts';
import { fakeExpectation, fakeResult } from '../engine/fake-engine.ts';
import { fullReport } from './sample-reports.ts';

const result = (file: string, overrides: Parameters<typeof fakeResult>[0] = {}) => fakeResult({ scenario: { name: file, description: '', file }, ...overrides });

describe('merging', () => {
  test('shards in any order make the report of the whole, byte by byte', () => {
    const whole = makeRunReport(['a', 'b', 'c', 'd'].map((file) => result(file)), '0.1.0');
    const first = makeRunReport([result('b'), result('d')], '0.1.0');
    const second = makeRunReport([result('a'), result('c')], '0.1.0');
    expect(reportAsJson(mergeReports([first, second], '0.1.0'))).toBe(reportAsJson(whole));
    expect(reportAsJson(mergeReports([second, first], '0.1.0'))).toBe(reportAsJson(whole));
  });

  test('the worst exit code wins, that of an interrupted shard, too', () => {
    const failed = makeRunReport([result('a', { expectations: [fakeExpectation({ passed: false })] })], '0.1.0');
    const stopped = makeRunReport([], '0.1.0', 'SIGINT');
    expect(mergeReports([failed, makeRunReport([result('b')], '0.1.0')], '0.1.0').exitCode).toBe(1);
    expect(mergeReports([failed, stopped], '0.1.0').exitCode).toBe(130);
  });
});

describe('reading', () => {
  test('a report is read back whole', () => {
    const text = reportAsJson(fullReport());
    const read = readReport(text);
    expect(read.ok && reportAsJson(read.report)).toBe(text);
  });

  test.each([
    ['no JSON', '{', /not JSON/],
    ['another document', '{"a":1}', /no JSON report of heapstress/],
    ['null', 'null', /no JSON report of heapstress/],
    ['a later version', '{"schemaVersion":2}', /schemaVersion is 2; this heapstress reads 1/],
  ])('%s is refused', (_name, text, message) => {
    expect(readReport(text)).toMatchObject({ ok: false, message: expect.stringMatching(message) as string });
  });
});
