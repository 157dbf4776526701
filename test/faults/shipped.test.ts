/** A few failures in every scenario that ships; `npm run test:soak` lets all of them happen. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shippedScenarioNames, shippedScenarioPath } from '../../src/cli/scenario-files.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { Program, Step } from '../../src/scenario/program.ts';
import { SOAKING } from '../laws/law-budget.ts';
import { failEveryAllocation } from './every-allocation.ts';

/** Runs for each scenario, for its allocations and as many for its pages. */
const MOST = 1;
/** All of them; no scenario that is not long has more. */
const MOST_IN_SOAK = 8000;
/** A run of these takes a second: all of their failures would take an hour. */
const SLOW: ReadonlySet<string> = new Set(['memory-reducer', 'near-heap-limit']);
const MOST_OF_SLOW_IN_SOAK = 400;
/** A workload of so many bytes makes a million attempts, which fail alike: a few of them at equal distances. */
const LONG_BYTES = 16 * 2 ** 20;
const MOST_OF_LONG_IN_SOAK = 3;

function isLong({ steps, procedures }: Program): boolean {
  const allocatesMuch = (step: Step): boolean => {
    if (step.op === 'workload') return step.phases.some(({ bytes, objects }) => Math.min(bytes, objects * 100) > LONG_BYTES);
    if (step.op === 'allocate') return step.count > 50_000;
    return 'steps' in step && (step.op === 'repeat' && step.times > 1000 ? true : step.steps.some(allocatesMuch));
  };
  return [...steps, ...procedures.flatMap((procedure) => procedure.steps)].some(allocatesMuch);
}

const names = (await shippedScenarioNames()).filter((name) => !name.includes('/'));
const compiledWith = (flags: Readonly<Record<string, boolean>>): readonly Program[] =>
  names.flatMap((name) => {
    const compiled = compileScenario({ text: readFileSync(shippedScenarioPath(name), 'utf8'), file: name }, { flags });
    return compiled.ok ? [compiled.program] : [];
  });
const programs = compiledWith({});
/** The same heaps with one paged new space; the textbook heap has no such thing. */
const withMinorMarkSweep = compiledWith({ 'minor-ms': true });
/** Of these, in the other tests. */
const FEW: ReadonlySet<string> = new Set(['ephemerons', 'external-memory', 'finalization', 'full-new-space', 'large-objects', 'remembered-set']);

function mostInSoak(program: Program): number {
  if (isLong(program)) return MOST_OF_LONG_IN_SOAK;
  return SLOW.has(program.file) ? MOST_OF_SLOW_IN_SOAK : MOST_IN_SOAK;
}

describe('whatever allocation fails, the heap stays sound', () => {
  const chosen = programs.filter((program) => SOAKING || !isLong(program));
  test.each(chosen.map((program) => [program.file, program] as const))('in %s', { timeout: 3_600_000 }, (_, program) => failAll(program));

  const minor = withMinorMarkSweep.filter((program) => (SOAKING ? !isLong(program) : FEW.has(program.file)));
  test.each(minor.map((program) => [program.file, program] as const))('in %s with --minor-ms', { timeout: 3_600_000 }, (_, program) => failAll(program));
});

async function failAll(program: Program): Promise<void> {
  const { allocations, pages, endings } = await failEveryAllocation(program, SOAKING ? mostInSoak(program) : MOST);
  if (SOAKING && mostInSoak(program) === MOST_IN_SOAK) expect(Math.max(allocations, pages)).toBeLessThanOrEqual(MOST_IN_SOAK);
  expect(allocations + pages).toBeGreaterThan(0);
  expect(Object.values(endings).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
}
