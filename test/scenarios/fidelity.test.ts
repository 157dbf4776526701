/** The tour of comparisons with real engines: each scenario says what it shows, passes, and prints what it printed before. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { selectScenarios } from '../../src/cli/selection.ts';
import { shippedScenarioPath, TOUR } from '../../src/cli/scenario-files.ts';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { makeRunReport } from '../../src/report/run-report.ts';
import { reportAsTable } from '../../src/report/table/table-reporter.ts';
import { compileScenario, readHeader } from '../../src/scenario/compile.ts';
import { goldensIn } from '../golden.ts';
import { reporterOptions } from '../report/reporter-options.ts';

const FOLDER = new URL('../../scenarios/fidelity/', import.meta.url);
const MODELINE = '# yaml-language-server: $schema=../../schema/scenario.schema.json\n';
const expectGolden = goldensIn(new URL('../golden-fidelity/', import.meta.url));
const files = readdirSync(FOLDER).toSorted();

test('there are a dozen at least, shipped by name, and the name of the tour stands for all of them', async () => {
  expect(files.length).toBeGreaterThanOrEqual(12);
  expect(await selectScenarios([TOUR], {})).toEqual(files.map((file) => `${TOUR}/${file.replace('.yaml', '')}`));
  expect(readHeader(readFileSync(shippedScenarioPath('fidelity/ring'), 'utf8')).tags).toContain('fidelity');
});

describe.each(files)('%s', (file) => {
  test('says what it shows, passes, and prints what it printed before', async () => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    expect(text.startsWith(MODELINE)).toBe(true);
    const compiled = compileScenario({ text, file });
    expect(compiled.ok ? [] : compiled.problems).toEqual([]);
    if (!compiled.ok) return;
    const { program } = compiled;
    expect(program.description.length).toBeGreaterThan(40);
    expect(readHeader(text).tags).toContain('fidelity');
    const report = makeRunReport([await createSimulator().run(program)], '0.0.0');
    expect(report.exitCode).toBe(0);
    expectGolden(file.replace('.yaml', '.table.txt'), reportAsTable(report, reporterOptions({ width: 100 })));
  });
});
