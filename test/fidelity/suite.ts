/**
 * Recorded workloads (four real V8s, flags under which they repeat themselves) as scenarios on the simulated heap. A few run
 * with the other tests; `npm run test:fidelity` runs all, prints a line for each and the table of a version behind it.
 *
 * The lists of known differences are exact: a new difference fails, and so does one that has gone away.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { parseFlagArgument } from '../../src/flags/flag-definitions.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { Agreement, Figures, RecordedFigures } from './comparison.ts';
import { agreement, describeRow, figuresOf, tableOf } from './comparison.ts';

interface Recorded {
  readonly node: string;
  readonly flags: readonly string[];
  readonly workloads: Readonly<Record<string, RecordedFigures>>;
}

export type Difference = keyof Agreement;
/** By preset and workload. */
export type KnownDifferences = Readonly<Record<string, Readonly<Record<string, readonly Difference[]>>>>;

/** Of copied and promoted bytes. 14.6 does not repeat itself to the byte. */
const TOLERANCE: Readonly<Record<string, number>> = { '11.3': 0.01, '12.4': 0.01, '13.6': 0.01, '14.6': 0.02 };

const SCENARIOS = new URL('scenarios/', import.meta.url);
const ALL = process.env['MODE'] === 'fidelity';

async function run(name: string, preset: string, flags: readonly string[]): Promise<Figures> {
  const given = flags.map(parseFlagArgument).flatMap((parsed) => (parsed.ok ? [[parsed.name, parsed.value] as const] : []));
  const text = readFileSync(new URL(`${name}.yaml`, SCENARIOS), 'utf8');
  const compiled = compileScenario({ text, file: name }, { preset, flags: Object.fromEntries(given) });
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  const { collections, status } = await createSimulator().run(compiled.program);
  return figuresOf(collections, status === 'out-of-memory', preset);
}

export function compareRecorded(file: string, few: ReadonlySet<string>, known: KnownDifferences): void {
  const recorded = JSON.parse(readFileSync(new URL(`recorded/${file}`, import.meta.url), 'utf8')) as Readonly<Record<string, Recorded>>;
  const names = readdirSync(SCENARIOS).map((scenario) => scenario.replace('.yaml', ''));
  describe.each(Object.keys(recorded))('V8 %s', (preset) => {
    const { flags, workloads } = recorded[preset]!;
    const all: Agreement[] = [];
    test.each(names.filter((name) => ALL || few.has(name)))('%s', async (name) => {
      const real = workloads[name]!;
      const simulated = await run(name, preset, [...flags, ...real.flags]);
      const agrees = agreement(simulated, real, TOLERANCE[preset]!);
      all.push(agrees);
      const row = describeRow(`${preset} ${name}`, simulated, real, agrees);
      if (ALL) process.stdout.write(`${row}\n`);
      const differences = (Object.keys(agrees) as Difference[]).filter((key) => !agrees[key]);
      expect(differences, row).toEqual(known[preset]?.[name] ?? []);
    });
    test('has a scenario for every recorded workload', () => {
      expect([...names].sort()).toEqual(Object.keys(workloads).sort());
    });
    afterAll(() => {
      if (ALL) process.stdout.write(`${tableOf(preset, all)}\n`);
    });
  });
}
