/**
 * A plain graph of JavaScript objects: what a scenario's steps make of its named objects, if collections are invisible.
 *
 * It knows reachability and nothing else: no addresses, spaces, ages or collections. Whatever it says is alive, the
 * heap must still have; whatever it says is dead, a full collection must have let go.
 * Invariant: between two steps every strong handle of the run is a root here, and the other way round.
 */
import type { Preset } from '../flags/presets/preset.ts';
import type { ObjectLayout } from '../heap/layout/object-layout.ts';
import { kindOf, objectLayout, strongEnd } from '../heap/layout/object-layout.ts';
import { encodeSmi } from '../heap/layout/tagged-value.ts';
import { firstUserSlot } from '../heap/layout/user-slots.ts';
import type { AllocateStep, LinkStep, MaybeLocalStep, Program, RegisterStep, Step, UnregisterStep, WeakMapSetStep, WeakRefStep } from '../scenario/program.ts';

/** What a word holds: an object, or a tagged value that is none. */
export type ModelValue = ModelObject | number;

export interface Registration {
  readonly target: ModelObject;
  readonly token: ModelObject | null;
}

export interface ModelObject {
  readonly kind: number;
  /** 0 = not known here: a table that the heap sizes by itself. */
  readonly sizeWords: number;
  /** By word offset; absent = empty. */
  readonly strong: Map<number, ModelValue>;
  /** A cleared word is absent and in `cleared`. */
  readonly weak: Map<number, ModelObject>;
  readonly cleared: Set<number>;
  /** Of a weak map or set: its table is an object of the heap's own. */
  readonly entries: Map<ModelObject, ModelValue> | null;
  /** Of a finalization registry: a cell on the heap each. */
  registrations: Registration[] | null;
}

/** Something that shows an object. */
export interface ModelHandle {
  object: ModelObject | null;
  /** Does not keep the object alive. */
  weak: boolean;
  readonly kind: 'local' | 'persistent' | 'eternal';
}

export interface NamedModelObject {
  handle: ModelHandle | null;
  /** The object that the name stood for last: watched. */
  last: ModelObject | null;
}

interface Scope {
  readonly locals: Set<ModelHandle>;
}

const JS_ARRAY = kindOf('JSArray');
const WEAK_COLLECTIONS: ReadonlySet<number> = new Set([kindOf('JSWeakMap'), kindOf('JSWeakSet')]);
const REGISTRY = kindOf('JSFinalizationRegistry');
export const WEAK_COLLECTION_TABLE = 3;
export const WEAK_REF_TARGET = 3;
const JS_ARRAY_ELEMENTS = 2;

export class GraphModel {
  readonly names: readonly NamedModelObject[];
  /** By position of the handle's name. */
  readonly handles: (ModelHandle | undefined)[] = [];
  /** A step was met whose effect is not known here: nothing more can be said. */
  isLost = false;
  private readonly preset: Preset;
  private readonly roots = new Set<ModelHandle>();
  private readonly scopes: Scope[] = [{ locals: new Set() }];
  private readonly owned: ModelHandle[][] = [[]];
  private readonly keptDuringJob = new Set<ModelObject>();
  private jobDepth = 0;

  constructor(program: Program, preset: Preset) {
    this.preset = preset;
    this.names = program.objectNames.map(() => ({ handle: null, last: null }));
  }

  // ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Before the steps of a block. */
  enter(step: Step): void {
    if (step.op === 'handle-scope') this.scopes.push({ locals: new Set() });
    if (step.op === 'job') this.jobDepth++;
    this.owned.push([]);
  }

  /** `failures`: allocations of the step that failed. */
  apply(step: Step, failures: number): void {
    if (isBlock(step)) this.leave(step);
    else this.applyLeaf(step, failures);
    if (this.jobDepth === 0) this.keptDuringJob.clear();
  }

  private leave(step: Step): void {
    if (step.op === 'handle-scope') for (const handle of this.scopes.pop()!.locals) this.release(handle);
    if (step.op === 'job') this.jobDepth--;
    for (const handle of this.owned.pop()!) this.release(handle);
  }

  private applyLeaf(step: Step, failures: number): void {
    switch (step.op) {
      case 'allocate':
        return this.allocate(step, failures);
      case 'link':
        return this.link(step);
      case 'keep': {
        const { last } = this.names[step.object]!;
        if (last !== null) this.bind(step.object, last, 'global');
        return;
      }
      case 'drop':
        return this.releaseName(step.object);
      case 'escape':
        return this.escape(step.object);
      case 'local':
        this.handles[step.handle] = this.addLocal(this.objectOf(step.object), this.scopes.at(-1)!);
        return;
      case 'persistent':
        this.replaceHandle(step.handle, this.add(this.objectOf(step.object), 'persistent'));
        return;
      case 'global': {
        const handle = this.add(this.objectOf(step.object), 'persistent');
        this.owned.at(-1)!.push(handle);
        return this.replaceHandle(step.handle, handle);
      }
      case 'eternal':
        this.handles[step.handle] = this.add(this.objectOf(step.object), 'eternal');
        return;
      case 'reset':
        return this.release(this.handles[step.handle]!);
      case 'weaken':
        this.handles[step.handle]!.weak = true;
        return;
      case 'maybe-local':
        return this.maybeLocal(step);
      case 'weak-ref':
        return this.makeWeakRef(step);
      case 'weak-map-set':
        return this.setEntry(step);
      case 'finalization-registry': {
        const registry = this.make(objectLayout(this.preset, 'JSFinalizationRegistry', 0));
        return this.bind(step.as, registry, 'local');
      }
      case 'register':
        return this.register(step);
      case 'unregister':
        return this.unregister(step);
      case 'fill':
      case 'seal':
      case 'abandon':
      case 'evacuate':
      case 'gc':
      case 'sample':
      case 'expect':
      case 'workload':
      case 'idle':
      case 'run-tasks':
        return;
      default:
        this.isLost = true;
    }
  }

  private allocate(step: AllocateStep, failures: number): void {
    const { shape, as, handle, count } = step;
    if (as === null && handle !== 'local') return;
    const isKnown = shape.units.min === shape.units.max && step.until === null && step.while.length === 0;
    if (!isKnown) {
      this.isLost = true;
      return;
    }
    const layout = objectLayout(this.preset, shape.type, shape.units.min);
    for (let made = count - failures; made > 0; made--) {
      const object = this.make(layout);
      if (as !== null && made === 1) this.bind(as, object, handle);
      else if (handle !== 'none') this.addLocal(object, this.scopes.at(-1)!);
    }
  }

  private link({ from, slot, to, weak }: LinkStep): void {
    let host = this.objectOf(from);
    if (host.kind === JS_ARRAY) host = host.strong.get(JS_ARRAY_ELEMENTS) as ModelObject;
    const word = firstUserSlot(host.kind) + slot;
    const target = to === null ? null : this.objectOf(to);
    if (!weak) {
      host.strong.set(word, target ?? 0);
      return;
    }
    host.cleared.delete(word);
    if (target === null) host.weak.delete(word);
    else host.weak.set(word, target);
  }

  private maybeLocal({ object, accessor, fallback, as }: MaybeLocalStep): void {
    if (as === null || accessor === 'is-empty') return;
    const shown = object === null ? null : (this.names[object]!.handle?.object ?? null);
    const taken = shown ?? (accessor === 'from-maybe' && fallback !== null ? this.objectOf(fallback) : null);
    if (taken !== null) this.bind(as, taken, 'local');
  }

  private makeWeakRef({ target, as }: WeakRefStep): void {
    const ref = this.make(objectLayout(this.preset, 'JSWeakRef', 0));
    const object = this.objectOf(target);
    ref.weak.set(WEAK_REF_TARGET, object);
    this.keptDuringJob.add(object);
    this.bind(as, ref, 'local');
  }

  private setEntry({ map, key, value }: WeakMapSetStep): void {
    const { entries } = this.objectOf(map);
    entries!.set(this.objectOf(key), 'number' in value ? encodeSmi(value.number) : this.objectOf(value.object));
  }

  private register({ registry, target, token }: RegisterStep): void {
    this.objectOf(registry).registrations!.push({ target: this.objectOf(target), token: token === null ? null : this.objectOf(token) });
  }

  private unregister({ registry, token }: UnregisterStep): void {
    const object = this.objectOf(registry);
    const named = this.objectOf(token);
    object.registrations = object.registrations!.filter((registration) => registration.token !== named);
  }

  // ── Handles ───────────────────────────────────────────────────────────────────────────────────────────────

  private bind(position: number, object: ModelObject, kind: AllocateStep['handle']): void {
    const name = this.names[position]!;
    this.releaseName(position);
    name.last = object;
    if (kind === 'local') name.handle = this.addLocal(object, this.scopes.at(-1)!);
    else if (kind === 'global') name.handle = this.add(object, 'persistent');
  }

  private escape(position: number): void {
    const object = this.objectOf(position);
    this.releaseName(position);
    this.names[position]!.handle = this.addLocal(object, this.scopes.at(-2)!);
  }

  private releaseName(position: number): void {
    const name = this.names[position]!;
    if (name.handle !== null) this.release(name.handle);
    name.handle = null;
  }

  /** A persistent handle gives way to the next one of its name; others live on without it. */
  private replaceHandle(position: number, handle: ModelHandle): void {
    const before = this.handles[position];
    if (before?.kind === 'persistent') this.release(before);
    this.handles[position] = handle;
  }

  private add(object: ModelObject, kind: ModelHandle['kind']): ModelHandle {
    const handle: ModelHandle = { object, weak: false, kind };
    this.roots.add(handle);
    return handle;
  }

  private addLocal(object: ModelObject, scope: Scope): ModelHandle {
    const handle = this.add(object, 'local');
    scope.locals.add(handle);
    return handle;
  }

  release(handle: ModelHandle): void {
    handle.object = null;
    this.roots.delete(handle);
    for (const scope of this.scopes) scope.locals.delete(handle);
    for (const name of this.names) if (name.handle === handle) name.handle = null;
  }

  private objectOf(position: number): ModelObject {
    const object = this.names[position]!.handle?.object;
    if (object === undefined || object === null) throw new Error(`the model has no object number ${String(position)}`);
    return object;
  }

  private make({ kind, sizeWords, part }: ObjectLayout): ModelObject {
    const isCollection = WEAK_COLLECTIONS.has(kind);
    const object: ModelObject = {
      kind,
      sizeWords,
      strong: new Map(),
      weak: new Map(),
      cleared: new Set(),
      entries: isCollection ? new Map() : null,
      registrations: kind === REGISTRY ? [] : null,
    };
    if (part !== null && !isCollection) object.strong.set(part.slotWord, this.make(part.layout));
    return object;
  }

  // ── Reachability ──────────────────────────────────────────────────────────────────────────────────────────

  /** Everything that is alive. */
  reachable(): Set<ModelObject> {
    const alive = new Set<ModelObject>(this.keptDuringJob);
    for (const { object, weak } of this.roots) if (object !== null && !weak) alive.add(object);
    let before: number;
    do {
      before = alive.size;
      // The set grows while it is walked.
      for (const { strong, entries } of alive) {
        for (const value of strong.values()) if (typeof value === 'object') alive.add(value);
        for (const [key, value] of entries ?? []) if (typeof value === 'object' && alive.has(key)) alive.add(value);
      }
    } while (alive.size > before);
    return alive;
  }

  /** Weak handles whose object may be gone. */
  weakHandles(): readonly ModelHandle[] {
    return [...this.roots].filter(({ weak, object }) => weak && object !== null);
  }
}

export function isBlock(step: Step): boolean {
  return 'steps' in step || step.op === 'call';
}

/** The first weak word of an object of this kind. */
export function firstWeakWord(kind: number): number {
  return strongEnd(kind, Infinity);
}
