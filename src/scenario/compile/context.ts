/** What the parts of the compiler share while they compile one scenario. */
import { didYouMean } from '../../base/did-you-mean.ts';
import type { Preset } from '../../flags/presets/index.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import type { ProblemCollector } from '../problems.ts';
import type { Location } from '../program.ts';
import { childOf, quote } from '../source-tree.ts';
import type { SourceNode, SourceRange } from '../source-tree.ts';
import { isName } from '../values.ts';

/** A table of quantiles takes 32 KiB. */
const MAX_DISTRIBUTIONS = 1000;

export class CompileContext {
  readonly problems: ProblemCollector;
  /** Null when the scenario names no known one; then nothing is said about what it has. */
  readonly preset: Preset | null;
  readonly objects: ObjectNames;
  readonly handles: ObjectNames;
  /** Name → position. */
  readonly procedures: ReadonlyMap<string, number>;
  /** By description, so that lifetimes alike share their table. */
  readonly #quantiles = new Map<string, readonly number[]>();

  constructor(problems: ProblemCollector, preset: Preset | null, objects: ObjectNames, handles: ObjectNames, procedures: ReadonlyMap<string, number>) {
    this.problems = problems;
    this.preset = preset;
    this.objects = objects;
    this.handles = handles;
    this.procedures = procedures;
  }

  location(range: SourceRange): Location {
    return this.problems.place(range.start);
  }

  /** Position of the object in `objectNames`, or null with a problem added. */
  object(name: string, range: SourceRange): number | null {
    if (this.objects.isDefined(name)) return this.objects.index(name);
    const hint = didYouMean(name, this.objects.defined) ?? 'An allocate step names its object with `as`.';
    this.problems.add('UNKNOWN_OBJECT', `No object is named ${quote(name)}.`, range, hint);
    return null;
  }

  /** Position of the handle in `handleNames`, or null with a problem added. */
  handle(name: string, range: SourceRange): number | null {
    if (this.handles.isDefined(name)) return this.handles.index(name);
    const hint = didYouMean(name, this.handles.defined) ?? 'The steps local, persistent, global and eternal name a handle with `as`.';
    this.problems.add('UNKNOWN_HANDLE', `No handle is named ${quote(name)}.`, range, hint);
    return null;
  }

  /** The table of this distribution, or null with a problem added when there are too many different ones. */
  quantiles(distribution: string, range: SourceRange, make: () => readonly number[]): readonly number[] | null {
    const known = this.#quantiles.get(distribution);
    if (known !== undefined) return known;
    if (this.#quantiles.size >= MAX_DISTRIBUTIONS) {
      this.problems.add('OUT_OF_RANGE', `The scenario has more than ${String(MAX_DISTRIBUTIONS)} different distributions of lifetimes.`, range);
      return null;
    }
    const table = make();
    this.#quantiles.set(distribution, table);
    return table;
  }

  /** Whether objects can be in this space; adds a problem if not. */
  requireSpace(space: SpaceName, range: SourceRange): boolean {
    const { preset } = this;
    if (preset === null || preset.spaces.some(({ name }) => name === space)) return true;
    const names = preset.spaces.map(({ name }) => name);
    this.problems.add('UNKNOWN_SPACE', `The preset ${preset.name} has no ${space}.`, range, `It has ${names.join(', ')}.`);
    return false;
  }
}

/** The objects, or the handles, that a scenario names, in the order in which the compiler meets them. */
export class ObjectNames {
  readonly defined: ReadonlySet<string>;
  readonly #indices = new Map<string, number>();

  constructor(defined: ReadonlySet<string>) {
    this.defined = defined;
  }

  isDefined(name: string): boolean {
    return this.defined.has(name);
  }

  index(name: string): number {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    this.#indices.set(name, this.#indices.size);
    return this.#indices.size - 1;
  }

  list(): readonly string[] {
    return [...this.#indices.keys()];
  }
}

/** Steps that name an object, or a handle, with `as`. */
const NAMING_OBJECTS = ['allocate', 'maybe-local', 'weak-ref', 'finalization-registry'] as const;
const NAMING_HANDLES = ['local', 'persistent', 'global', 'eternal'] as const;

/**
 * The names that steps of the text give to objects. Taken from the text, so a name is known although the step
 * around it has other problems.
 */
export function findObjectNames(root: SourceNode): ReadonlySet<string> {
  return findNames(root, NAMING_OBJECTS);
}

/** The same for handles. */
export function findHandleNames(root: SourceNode): ReadonlySet<string> {
  return findNames(root, NAMING_HANDLES);
}

function findNames(root: SourceNode, steps: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visited = new Set<SourceNode>();
  const visit = (node: SourceNode): void => {
    if (node.kind === 'scalar' || visited.has(node)) return;
    visited.add(node);
    if (node.kind === 'list') {
      node.items.forEach(visit);
      return;
    }
    for (const step of steps) {
      const as = childOf(childOf(node, step), 'as');
      if (as?.kind === 'scalar' && typeof as.value === 'string' && isName(as.value)) names.add(as.value);
    }
    for (const entry of node.entries.values()) visit(entry.node);
  };
  visit(root);
  return names;
}
