/** Figures of made-up runs, for tests of what is made of them. */
import type { ComparedCollection, ComparedSample, EngineFigures } from '../../src/compare/engine-figures.ts';

const MiB = 2 ** 20;

export function scavenge(index: number, overrides: Partial<ComparedCollection> = {}): ComparedCollection {
  return {
    index,
    kind: 'scavenge',
    reason: null,
    usedBeforeBytes: 6 * MiB,
    usedAfterBytes: 5 * MiB,
    copiedBytes: MiB / 2,
    promotedBytes: MiB / 4,
    semispaceBytes: MiB,
    limitBytes: null,
    pauseMs: 1,
    ...overrides,
  };
}

export function markCompact(index: number, overrides: Partial<ComparedCollection> = {}): ComparedCollection {
  return scavenge(index, { kind: 'mark-compact', reason: 'testing', copiedBytes: 0, limitBytes: 32 * MiB, ...overrides });
}

export function sample(label: string, spaces: Readonly<Record<string, readonly [usedBytes: number, committedBytes: number]>>): ComparedSample {
  return { label, spaces: Object.entries(spaces).map(([name, [usedBytes, committedBytes]]) => ({ name, usedBytes, committedBytes })) };
}

export function figures(overrides: Partial<EngineFigures> = {}): EngineFigures {
  return {
    collections: [scavenge(1), scavenge(2), markCompact(3)],
    samples: [sample('end', { new_space: [MiB / 2, 2 * MiB], old_space: [5 * MiB, 6 * MiB] })],
    usedAtStartBytes: 4 * MiB,
    outOfMemory: null,
    ...overrides,
  };
}
