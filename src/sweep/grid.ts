/** All settings of a sweep: each value of each axis with each of the others; and the cells, one per setting and seed. */
import type { ScenarioOverrides } from '../scenario/compile.ts';
import type { Axis, AxisTarget } from './axis.ts';

/** One value of each axis, in the order of the axes. */
export type Setting = readonly string[];

/** In the order in which tables tell them: the last axis changes first. */
export function settingsOf(axes: readonly Axis[]): readonly Setting[] {
  return axes.reduce<readonly Setting[]>((settings, axis) => settings.flatMap((setting) => axis.values.map((value) => [...setting, value])), [[]]);
}

export function settingCount(axes: readonly Axis[]): number {
  return axes.reduce((count, axis) => count * axis.values.length, 1);
}

/** One thing that is set, and to what. */
export interface Assignment extends AxisTarget {
  readonly value: string;
}

export function assignmentsOf(axes: readonly Axis[], setting: Setting): readonly Assignment[] {
  return axes.map(({ kind, name, target }, position) => ({ kind, name, target, value: setting[position]! }));
}

/** One run of the scenario. */
export interface Cell {
  readonly assignments: readonly Assignment[];
  readonly seed: number;
}

/** What the command line says for all cells, and the cell for itself. */
export function overridesOf(cell: Cell, base: ScenarioOverrides): ScenarioOverrides {
  const { assignments, seed } = cell;
  const of = (kind: Assignment['kind']): Record<string, string> =>
    Object.fromEntries(assignments.filter((assignment) => assignment.kind === kind).map(({ target, value }) => [target, value]));
  const preset = assignments.find(({ kind }) => kind === 'v8')?.value ?? base.preset;
  return {
    ...base,
    ...(preset === undefined ? {} : { preset }),
    seed,
    params: { ...base.params, ...of('param') },
    flags: { ...base.flags, ...of('flag') },
  };
}

/** The same for the same cell, whatever the order of the axes. */
export function cellKey({ assignments, seed }: Cell): string {
  const settings = assignments.map(({ name, value }) => [name, value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([settings, seed]);
}
