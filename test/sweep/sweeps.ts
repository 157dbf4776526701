/** Sweeps without an engine: figures that follow from the cell. */
import { parseAxis } from '../../src/sweep/axis.ts';
import type { Axis } from '../../src/sweep/axis.ts';
import type { CellResult } from '../../src/sweep/cell-result.ts';
import type { Cell } from '../../src/sweep/grid.ts';
import type { Minimisation, SettingResult } from '../../src/sweep/sweep.ts';
import { sweep } from '../../src/sweep/sweep.ts';
import type { SweepReport } from '../../src/sweep/sweep-report.ts';
import { makeSweepReport } from '../../src/sweep/sweep-report.ts';

export function axis(text: string): Axis {
  const parsed = parseAxis(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.axis;
}

const MiB = 1024 * 1024;

/** More semispace: less time, a higher peak; 11.3 at 1 MB runs out of memory. Other settings count by their length. */
export function fakeCell({ assignments, seed }: Cell): CellResult {
  const value = (name: string): string | undefined => assignments.find((assignment) => assignment.name === name)?.value;
  const semispace = Number(value('max-semi-space-size') ?? 16);
  const version = Number(value('v8') ?? 14.6);
  const others = assignments.filter(({ kind }) => kind === 'param').reduce((sum, assignment) => sum + assignment.value.length, 0);
  const oldSpace = Number(value('max-old-space-size') ?? 4096);
  const outOfMemory = (version === 11.3 && semispace === 1) || oldSpace < 100;
  return {
    status: outOfMemory ? 'out-of-memory' : 'completed',
    failed: semispace >= 64 ? 1 : 0,
    metrics: {
      'gc.time': 1000 / semispace + 3 * seed + others,
      'heap.peak': 30 * MiB + 3 * semispace * MiB + version * 1000,
      'gc.count': Math.round(500 / semispace),
      'gc.major.count': 2,
      'heap.limit': oldSpace * MiB + 48 * MiB,
      oom: outOfMemory,
    },
    problem: null,
  };
}

export async function sweepReport(axes: readonly string[], seeds: readonly number[], extra: { readonly minimise?: Minimisation; readonly shown?: readonly string[]; readonly name?: string; readonly stopAfter?: number } = {}): Promise<SweepReport> {
  const { minimise = null, shown = ['gc.time'], name = 'request-server', stopAfter = Infinity } = extra;
  let cells = 0;
  const plan = { axes: axes.map(axis), seeds, minimise };
  const results: readonly SettingResult[] = await sweep(plan, (cell) => Promise.resolve(cells++ < stopAfter ? fakeCell(cell) : null));
  return makeSweepReport(plan, results, {
    heapstressVersion: '0.1.0',
    scenario: { name, file: `${name}.yaml` },
    shown,
    metrics: [
      { name: 'gc.time', unit: 'ms' },
      { name: 'heap.peak', unit: 'bytes' },
      { name: 'gc.count', unit: 'count' },
      { name: 'gc.major.count', unit: 'count' },
      { name: 'heap.limit', unit: 'bytes' },
      { name: 'oom', unit: 'boolean' },
    ],
  });
}
