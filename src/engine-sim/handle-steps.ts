/**
 * Runs the steps about handles and weak references.
 *
 * Callbacks that run procedures are queued: steps may wait, and a collection cannot. The runner takes them as soon as
 * the step that caused them is over.
 */
import type { Handles } from '../handles/handles.ts';
import { Local } from '../handles/local.ts';
import { MaybeLocal } from '../handles/maybe-local.ts';
import type { UniquePersistent } from '../handles/persistent.ts';
import type { DueCleanup } from '../heap/finalization-registries.ts';
import type { Heap } from '../heap/heap.ts';
import { kindName, objectLayout } from '../heap/layout/object-layout.ts';
import { decodeSmi, encodeSmi } from '../heap/layout/tagged-value.ts';
import type {
  DeathCallback,
  FinalizationRegistryStep,
  MaybeLocalStep,
  RegisterStep,
  UnregisterStep,
  WeakMapSetStep,
  WeakRefStep,
  WeakenStep,
} from '../scenario/program.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';
import { NamedHandles } from './named-handles.ts';
import type { NamedObjects } from './named-objects.ts';
import { RunError } from './run-error.ts';

/** Word of a JSWeakRef that holds its target. */
const TARGET = 3;
/** What a registry keeps of its callback: the number of a procedure, or this. */
const RECORD_ONLY = -1;

export class HandleSteps {
  readonly named: NamedHandles;
  /** Procedures that callbacks want to run, first come first served. */
  readonly dueProcedures: number[] = [];
  /** Callbacks of finalization registries so far. */
  finalizations = 0;
  lastDeref: 'object' | 'undefined' | 'none' = 'none';
  /** Calls the function of a script's own FinalizationRegistry. */
  scriptCleanup: ((due: DueCleanup) => void) | null = null;
  lastMaybe: 'value' | 'empty' | 'none' = 'none';
  /** Global handles by the block that owns them, innermost last. */
  private readonly owned: UniquePersistent[][] = [[]];
  private readonly heap: Heap;
  private readonly handles: Handles;
  private readonly objects: NamedObjects;
  private readonly objectNames: readonly string[];

  constructor(handles: Handles, objects: NamedObjects, objectNames: readonly string[], handleNames: readonly string[]) {
    this.handles = handles;
    this.heap = handles.heap;
    this.objects = objects;
    this.objectNames = objectNames;
    this.named = new NamedHandles(handles, handleNames);
    this.heap.finalization.onDirty = () => void this.heap.tasks.post('finalization registry cleanup', () => this.cleanUp());
  }

  // ── Handles ───────────────────────────────────────────────────────────────────────────────────────────────

  enterBlock(): void {
    this.owned.push([]);
  }

  leaveBlock(): void {
    for (const handle of this.owned.pop() ?? []) handle.dispose();
  }

  makeGlobal(handle: number, object: number): void {
    this.owned.at(-1)!.push(this.named.makeUnique(handle, this.objects.address(object)));
  }

  weaken({ handle, callback }: WeakenStep): void {
    const persistent = this.named.persistent(handle, 'weaken');
    if (callback.kind === 'none') return persistent.setWeak();
    persistent.setWeak((info) => {
      persistent.reset();
      if (callback.kind === 'procedure') info.setSecondPass(() => this.dueProcedures.push(callback.procedure));
    });
  }

  maybeLocal({ object, accessor, fallback, as }: MaybeLocalStep): void {
    const address = this.handles.inScope(() => {
      const maybe = new MaybeLocal(object !== null && this.objects.hasHandle(object) ? this.handles.local(this.objects.address(object), 'Value') : null);
      this.lastMaybe = maybe.isEmpty ? 'empty' : 'value';
      const taken = takeOut(maybe, accessor, fallback === null ? Local.empty() : this.handles.local(this.objects.address(fallback), 'Value'));
      if (accessor === 'is-empty' || taken.isEmpty) return 0;
      this.lastMaybe = 'value';
      return taken.value;
    });
    if (as !== null && address > 0) this.objects.bind(as, address, 'local');
  }

  // ── Weak references ───────────────────────────────────────────────────────────────────────────────────────

  makeWeakRef({ target, as, generation }: WeakRefStep): void {
    const ref = this.heap.allocateObject(objectLayout(this.heap.configuration.preset, 'JSWeakRef', 0), generation === 'young');
    const address = this.objects.address(target);
    this.heap.storeWeak(ref, TARGET, address);
    this.heap.keptObjects.add(address);
    this.objects.bind(as, ref, 'local');
  }

  /** What the WeakRef at the address shows: an address, 0 or CLEARED. */
  targetOf(ref: number): number {
    return this.heap.load(ref, TARGET);
  }

  setEntry({ map, key, value }: WeakMapSetStep): void {
    const collection = this.objectOf(map, ['JSWeakMap', 'JSWeakSet']);
    this.heap.weakCollections.set(collection, this.objects.address(key), 'number' in value ? encodeSmi(value.number) : this.objects.address(value.object));
  }

  makeRegistry({ as, callback }: FinalizationRegistryStep): void {
    this.objects.bind(as, this.heap.finalization.create(encodeSmi(numberOf(callback))), 'local');
  }

  register({ registry, target, token }: RegisterStep): void {
    const address = this.objectOf(registry, ['JSFinalizationRegistry']);
    this.heap.finalization.register(address, this.objects.address(target), 0, token === null ? 0 : this.objects.address(token));
  }

  unregister({ registry, token }: UnregisterStep): void {
    this.heap.finalization.unregister(this.objectOf(registry, ['JSFinalizationRegistry']), this.objects.address(token));
  }

  /** The task that a dirty registry posts. */
  private cleanUp(): void {
    for (let due = this.heap.finalization.takeDue(); due !== null; due = this.heap.finalization.takeDue()) {
      this.finalizations++;
      if (due.cleanup > 0) {
        this.scriptCleanup?.(due);
        continue;
      }
      const procedure = decodeSmi(due.cleanup);
      if (procedure !== RECORD_ONLY) this.dueProcedures.push(procedure);
    }
  }

  private objectOf(position: number, types: readonly ObjectTypeName[]): number {
    const address = this.objects.address(position);
    const type = kindName(this.heap.kindAt(address));
    if (types.includes(type)) return address;
    throw new RunError('WRONG_OBJECT_TYPE', `object "${this.objectNames[position]!}" is a ${type}`, `this step needs a ${types.join(' or ')}`);
  }
}

function takeOut(maybe: MaybeLocal, accessor: MaybeLocalStep['accessor'], fallback: Local): Local {
  switch (accessor) {
    case 'is-empty':
      return Local.empty();
    case 'to-local':
      return maybe.toLocal() ?? Local.empty();
    case 'to-local-checked':
      return maybe.toLocalChecked();
    case 'from-maybe':
      return maybe.fromMaybe(fallback);
  }
}

function numberOf(callback: DeathCallback): number {
  return callback.kind === 'procedure' ? callback.procedure : RECORD_ONLY;
}
