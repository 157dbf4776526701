import { readFileSync } from 'node:fs';
import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { compareAsJunit, compareAsMarkdown, compareForGithub } from '../../../src/report/compare/compare-formats.ts';
import { compareAsJson, makeCompareReport } from '../../../src/report/compare/compare-report.ts';
import { compareAsText } from '../../../src/report/compare/compare-text.ts';
import { expectGolden } from '../golden.ts';
import { HOSTILE_TEXTS } from '../hostile-report.ts';
import { reporterOptions } from '../reporter-options.ts';
import { comparisonOutside, comparisonWithin, fullComparison, hostileComparison } from './sample-comparisons.ts';

const SCHEMA = readFileSync(new URL('../readers/junit.xsd', import.meta.url), 'utf8');

describe('the table', () => {
  test.each([70, 80, 120])('of %i columns is as it was, and no figure is longer', (width) => {
    const text = compareAsText(fullComparison(), reporterOptions({ width }));
    expectGolden(`compare-${String(width)}.txt`, text);
    const figures = text.split('\n').filter((line) => /^[✓✗ ] {2}\S/.test(line));
    expect(figures.length).toBeGreaterThan(40);
    expect(figures.filter((line) => line.length > width)).toEqual([]);
  });

  test('says everything when it is asked to: flags, figures that are zero, where runs part that are within', () => {
    const text = compareAsText(fullComparison(), reporterOptions({ verbose: true }));
    expect(text).toContain('flags --no-opt --trace-gc');
    expect(text).toContain('out-of-memory');
    expect(compareAsText(fullComparison(), reporterOptions())).not.toContain('out-of-memory');
  });

  test('says nothing when it is asked to and all is well, and otherwise only what is not', () => {
    expect(compareAsText(comparisonWithin(), reporterOptions({ quiet: true }))).toBe('');
    const text = compareAsText(comparisonOutside(), reporterOptions({ quiet: true }));
    expect(text).toContain('tree');
    expect(text).not.toMatch(/^ring/m);
  });

  test('colours add nothing but colours', () => {
    const coloured = compareAsText(fullComparison(), reporterOptions({ chalk: new Chalk({ level: 1 }) }));
    // eslint-disable-next-line no-control-regex
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '').replaceAll(/ +$/gm, '')).toBe(compareAsText(fullComparison(), reporterOptions()).replaceAll(/ +$/gm, ''));
    expect(coloured).toContain('\u001b[31m');
  });
});

describe('the other formats', () => {
  test('are as they were', () => {
    const report = fullComparison();
    expectGolden('compare.md', compareAsMarkdown(report, { quiet: false }));
    expectGolden('compare.junit.xml', compareAsJunit(report));
    expectGolden('compare.github.txt', compareForGithub(report, reporterOptions()));
    expectGolden('compare.json', compareAsJson(report));
  });

  test('JUnit XML follows the schema, and counts a check for each judged figure', async () => {
    for (const report of [fullComparison(), hostileComparison(HOSTILE_TEXTS), makeCompareReport([], '0.0.0', null)]) {
      const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents: compareAsJunit(report) }, schema: { fileName: 'junit.xsd', contents: SCHEMA } });
      expect(errors.map(({ message }) => message)).toEqual([]);
    }
    const report = comparisonOutside();
    const rows = report.results.flatMap((result) => (result.status === 'compared' ? result.rows : []));
    const outside = rows.filter(({ verdict }) => verdict === 'outside').length;
    const judged = outside + rows.filter(({ verdict }) => verdict === 'within').length;
    expect(outside).toBeGreaterThan(0);
    expect(compareAsJunit(report)).toContain(`tests="${String(judged + 2)}" failures="${String(outside)}" errors="0"`);
  });

  test('JSON says the same again when it is read', () => {
    const report = fullComparison();
    expect(JSON.parse(compareAsJson(report))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test('annotations alone are commands and nothing else, one for each thing that is wrong', () => {
    const lines = compareForGithub(fullComparison(), reporterOptions({ annotationsOnly: true })).trimEnd().split('\n');
    expect(lines.every((line) => line.startsWith('::error '))).toBe(true);
    expect(compareForGithub(comparisonWithin(), reporterOptions({ annotationsOnly: true }))).toBe('');
  });

  test('names, reasons and output of processes are text: no control characters, no commands of a runner', () => {
    const report = hostileComparison(HOSTILE_TEXTS);
    // eslint-disable-next-line no-control-regex
    expect(compareAsText(report, reporterOptions())).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]/);
    const commands = compareForGithub(report, reporterOptions()).split('\n').filter((line) => /^\s*::/.test(line));
    expect(commands.filter((line) => !/^::(group|endgroup|error)(::| )/.test(line))).toEqual([]);
  });
});

test('the exit code is that of the worst: 1 out of tolerance, 2 when something could not be compared', () => {
  expect(comparisonWithin().exitCode).toBe(0);
  expect(comparisonOutside().exitCode).toBe(1);
  expect(fullComparison().results.map(({ exitCode }) => exitCode)).toEqual([0, 1, 2, 2, 2, 2]);
  expect(fullComparison().exitCode).toBe(2);
  expect(makeCompareReport([], '0.0.0', 'SIGINT').exitCode).toBe(130);
});
