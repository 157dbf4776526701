/** What the parts of the compiler share while they compile one scenario. */
import { didYouMean } from '../../base/did-you-mean.ts';
import type { Preset } from '../../flags/presets/index.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import type { ProblemCollector } from '../problems.ts';
import type { Location, MetricRef, ProgramCheckpoint } from '../program.ts';
import { childOf, quote } from '../source-tree.ts';
import type { SourceNode, SourceRange } from '../source-tree.ts';
import { isName, splitElement } from '../values.ts';
import { IsolateNames, visitByIsolate } from './isolate-names.ts';

/** Reads a file that the scenario names; `file` of the answer is its name in messages. */
export type FileReader = (path: string) => { readonly ok: true; readonly file: string; readonly text: string } | { readonly ok: false; readonly reason: string };

/** A table of quantiles takes 32 KiB. */
const MAX_DISTRIBUTIONS = 1000;

export class CompileContext {
  readonly problems: ProblemCollector;
  /** Null when the scenario names no known one; then nothing is said about what it has. */
  readonly preset: Preset | null;
  readonly objects: ObjectNames;
  readonly handles: ObjectNames;
  readonly lists: ObjectNames;
  readonly checkpoints: ObjectNames;
  /** Names of contexts; they are names of objects too. */
  readonly contexts: ReadonlySet<string>;
  readonly isolates: IsolateNames;
  /** Null where there are no files. */
  readonly readFile: FileReader | null;
  readonly observers: ObjectNames;
  /** Name → position. */
  readonly procedures: ReadonlyMap<string, number>;
  /** By description, so that lifetimes alike share their table. */
  readonly #quantiles = new Map<string, readonly number[]>();

  /** By checkpoint: what it must remember, by name. */
  readonly #remembered = new Map<number, Map<string, MetricRef>>();

  constructor(problems: ProblemCollector, preset: Preset | null, names: ScenarioNames, procedures: ReadonlyMap<string, number>, readFile: FileReader | null) {
    this.problems = problems;
    this.preset = preset;
    this.objects = names.objects;
    this.handles = names.handles;
    this.lists = names.lists;
    this.checkpoints = names.checkpoints;
    this.contexts = names.contexts;
    this.isolates = new IsolateNames(names.owners);
    this.readFile = readFile;
    this.observers = names.observers;
    this.procedures = procedures;
  }

  location(range: SourceRange): Location {
    return this.problems.place(range.start);
  }

  /** Position of the object in `objectNames`, or null with a problem added. `items[3]` is an object of a list. */
  object(name: string, range: SourceRange): number | null {
    const element = splitElement(name);
    if (element !== null) return this.list(element.list, range) === null ? null : this.objects.index(name);
    if (this.objects.isDefined(name)) return this.isForeign(name, 'object', range) ? null : this.objects.index(name);
    if (this.lists.isDefined(name)) {
      this.problems.add('UNKNOWN_OBJECT', `${quote(name)} is a list of objects.`, range, `Write ${name}[0] for its first, ${name}[-1] for its last.`);
      return null;
    }
    const hint = didYouMean(name, this.objects.defined) ?? 'An allocate step names its object with `as`.';
    this.problems.add('UNKNOWN_OBJECT', `No object is named ${quote(name)}.`, range, hint);
    return null;
  }

  /** Whether it is another isolate's; a problem is added then. */
  private isForeign(name: string, what: 'object' | 'handle', range: SourceRange): boolean {
    const owner = this.isolates.foreignOwner(name);
    if (owner === null) return false;
    this.problems.add('FOREIGN_OBJECT', `The ${what} ${quote(name)} belongs to ${owner}; an isolate can only use what is its own.`, range, 'Make another one in this isolate.');
    return true;
  }

  /** Position of the handle in `handleNames`, or null with a problem added. */
  handle(name: string, range: SourceRange): number | null {
    if (this.handles.isDefined(name)) return this.isForeign(name, 'handle', range) ? null : this.handles.index(name);
    const hint = didYouMean(name, this.handles.defined) ?? 'The steps local, persistent, global and eternal name a handle with `as`.';
    this.problems.add('UNKNOWN_HANDLE', `No handle is named ${quote(name)}.`, range, hint);
    return null;
  }

  /** Position of the list in `listNames`, or null with a problem added. */
  list(name: string, range: SourceRange): number | null {
    if (this.lists.isDefined(name)) return this.lists.index(name);
    this.problems.add('UNKNOWN_LIST', `No list of objects is named ${quote(name)}.`, range, didYouMean(name, this.lists.defined) ?? 'An allocate step makes a list with `into`.');
    return null;
  }

  /** Position of the observer in `observerNames`, or null with a problem added. */
  observer(name: string, range: SourceRange): number | null {
    if (this.observers.isDefined(name)) return this.observers.index(name);
    this.problems.add('UNKNOWN_OBSERVER', `No observer is named ${quote(name)}.`, range, didYouMean(name, this.observers.defined) ?? 'The step observe names one with `as`.');
    return null;
  }

  /** The checkpoint will know this metric; its position, or null with a problem added. */
  rememberAt(name: string, metric: MetricRef, range: SourceRange): number | null {
    if (!this.checkpoints.isDefined(name)) {
      this.problems.add('UNKNOWN_CHECKPOINT', `No checkpoint is named ${quote(name)}.`, range, didYouMean(name, this.checkpoints.defined) ?? 'Write the step checkpoint: name before.');
      return null;
    }
    const checkpoint = this.checkpoints.index(name);
    const known = this.#remembered.get(checkpoint) ?? new Map<string, MetricRef>();
    known.set(metric.text, metric);
    this.#remembered.set(checkpoint, known);
    return checkpoint;
  }

  programCheckpoints(): readonly ProgramCheckpoint[] {
    return this.checkpoints.list().map((name, position) => ({ name, metrics: [...(this.#remembered.get(position)?.values() ?? [])] }));
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

export interface ScenarioNames {
  readonly objects: ObjectNames;
  readonly handles: ObjectNames;
  readonly lists: ObjectNames;
  readonly checkpoints: ObjectNames;
  readonly contexts: ReadonlySet<string>;
  /** Isolates whose steps name an object or a handle so. */
  readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
  readonly observers: ObjectNames;
}

/** The names that steps of the text give: known although the step around one has other problems. */
export function findScenarioNames(root: SourceNode): ScenarioNames {
  return {
    objects: new ObjectNames(findNames(root, NAMING_OBJECTS)),
    handles: new ObjectNames(findNames(root, NAMING_HANDLES)),
    lists: new ObjectNames(findNames(root, NAMING_LISTS)),
    checkpoints: new ObjectNames(findNames(root, [['checkpoint', null]])),
    contexts: findNames(root, NAMING_CONTEXTS),
    owners: findOwners(root),
    observers: new ObjectNames(findNames(root, NAMING_OBSERVERS)),
  };
}

/** The objects, handles, lists or checkpoints that a scenario names, in the order in which the compiler meets them. */
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

/** Where steps name something: step, key; null: the step is nothing but the name. */
type NamingKeys = readonly (readonly [step: string, key: string | null])[];
const keyed = (key: string, ...steps: readonly string[]): NamingKeys => steps.map((step) => [step, key] as const);

/** The name of a context is that of an object too. */
const NAMING_CONTEXTS = keyed('new', 'context');
const NAMING_OBJECTS: NamingKeys = [
  ...keyed('as', 'allocate', 'maybe-local', 'weak-ref', 'finalization-registry', 'script', 'function', 'get-global', 'deref'),
  ...keyed('as', 'forever'),
  ...keyed('name', 'function'),
  ...NAMING_CONTEXTS,
];
const NAMING_HANDLES = keyed('as', 'local', 'persistent', 'global', 'eternal');
const NAMING_LISTS = keyed('into', 'allocate', 'fill', 'pad', 'compaction-space');
const NAMING_OBSERVERS = keyed('as', 'observe');

function findOwners(root: SourceNode): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  visitByIsolate(root, (node, owner) => {
    for (const [step, key] of [...NAMING_OBJECTS, ...NAMING_HANDLES]) {
      const name = key === null ? null : childOf(childOf(node, step), key);
      if (name?.kind !== 'scalar' || typeof name.value !== 'string') continue;
      const known = owners.get(name.value) ?? new Set();
      owners.set(name.value, known.add(owner));
    }
  });
  return owners;
}

function findNames(root: SourceNode, keys: NamingKeys): ReadonlySet<string> {
  const names = new Set<string>();
  const visited = new Set<SourceNode>();
  const visit = (node: SourceNode): void => {
    if (node.kind === 'scalar' || visited.has(node)) return;
    visited.add(node);
    if (node.kind === 'list') {
      node.items.forEach(visit);
      return;
    }
    for (const [step, key] of keys) {
      const given = childOf(node, step);
      const name = key === null ? given : childOf(given, key);
      if (name?.kind === 'scalar' && typeof name.value === 'string' && isName(name.value)) names.add(name.value);
    }
    for (const entry of node.entries.values()) visit(entry.node);
  };
  visit(root);
  return names;
}
