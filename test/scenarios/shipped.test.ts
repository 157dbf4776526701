/**
 * What ships: every scenario passes on the real simulator with the verifier on, and prints what it printed before.
 * Nothing is hidden from the goldens: no figure of them comes from a clock or a machine.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shippedScenarioNames, shippedScenarioPath } from '../../src/cli/scenario-files.ts';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import type { RunResult } from '../../src/engine/result.ts';
import { reportAsJson } from '../../src/report/json.ts';
import { makeRunReport } from '../../src/report/run-report.ts';
import { reportAsTable } from '../../src/report/table/table-reporter.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { Program } from '../../src/scenario/program.ts';
import { goldensIn } from '../golden.ts';
import { reporterOptions } from '../report/reporter-options.ts';

const GOLDENS = new URL('../golden/', import.meta.url);
const expectGolden = goldensIn(GOLDENS);
const MODELINE = '# yaml-language-server: $schema=../schema/scenario.schema.json\n';
/** Not that of this package: a release changes no golden. */
const VERSION = '0.0.0';

/** Those of the tour have tests of their own: fidelity.test.ts. */
const names = (await shippedScenarioNames()).filter((name) => !name.includes('/'));
const textOf = (name: string): string => readFileSync(shippedScenarioPath(name), 'utf8');

function programOf(name: string): Program {
  const compiled = compileScenario({ text: textOf(name), file: name });
  expect(compiled.ok ? [] : compiled.problems).toEqual([]);
  if (!compiled.ok) throw new Error(`${name} does not compile`);
  return compiled.program;
}

const run = (name: string, verifyHeap: boolean): Promise<RunResult> => createSimulator().run(programOf(name), { verifyHeap });
const asJson = (result: RunResult): string => reportAsJson(makeRunReport([result], VERSION));

describe.each(names)('%s', (name) => {
  test('says what it shows, and editors find its schema', () => {
    const text = textOf(name);
    const program = programOf(name);
    expect(text.startsWith(MODELINE)).toBe(true);
    expect(program.name).toBe(name);
    expect(program.description.length).toBeGreaterThan(40);
    expect(text).toMatch(/^tags: \[.+\]$/m);
    expect(program.expect.length).toBeGreaterThan(0);
  });

  test('passes with the verifier on, prints what it printed before, and a second run gives the same bytes', async () => {
    const result = await run(name, true);
    expect(result.expectations.filter(({ passed }) => !passed)).toEqual([]);
    const report = makeRunReport([result], VERSION);
    expect(report.exitCode).toBe(0);
    expect(result.verification.runs).toBeGreaterThan(result.collections.length - 1);
    expectGolden(`${name}.table.txt`, reportAsTable(report, reporterOptions({ width: 100 })));
    expectGolden(`${name}.json`, reportAsJson(report));

    // The second run does not verify in between: looking at the heap must not change it.
    const again = await run(name, false);
    const isolates = again.isolates.map((isolate, index) => ({ ...isolate, verification: result.isolates[index]!.verification }));
    expect(asJson({ ...again, isolates, verification: result.verification })).toBe(asJson(result));
  });
});

test('every golden is that of a scenario that ships', () => {
  const expected = names.flatMap((name) => [`${name}.json`, `${name}.table.txt`]);
  expect(readdirSync(GOLDENS).sort()).toEqual(expected.sort());
});

test('all full spaces, failures and collectors have a scenario, and so has every kind of handle', () => {
  expect(names).toEqual([
    'aborted-compaction',
    'allocate-after-failures',
    'context-leak',
    'ephemerons',
    'eternal',
    'event-loop-gc-task',
    'external-memory',
    'finalization',
    'fragmentation-and-free-lists',
    'full-code-space',
    'full-large-object-space',
    'full-new-space',
    'full-old-space',
    'handle-moves',
    'handle-scopes',
    'injected-failures',
    'isolates-in-parallel',
    'javascript-class',
    'large-objects',
    'loops-of-javascript',
    'mark-compact-moves-objects',
    'maybe-local',
    'memory-reducer',
    'memory-reducer-watchdog',
    'minor-mark-sweep',
    'near-heap-limit',
    'object-pinning',
    'out-of-memory',
    'persistent-and-weak',
    'pretenuring',
    'promotion-when-to-space-is-full',
    'remembered-set',
    'request-server',
    'retry-after-failure',
    'scavenge-and-promote',
    'stress-handles',
    'stress-js',
    'unique-persistent',
  ]);
});
