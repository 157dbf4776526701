/**
 * The part of a program that a real engine can do as well. Steps that JavaScript cannot ask for are left out, by name
 * and with the reason, and with them whatever needs the objects that they would have made. Both engines then run
 * what is left, so that their figures are of the same work.
 */
import type { Preset } from '../../flags/presets/preset.ts';
import type { ObjectShape, Program, Step, WorkloadStep } from '../../scenario/program.ts';
import { makeable } from './object-making.ts';
import { phaseObstacle } from './workload-text.ts';

export interface LeftOut {
  readonly op: string;
  /** 1-based line of the scenario. */
  readonly line: number;
  readonly reason: string;
}

export interface PortableProgram {
  readonly program: Program;
  readonly leftOut: readonly LeftOut[];
}

const CHECKS_ONLY: ReadonlySet<string> = new Set(['expect', 'checkpoint']);

/** @param isCompiled the engine's compilers are on, which makes of an interpreted loop another one. */
export function portableProgram(program: Program, preset: Preset, isCompiled = false): PortableProgram {
  const leftOut: LeftOut[] = [];
  const shapes = shapesByObject(program);
  const missing = new Set<number>();
  // A name that some step fails to make may be missing at any later one.
  for (;;) {
    const before = missing.size;
    leftOut.length = 0;
    const filter = (steps: readonly Step[]): readonly Step[] => steps.flatMap((step) => portableStep(step));
    const portableStep = (step: Step): readonly Step[] => {
      if (CHECKS_ONLY.has(step.op)) return [];
      const reason = obstacle(step, { preset, shapes, missing, program, isCompiled });
      if (reason !== null) {
        leftOut.push({ op: step.op, line: step.location.line, reason });
        for (const object of madeBy(step)) missing.add(object);
        return [];
      }
      return ['steps' in step ? ({ ...step, steps: filter(step.steps), expect: [] } satisfies Step) : 'expect' in step ? { ...step, expect: [] } : step];
    };
    const steps = filter(program.steps);
    const procedures = program.procedures.map((procedure) => ({ ...procedure, steps: filter(procedure.steps) }));
    if (missing.size === before) return { program: { ...program, steps, procedures, expect: [] }, leftOut: leftOut.toSorted((a, b) => a.line - b.line) };
  }
}

interface Surroundings {
  readonly preset: Preset;
  readonly program: Program;
  readonly shapes: ReadonlyMap<number, ObjectShape | null>;
  readonly missing: ReadonlySet<number>;
  readonly isCompiled: boolean;
}

/** Why JavaScript cannot do it; null when it can. */
function obstacle(step: Step, surroundings: Surroundings): string | null {
  const absent = usedBy(step).find((object) => surroundings.missing.has(object));
  if (absent !== undefined) return `object "${surroundings.program.objectNames[absent]!}" is not there: the step that makes it is left out`;
  switch (step.op) {
    case 'allocate': {
      if (step.into !== null) return 'lists of objects are the simulator’s own';
      if (step.generation !== 'young') return `JavaScript cannot choose the ${step.generation} generation`;
      if (step.retry !== 'last-resort') return 'JavaScript cannot say how a failing allocation is tried again';
      if (step.until !== null || step.while.length > 0 || step.count === Infinity) return 'JavaScript cannot ask how full the heap is before each allocation';
      const made = makeable(step.shape);
      return made.ok ? null : made.reason;
    }
    case 'workload':
      if (surroundings.isCompiled && step.phases.some(({ javascript }) => javascript)) return 'the compilers, which are on in this mode, change what a loop of JavaScript allocates';
      for (const phase of step.phases) {
        const reason = phaseObstacle(phase);
        if (reason !== null) return reason;
      }
      return null;
    case 'link': {
      if (step.weak) return 'JavaScript has no weak fields';
      const shape = surroundings.shapes.get(step.from) ?? null;
      if (shape === null || (shape.type !== 'JSObject' && shape.type !== 'JSArray')) return 'only fields of a JSObject and elements of a JSArray can be written';
      return step.slot < shape.units.min ? null : 'the slot is behind the last field that every object of this name has';
    }
    case 'gc':
      if (step.action === 'minor' || step.action === 'major' || step.action === 'precise') return null;
      if (step.action === 'memory-reducing' || step.action === 'last-resort') {
        return hasLastResort(surroundings.preset) ? null : 'this version’s gc() does no memory-reducing collection';
      }
      return 'JavaScript cannot drive incremental marking';
    case 'fill':
      return step.space === 'new_space' && step.extent === 'space' && step.leaveBytes === 0 ? null : 'only all of new space can be filled from JavaScript';
    case 'keep':
    case 'drop':
    case 'local':
    case 'persistent':
    case 'global':
    case 'eternal':
    case 'reset':
    case 'escape':
    case 'idle':
    case 'sample':
    case 'expect':
    case 'checkpoint':
    case 'call':
    case 'group':
    case 'repeat':
    case 'handle-scope':
    case 'seal-handles':
    case 'job':
      return null;
    default:
      return 'JavaScript cannot ask for it';
  }
}

/** `gc({ flavor: 'last-resort' })`, measured: from 12.4 on. */
function hasLastResort(preset: Preset): boolean {
  return preset.spaces.some(({ name }) => name === 'trusted_space');
}

function usedBy(step: Step): readonly number[] {
  switch (step.op) {
    case 'keep':
    case 'drop':
    case 'local':
    case 'persistent':
    case 'global':
    case 'eternal':
    case 'escape':
      return [step.object];
    case 'link':
      return step.to === null ? [step.from] : [step.from, step.to];
    default:
      return [];
  }
}

function madeBy(step: Step): readonly number[] {
  if ('steps' in step) return step.steps.flatMap(madeBy);
  if (step.op === 'workload') return namedTables(step).map(({ name }) => name);
  return 'as' in step && step.as !== null ? [step.as] : [];
}

/** Tables of a workload that are objects when it is over. */
function namedTables({ phases }: WorkloadStep): readonly { readonly name: number; readonly slots: number }[] {
  const lifetimes = phases.flatMap(({ classes }) => classes.map(({ lifetime }) => lifetime));
  return lifetimes.flatMap((lifetime) => (lifetime.model === 'forever' && lifetime.name !== null ? [{ name: lifetime.name, slots: lifetime.slots }] : []));
}

/** Object → the shape that all of its allocations have in common; null when they differ. */
export function shapesByObject(program: Program): ReadonlyMap<number, ObjectShape | null> {
  const shapes = new Map<number, ObjectShape | null>();
  const add = (object: number, { type, units }: ObjectShape): void => {
    const before = shapes.get(object);
    const same = before === undefined || (before !== null && before.type === type);
    shapes.set(object, same ? { type, units: { min: Math.min(units.min, before?.units.min ?? Infinity), max: Math.max(units.max, before?.units.max ?? 0) } } : null);
  };
  const visit = (step: Step): void => {
    if ('steps' in step) step.steps.forEach(visit);
    if (step.op === 'allocate' && step.as !== null) add(step.as, step.shape);
    if (step.op === 'workload') for (const { name, slots } of namedTables(step)) add(name, { type: 'JSArray', units: { min: slots, max: slots } });
  };
  program.steps.forEach(visit);
  for (const { steps } of program.procedures) steps.forEach(visit);
  return shapes;
}
