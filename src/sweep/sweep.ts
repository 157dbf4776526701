/** A sweep from its plan to its results. Who runs a cell, and how many at once, is up to whoever hands in `run`. */
import type { Axis, AxisTarget } from './axis.ts';
import { mostQuestions, smallestThatHolds } from './bisection.ts';
import type { CellResult } from './cell-result.ts';
import { hasFigures } from './cell-result.ts';
import type { Condition } from './condition.ts';
import { conditionHolds } from './condition.ts';
import type { Assignment, Cell, Setting } from './grid.ts';
import { assignmentsOf, settingsOf } from './grid.ts';

export interface SweepPlan {
  readonly axes: readonly Axis[];
  readonly seeds: readonly number[];
  readonly minimise: Minimisation | null;
}

/** For each setting: the smallest whole number of something for which all conditions hold, with every seed. */
export interface Minimisation {
  /** As it was asked for: `heap.limit`, the name of a flag, `param:NAME`. */
  readonly name: string;
  readonly knob: AxisTarget;
  readonly from: number;
  readonly to: number;
  readonly until: readonly Condition[];
}

/** Null when the sweep was stopped before the cell was done. */
export type RunCell = (cell: Cell) => Promise<CellResult | null>;

export interface SettingResult {
  readonly setting: Setting;
  /** One for each seed; null when it is not done. With a minimum: the cells of the minimum. */
  readonly cells: readonly (CellResult | null)[];
  /** Null when nothing is minimised, or it does not hold for the largest number either. */
  readonly minimum: number | null;
}

export async function sweep({ axes, seeds, minimise }: SweepPlan, run: RunCell): Promise<readonly SettingResult[]> {
  return Promise.all(
    settingsOf(axes).map(async (setting) => {
      const assignments = assignmentsOf(axes, setting);
      if (minimise !== null) return minimumOf(setting, assignments, minimise, seeds, run);
      return { setting, cells: await Promise.all(seeds.map((seed) => run({ assignments, seed }))), minimum: null };
    }),
  );
}

/** The most cells that may be run: all of a grid; of a bisection it may be fewer. */
export function mostCells(settings: number, { seeds, minimise }: SweepPlan): number {
  return settings * seeds.length * (minimise === null ? 1 : mostQuestions(minimise.from, minimise.to));
}

class Stopped extends Error {}

async function minimumOf(setting: Setting, assignments: readonly Assignment[], minimise: Minimisation, seeds: readonly number[], run: RunCell): Promise<SettingResult> {
  const { knob, from, to, until } = minimise;
  const asked = new Map<number, readonly CellResult[]>();
  const holds = async (value: number): Promise<boolean> => {
    const tried = [...assignments, { ...knob, value: String(value) }];
    const results = await Promise.all(seeds.map((seed) => run({ assignments: tried, seed })));
    const cells = results.filter((result) => result !== null);
    if (cells.length < results.length) throw new Stopped();
    asked.set(value, cells);
    return cells.every((cell) => hasFigures(cell) && until.every((condition) => conditionHolds(condition, cell.metrics)));
  };
  try {
    const minimum = await smallestThatHolds(from, to, holds);
    return { setting, minimum, cells: asked.get(minimum ?? to) ?? [] };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return { setting, minimum: null, cells: seeds.map(() => null) };
  }
}
