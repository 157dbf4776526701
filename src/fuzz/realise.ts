/**
 * Moves → the steps of a scenario that makes no mistakes: every name is one that has a handle there, every slot one
 * that the object has. Moves that nothing fits are left out.
 *
 * Invariant: what is known here of a name is true whatever the heap does; an allocation that may fail as a value goes
 * only under a name that has a handle already.
 */
import type { GivenFlags } from '../flags/flag-definitions.ts';
import { findPreset } from '../flags/presets/index.ts';
import type { Preset } from '../flags/presets/index.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';
import { objectType } from '../vocabulary/object-types.ts';
import type { DrawnScenario, DrawnShape, LeafMove, Move } from './moves.ts';
import type { ScenarioCase, StepData } from './scenario-case.ts';

interface KnownObject {
  readonly name: string;
  type: ObjectTypeName;
  /** User-visible slots. */
  slots: number;
  /** Depth of the scope of its local handle; null for a global one; NO_HANDLE. */
  scope: number | null;
}

interface KnownHandle {
  readonly name: string;
  readonly kind: 'persistent' | 'global';
  /** Depth of the block that owns it, for a global one. */
  readonly depth: number;
  state: 'strong' | 'weak' | 'gone';
}

const NO_HANDLE = -1;
/** More would only be slower, and could fill the heap. */
const MOST_NAMES = 40;
const MOST_LIGHT_RETRIES = 8;
/** Weak handles may call a procedure of this name. */
const CALLBACK = 'on_death';

export function realise({ preset: presetName, seed, flags, moves }: DrawnScenario): ScenarioCase {
  const preset = findPreset(presetName)!;
  const realisation = new Realisation(preset, flags);
  const steps = realisation.realise(moves);
  const usesCallback = JSON.stringify(steps).includes(`"${CALLBACK}"`);
  const procedures: ScenarioCase['procedures'] = usesCallback ? { [CALLBACK]: [{ allocate: { type: 'FixedArray', length: 3, count: 5 } }] } : {};
  return { v8: preset.name, seed, baseline: 'empty', flags, procedures, steps };
}

class Realisation {
  private readonly objects: KnownObject[] = [];
  private readonly handles: KnownHandle[] = [];
  private readonly pagedSpaces: readonly string[];
  private readonly allSpaces: readonly string[];
  private readonly incremental: boolean;
  /** Open handle scopes; 0 = that of the run. */
  private scopes = 0;
  private depth = 0;
  /** Steps here run several times, so what they take away is missing the second time. */
  private repeated = false;
  private named = 0;
  /** Allocated on a regular page of the old generation, where they stay or move to another one. */
  private readonly oldNames = new Set<string>();
  /** Scopes that an object has escaped from: one may. */
  private readonly escaped = new Set<number>();

  constructor(preset: Preset, flags: GivenFlags) {
    this.pagedSpaces = preset.spaces.filter(({ kind }) => kind === 'paged').map(({ name }) => name);
    this.allSpaces = preset.spaces.filter(({ kind }) => kind !== 'read-only').map(({ name }) => name);
    this.incremental = preset.marking.incremental && flags['incremental-marking'] !== false;
  }

  realise(moves: readonly Move[]): readonly StepData[] {
    return moves.flatMap((move) => this.steps(move));
  }

  private steps(move: Move): readonly StepData[] {
    if (move.move === 'attach') return this.attach(move);
    if (move.move === 'marking') return this.marking(move);
    const step = this.step(move);
    return step === null ? [] : [step];
  }

  private attach({ shape, old, host, slot, drop }: Extract<LeafMove, { move: 'attach' }>): readonly StepData[] {
    const holder = this.pick(host, (object) => object.slots > 0);
    if (holder === null || this.repeated || this.objects.length >= MOST_NAMES) return [];
    const name = this.newName(shape.type, slotsOf(shape), drop ? NO_HANDLE : this.scopes);
    const weak = holder.type === 'WeakFixedArray' ? { weak: true } : {};
    return [
      { allocate: { ...shapeKeys(shape, old), as: name } },
      { link: { from: holder.name, slot: slot % holder.slots, to: name, ...weak } },
      ...(drop ? [{ drop: name }] : []),
    ];
  }

  private marking({ complete, inside }: Extract<Move, { move: 'marking' }>): readonly StepData[] {
    const half = inside.length >> 1;
    return [
      this.gc('incremental-start', 0),
      ...this.realise(inside.slice(0, half)),
      this.gc('incremental-step', complete ? 0 : 1),
      { gc: 'minor' },
      ...this.realise(inside.slice(half)),
      this.gc('incremental-finish', 0),
    ];
  }

  private step(move: Exclude<Move, { move: 'attach' | 'marking' }>): StepData | null {
    switch (move.move) {
      case 'scope':
        return this.scope(move.inside);
      case 'job':
        return this.block('job', {}, move.inside);
      case 'always':
        return this.block('always-allocate', {}, move.inside);
      case 'group':
        return this.block('group', {}, move.inside);
      case 'repeat': {
        this.repeated = true;
        const step = this.block('repeat', { times: move.times }, move.inside);
        this.repeated = false;
        return step;
      }
      case 'fail': {
        const space = move.space === null ? {} : { space: this.allSpaces[move.space % this.allSpaces.length] };
        const attempts = move.times === 0 ? {} : { every: move.every, after: move.after, times: move.times, ...space };
        return this.block('fail-allocations', { ...attempts, ...(move.pages || move.times === 0 ? { pages: true } : {}) }, move.inside);
      }
      default:
        return this.leaf(move);
    }
  }

  private block(key: string, settings: object, inside: readonly LeafMove[]): StepData | null {
    this.depth++;
    const steps = this.realise(inside);
    for (const handle of this.handles) if (handle.kind === 'global' && handle.depth === this.depth) handle.state = 'gone';
    this.depth--;
    if (steps.length === 0) return null;
    return { [key]: Object.keys(settings).length === 0 ? steps : { ...settings, steps } };
  }

  private scope(inside: readonly LeafMove[]): StepData | null {
    this.escaped.delete(++this.scopes);
    const step = this.block('handle-scope', { escapable: true }, inside);
    for (const object of this.objects) if (object.scope === this.scopes) object.scope = NO_HANDLE;
    this.scopes--;
    return step;
  }

  private leaf(move: Exclude<LeafMove, { move: 'attach' }>): StepData | null {
    switch (move.move) {
      case 'allocate':
        return this.allocate(move);
      case 'hold':
        return this.repeated ? null : { allocate: { ...shapeKeys(move.shape, move.old), count: move.count, handle: 'local' } };
      case 'garbage': {
        // Every light retry is two collections.
        const count = move.retry === 'light' ? Math.min(move.count, MOST_LIGHT_RETRIES) : move.count;
        return { allocate: { ...shapeKeys(move.shape, move.old), count, ...retryKey(move.retry) } };
      }
      case 'link':
        return this.link(move);
      case 'keep':
        return this.ofObject('keep', move.object, (object) => (object.scope = null));
      case 'drop':
        return this.repeated ? null : this.ofObject('drop', move.object, (object) => (object.scope = NO_HANDLE));
      case 'escape':
        return this.escape(move.object);
      case 'evacuate':
        // Only objects that stay where they are made are known to be on a regular page of the old generation.
        return this.ofObject('evacuate', move.object, undefined, (object) => this.oldNames.has(object.name));
      case 'local':
      case 'persistent':
      case 'global':
      case 'eternal':
        return this.makeHandle(move.move, move.object);
      case 'reset':
        return this.ofHandle(move.handle, (handle) => {
          handle.state = 'gone';
          return { reset: handle.name };
        });
      case 'weaken':
        return this.ofHandle(move.handle, (handle) => {
          handle.state = 'weak';
          const callback = [undefined, 'record', CALLBACK][move.handle % 3];
          return { weaken: { handle: handle.name, ...(callback === undefined ? {} : { callback }) } };
        });
      case 'gc':
        return this.gc(move.action, move.kilobytes);
      case 'fill':
        return this.fill(move);
      case 'seal':
        return { seal: null };
      case 'run-tasks':
        return { 'run-tasks': null };
      case 'abandon':
        return { abandon: this.pagedSpaces[move.space % this.pagedSpaces.length] };
      case 'workload':
        return workload(move);
      case 'registry':
        return { 'finalization-registry': { as: this.newName('JSFinalizationRegistry', 0, this.scopes), callback: 'record' } };
      case 'weak-ref':
        return this.ofObject('weak-ref', move.object, undefined, undefined, (object) => ({
          to: object.name,
          as: this.newName('JSWeakRef', 0, this.scopes),
          generation: move.old ? 'old' : 'young',
        }));
      case 'entry':
        return this.entry(move);
      case 'register':
        return this.register(move);
      case 'unregister': {
        const registry = this.pick(move.registry, isRegistry);
        const token = this.pick(move.token);
        return registry === null || token === null ? null : { unregister: { registry: registry.name, token: token.name } };
      }
    }
  }

  private allocate({ shape, old, handle, retry, reuse }: Extract<LeafMove, { move: 'allocate' }>): StepData | null {
    const mayFail = retry !== 'last-resort';
    const slots = slotsOf(shape);
    const scope = handle === 'local' ? this.scopes : handle === 'global' ? null : NO_HANDLE;
    let name: string;
    if (reuse !== null || mayFail || this.objects.length >= MOST_NAMES) {
      // Whichever of the two objects the name stands for then, it has these slots.
      const known = this.pick(reuse ?? 0, (object) => object.type === shape.type && object.slots <= slots && (!mayFail || handle !== 'none'));
      if (known === null) return mayFail ? { allocate: { ...shapeKeys(shape, old), handle: this.repeated || handle === 'none' ? 'none' : 'local', ...retryKey(retry) } } : null;
      if (this.repeated && handle === 'none') return null;
      name = known.name;
      // If it fails the handle from before stays: it is only known that there is one as long as both live.
      if (mayFail && known.scope !== null && known.scope < this.scopes) known.scope = handle === 'global' ? known.scope : this.scopes;
      else if (!mayFail || known.scope === null) known.scope = scope;
      this.oldNames.delete(name);
    } else {
      name = this.newName(shape.type, slots, scope);
      if (old && isRegularOld(shape)) this.oldNames.add(name);
    }
    return { allocate: { ...shapeKeys(shape, old), as: name, ...(handle === 'local' ? {} : { handle }), ...retryKey(retry) } };
  }

  private link({ from, slot, to }: Extract<LeafMove, { move: 'link' }>): StepData | null {
    const host = this.pick(from, (object) => object.slots > 0);
    if (host === null) return null;
    const target = to === null ? null : this.pick(to);
    const weak = host.type === 'WeakFixedArray' ? { weak: true } : {};
    return { link: { from: host.name, slot: slot % host.slots, to: target?.name ?? null, ...weak } };
  }

  private escape(number: number): StepData | null {
    if (this.repeated || this.scopes === 0 || this.escaped.has(this.scopes)) return null;
    const object = this.pick(number, ({ scope }) => scope === this.scopes);
    if (object === null) return null;
    this.escaped.add(this.scopes);
    object.scope = this.scopes - 1;
    return { escape: object.name };
  }

  private makeHandle(kind: 'local' | 'persistent' | 'global' | 'eternal', number: number): StepData | null {
    const object = this.pick(number);
    if (object === null || (this.repeated && kind !== 'local')) return null;
    const name = `h${String(this.named++)}`;
    if (kind === 'persistent' || kind === 'global') this.handles.push({ name, kind, depth: this.depth, state: 'strong' });
    return { [kind]: { object: object.name, as: name } };
  }

  private ofHandle(number: number, make: (handle: KnownHandle) => StepData): StepData | null {
    const strong = this.handles.filter(({ state }) => state === 'strong');
    return strong.length === 0 || this.repeated ? null : make(strong[number % strong.length]!);
  }

  private gc(action: Extract<LeafMove, { move: 'gc' }>['action'], kilobytes: number): StepData {
    if (!action.startsWith('incremental')) return { gc: action };
    if (!this.incremental) return { gc: 'major' };
    return { gc: action === 'incremental-step' && kilobytes > 0 ? { kind: action, bytes: `${String(kilobytes)}KiB` } : action };
  }

  private fill({ page, space, leave }: Extract<LeafMove, { move: 'fill' }>): StepData {
    const spaces = ['new_space', ...this.pagedSpaces];
    const name = spaces[space % spaces.length]!;
    if (name !== 'new_space') return { fill: name };
    return { fill: { [page ? 'page' : 'space']: name, leave } };
  }

  private entry({ map, key, value }: Extract<LeafMove, { move: 'entry' }>): StepData | null {
    const collection = this.pick(map, ({ type }) => type === 'JSWeakMap' || type === 'JSWeakSet');
    const named = this.pick(key);
    const shown = this.pick(value);
    if (collection === null || named === null || shown === null) return null;
    return { 'weak-map-set': { map: collection.name, key: named.name, value: value % 4 === 0 ? value : shown.name } };
  }

  private register({ registry, target, token }: Extract<LeafMove, { move: 'register' }>): StepData | null {
    const known = this.pick(registry, isRegistry);
    const object = this.pick(target);
    if (known === null || object === null) return null;
    const named = token === null ? null : this.pick(token);
    return { register: { registry: known.name, target: object.name, ...(named === null ? {} : { token: named.name }) } };
  }

  private ofObject(
    key: string,
    number: number,
    then?: (object: KnownObject) => void,
    suits?: (object: KnownObject) => boolean,
    argument: (object: KnownObject) => unknown = ({ name }) => name,
  ): StepData | null {
    const object = this.pick(number, suits);
    if (object === null) return null;
    const step = { [key]: argument(object) };
    then?.(object);
    return step;
  }

  /** One of the objects that have a handle here. */
  private pick(number: number, suits: (object: KnownObject) => boolean = () => true): KnownObject | null {
    const candidates = this.objects.filter((object) => object.scope !== NO_HANDLE && suits(object));
    return candidates.length === 0 ? null : candidates[number % candidates.length]!;
  }

  private newName(type: ObjectTypeName, slots: number, scope: number | null): string {
    const name = `o${String(this.objects.length)}`;
    this.objects.push({ name, type, slots, scope });
    return name;
  }
}

function isRegistry({ type }: KnownObject): boolean {
  return type === 'JSFinalizationRegistry';
}

const SLOTTED: ReadonlySet<ObjectTypeName> = new Set<ObjectTypeName>(['FixedArray', 'PropertyArray', 'JSObject', 'JSArray', 'Context', 'WeakFixedArray']);

function slotsOf({ type, units }: DrawnShape): number {
  if (SLOTTED.has(type)) return units ?? 0;
  // Fixed words of an object that a user may write; those of collections are the heap's own.
  return type === 'ConsString' || type === 'Symbol' || type === 'JSFunction' || type === 'JSPromise' || type === 'Cell' || type === 'PropertyCell' || type === 'FeedbackCell'
    ? (objectType(type).taggedTo as number) - objectType(type).taggedFrom
    : 0;
}

/** Fits a page whatever the version says about large objects. */
function isRegularOld({ type, units }: DrawnShape): boolean {
  return type !== 'JSArray' && type !== 'Code' && (units ?? 0) < 10_000;
}

function shapeKeys({ type, units }: DrawnShape, old: boolean): object {
  const { unit, generation } = objectType(type);
  const size = units === null || unit === null ? (type === 'JSArray' ? { length: units } : {}) : { [unit === 'fields' ? 'fields' : 'length']: units };
  return { type, ...size, ...(generation === undefined && old ? { generation: 'old' } : {}) };
}

function retryKey(retry: string): object {
  return retry === 'last-resort' ? {} : { retry };
}

function workload({ kilobytes, classes }: Extract<LeafMove, { move: 'workload' }>): StepData {
  const objects = classes.map(({ weight, lifetime, old, ...shape }) => ({ ...shapeKeys(shape, old), weight, lifetime }));
  return { workload: { allocate: `${String(kilobytes)}KiB`, objects } };
}
