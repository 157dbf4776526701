/**
 * Recorded workloads (four real V8s, flags under which they repeat themselves) against the simulated heap. A few run
 * with the other tests; `npm run test:fidelity` runs all, prints a line for each and the table of a version behind it.
 *
 * The lists of known differences are exact: a new difference fails, and so does one that has gone away.
 */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import type { Agreement, RecordedFigures } from './comparison.ts';
import { agreement, describeRow, figuresOf, tableOf } from './comparison.ts';
import type { RecordedWorkload } from './recorded-program.ts';
import { perform } from './recorded-workload.ts';
import { SURROUNDINGS } from './surroundings.ts';

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

const ALL = process.env['MODE'] === 'fidelity';
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`recorded/${file}`, import.meta.url), 'utf8'));

export function compareRecorded(file: string, few: ReadonlySet<string>, known: KnownDifferences): void {
  const { workloads } = read('workloads.json') as { workloads: readonly RecordedWorkload[] };
  const recorded = read(file) as Readonly<Record<string, Recorded>>;
  describe.each(Object.keys(recorded))('V8 %s', (preset) => {
    const { flags, workloads: figures } = recorded[preset]!;
    const all: Agreement[] = [];
    test.each(workloads.filter(({ name }) => ALL || few.has(name)))('$name', (workload) => {
      const real = figures[workload.name]!;
      const simulated = figuresOf(perform(workload, preset, [...flags, ...real.flags], SURROUNDINGS[preset]!), preset);
      const agrees = agreement(simulated, real, TOLERANCE[preset]!);
      all.push(agrees);
      const row = describeRow(`${preset} ${workload.name}`, simulated, real, agrees);
      if (ALL) process.stdout.write(`${row}\n`);
      const differences = (Object.keys(agrees) as Difference[]).filter((key) => !agrees[key]);
      expect(differences, row).toEqual(known[preset]?.[workload.name] ?? []);
    });
    afterAll(() => {
      if (ALL) process.stdout.write(`${tableOf(preset, all)}\n`);
    });
  });
}
