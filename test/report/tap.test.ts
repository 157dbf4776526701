import { Parser } from 'tap-parser';
import type { Result } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../src/report/run-report.ts';
import { makeRunReport } from '../../src/report/run-report.ts';
import { reportAsTap } from '../../src/report/tap.ts';
import { checkedScenarios } from '../../src/report/checks.ts';
import { expectGolden } from './golden.ts';
import { hostileReport } from './hostile-report.ts';
import { fullReport } from './sample-reports.ts';

interface ReadTap {
  readonly ok: boolean;
  readonly points: readonly Result[];
  /** Per subtest. */
  readonly inner: readonly (readonly Result[])[];
  /** Lines that are no TAP. */
  readonly extra: readonly string[];
}

async function readTap(text: string): Promise<ReadTap> {
  const points: Result[] = [];
  const inner: Result[][] = [];
  const extra: string[] = [];
  const listen = (parser: Parser, into: Result[]): void => {
    parser.on('assert', (result: Result) => into.push(result));
    parser.on('extra', (line: string) => extra.push(line));
    parser.on('child', (child: Parser) => {
      const results: Result[] = [];
      inner.push(results);
      listen(child, results);
    });
  };
  return new Promise((resolve) => {
    const parser = new Parser({ strict: true }, (final) => resolve({ ok: final.ok, points, inner, extra }));
    listen(parser, points);
    parser.end(text);
  });
}

describe('TAP 14', () => {
  test('is as it was', () => {
    expectGolden('full-report.tap', reportAsTap(fullReport()));
  });

  test.each<[string, () => RunReport]>([['everything', fullReport], ['hostile texts', hostileReport]])(
    'of %s is read back: every scenario a point, every check one of its subtest',
    async (_name, report) => {
      const { points, inner, extra, ok } = await readTap(reportAsTap(report()));
      const scenarios = checkedScenarios(report());
      expect(ok).toBe(false);
      expect(extra).toEqual([]);
      expect(points.map((point) => point.ok)).toEqual(scenarios.map(({ checks }) => checks.every((check) => check.outcome === 'passed')));
      expect(inner.map((results) => results.map((result) => result.ok))).toEqual(scenarios.map(({ checks }) => checks.map((check) => check.outcome === 'passed')));
      expect(inner.flat().some((result) => Boolean(result.skip) || Boolean(result.todo))).toBe(false);
    },
  );

  test('what did not pass has its place and its figures', async () => {
    const { inner } = await readTap(reportAsTap(fullReport()));
    expect(inner[1]?.find((result) => !result.ok)?.diag).toEqual({
      message: 'old_space.used: wanted <= 1GiB, got 1.2 GiB (1 288 490 189 B)',
      severity: 'fail',
      type: 'EXPECTATION_FAILED',
      metric: 'old_space.used',
      wanted: '<= 1GiB',
      got: '1.2 GiB (1 288 490 189 B)',
      file: 'server.yaml',
      line: 31,
      column: 3,
    });
  });

  test('of nothing is a plan that says so', async () => {
    const text = reportAsTap(makeRunReport([], '0.1.0'));
    expect(text).toBe('TAP version 14\n1..0 # SKIP no scenario\n');
    expect((await readTap(text)).ok).toBe(true);
  });
});
