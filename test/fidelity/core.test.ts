/**
 * Recorded workloads (four real V8s, flags under which they repeat themselves, no incremental marking) against the
 * simulated heap. A few run with the other tests; `npm run test:fidelity` runs all and prints the table.
 *
 * KNOWN lists what does not agree yet, so that both a new difference and one that has gone away fail the test.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Agreement, RecordedFigures } from './comparison.ts';
import { agreement, describeRow, figuresOf } from './comparison.ts';
import type { RecordedWorkload, Surroundings } from './recorded-workload.ts';
import { perform } from './recorded-workload.ts';

interface Recorded {
  readonly node: string;
  readonly flags: readonly string[];
  readonly workloads: Readonly<Record<string, RecordedFigures>>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`recorded/${file}`, import.meta.url), 'utf8'));
const { workloads } = read('workloads.json') as { workloads: readonly RecordedWorkload[] };
const recorded = read('core.json') as Readonly<Record<string, Recorded>>;

const ALL = process.env['MODE'] === 'fidelity';
const FEW = new Set(['ring-small', 'gc-points', 'large-die', 'list-5k']);

const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  '11.3': { mementosUntilCollection: Infinity, foldedArrays: true },
  '12.4': { mementosUntilCollection: Infinity, foldedArrays: false },
  // The loops are compiled after about three scavenges: no mementos from then on.
  '13.6': { mementosUntilCollection: 3, foldedArrays: false },
  '14.6': { mementosUntilCollection: 3, foldedArrays: false },
};

/** 14.6 does not repeat itself to the byte. */
const TOLERANCE: Readonly<Record<string, number>> = { '11.3': 0.01, '12.4': 0.01, '13.6': 0.01, '14.6': 0.02 };

type Difference = keyof Agreement;
const KNOWN: Readonly<Record<string, Readonly<Record<string, readonly Difference[]>>>> = {
  '11.3': {
    'lifolist-30k': ['bytes'],
    'req-c20-m500': ['scavenges', 'bytes'],
    'mix-ring': ['bytes'],
  },
  '12.4': {
    'die-medium': ['scavenges'],
    'ring-mid': ['bytes'],
    'req-c20-m500': ['bytes'],
    'near-limit': ['scavenges', 'bytes', 'majors'],
  },
  '13.6': {
    'die-medium': ['scavenges'],
    gen3: ['scavenges'],
    'lifolist-30k': ['bytes'],
    'tree-d12-r8': ['bytes'],
    strings: ['bytes'],
  },
  '14.6': {
    'die-array16': ['scavenges'],
    'die-medium': ['scavenges', 'bytes'],
    'ring-mid': ['bytes'],
    'stack-40k': ['scavenges', 'bytes'],
    gen3: ['scavenges', 'bytes', 'majors'],
    'leak-1pc': ['scavenges'],
    'list-5k': ['scavenges'],
    'lifolist-30k': ['bytes'],
    'tree-d12-r8': ['bytes'],
    'req-c20-m500': ['scavenges'],
    strings: ['bytes'],
    'oom-64': ['majors'],
  },
};

describe.each(Object.keys(recorded))('V8 %s', (preset) => {
  const { flags, workloads: figures } = recorded[preset]!;
  test.each(workloads.filter(({ name }) => ALL || FEW.has(name)))('$name', (workload) => {
    const real = figures[workload.name]!;
    const simulated = figuresOf(perform(workload, preset, [...flags, ...real.flags], SURROUNDINGS[preset]!), preset);
    const agrees = agreement(simulated, real, TOLERANCE[preset]!);
    const row = describeRow(`${preset} ${workload.name}`, simulated, real, agrees);
    if (ALL) process.stdout.write(`${row}\n`);
    const differences = (Object.keys(agrees) as Difference[]).filter((key) => !agrees[key]);
    expect(differences, row).toEqual(KNOWN[preset]?.[workload.name] ?? []);
  });
});
