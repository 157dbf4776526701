import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeToString } from 'junit-report-merger';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { reportAsJunit } from '../../src/report/junit.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { makeRunReport } from '../../src/report/run-report.ts';
import { fakeResult } from '../engine/fake-engine.ts';
import { directoryWith } from '../cli/spawn-heapstress.ts';
import { expectGolden } from './golden.ts';
import { hostileReport } from './hostile-report.ts';
import { fullReport } from './sample-reports.ts';

const SCHEMA = readFileSync(new URL('readers/junit.xsd', import.meta.url), 'utf8');

/** libxml2's own xmllint, as WebAssembly: what it has to complain about. */
async function xmllint(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: { fileName: 'report.xml', contents: xml },
    schema: { fileName: 'junit.xsd', contents: SCHEMA },
  });
  return errors.map((error) => error.message);
}

const junit = (...results: Parameters<typeof makeRunReport>[0]): string => reportAsJunit(makeRunReport(results, '0.1.0'));

describe('JUnit XML', () => {
  test('is as it was', () => {
    expectGolden('full-report.junit.xml', reportAsJunit(fullReport()));
  });

  test.each<[string, () => RunReport]>([
    ['of everything', fullReport],
    ['of nothing', () => makeRunReport([], '0.1.0')],
    ['of hostile texts', hostileReport],
  ])('%s is read by xmllint and follows the schema', async (_name, report) => {
    expect(await xmllint(reportAsJunit(report()))).toEqual([]);
  });

  test('is not what xmllint would take if it were broken', async () => {
    expect(await xmllint(reportAsJunit(fullReport()).replace('tests="', 'tests="x'))).not.toEqual([]);
    expect(await xmllint('<testsuites><testsuite></testsuites>')).not.toEqual([]);
  });

  test('of two shards is merged by junit-report-merger without losing a case', async () => {
    const [first, second] = [fullReport(), hostileReport()].map(reportAsJunit);
    const merged = await mergeToString([first!, second!]);
    expect(merged.match(/<testcase /g)?.length).toBe(`${first!}${second!}`.match(/<testcase /g)?.length);
    expect(merged).toContain(/<failure message="[^"]*"/.exec(first!)?.[0]);
  });

  test('repeats the message in the text, with file and line', () => {
    const xml = reportAsJunit(fullReport());
    expect(xml).toMatch(/<testcase [^>]*file="server\.yaml" line="31"/);
    expect(xml).toMatch(/<failure message="(old_space[^"]*)" type="EXPECTATION_FAILED">\1\nmetric: old_space\.used\n/);
  });

  test('counts what is in it', () => {
    const xml = reportAsJunit(fullReport());
    const count = (pattern: RegExp): number => xml.match(pattern)?.length ?? 0;
    expect(xml).toContain(`<testsuites name="heapstress" tests="${count(/<testcase /g)}" failures="${count(/<failure /g)}" errors="${count(/<error /g)}">`);
  });

  test('an interrupted run is skipped, not failed', () => {
    expect(junit(fakeResult({ status: 'interrupted', expectations: [] }))).toMatch(/failures="0" errors="0" skipped="1".*\n[^]*<skipped message="The run was interrupted\.">/);
  });

  test('a run too long has failed', () => {
    const xml = junit({ status: 'timed-out', scenario: { name: 'slow', file: 'slow.yaml' }, preset: '14.6', seed: 1, timeoutMs: 500 });
    expect(xml).toContain('<failure message="It was stopped after 500.0 ms: it took longer than --timeout allows." type="TIMEOUT">');
  });

  test('is read from a file, as a pipeline reads it', async () => {
    const directory = directoryWith({});
    writeFileSync(join(directory, 'a.xml'), reportAsJunit(fullReport()));
    expect(await xmllint(readFileSync(join(directory, 'a.xml'), 'utf8'))).toEqual([]);
  });
});
