/**
 * The handles that a scenario names, beside those that its objects have.
 *
 * Invariant: a name shows at most one handle; making another under it leaves the first as it was in V8, where a
 * variable is assigned: a local one lives to the end of its scope, a persistent one is reset first.
 */
import type { Eternal } from '../handles/eternal.ts';
import type { Handles } from '../handles/handles.ts';
import { Local } from '../handles/local.ts';
import type { UniquePersistent } from '../handles/persistent.ts';
import { Persistent } from '../handles/persistent.ts';
import { RunError } from './run-error.ts';

type AnyHandle = Local | Persistent | UniquePersistent | Eternal;

export class NamedHandles {
  private readonly handles: Handles;
  private readonly names: readonly string[];
  private readonly byPosition: (AnyHandle | undefined)[] = [];

  constructor(handles: Handles, names: readonly string[]) {
    this.handles = handles;
    this.names = names;
  }

  makeLocal(position: number, address: number): void {
    this.byPosition[position] = this.handles.local(address, 'Value');
  }

  makePersistent(position: number, address: number): void {
    this.put(position, () => this.handles.inScope(() => this.handles.persistent(this.handles.local(address, 'Value'))));
  }

  /** The handle, for its owner. */
  makeUnique(position: number, address: number): UniquePersistent {
    const handle = this.handles.inScope(() => this.handles.unique(this.handles.local(address, 'Value')));
    this.put(position, () => handle);
    return handle;
  }

  makeEternal(position: number, address: number): void {
    this.byPosition[position] = this.handles.inScope(() => this.handles.eternal(this.handles.local(address, 'Value')));
  }

  reset(position: number): void {
    this.persistent(position, 'reset').reset();
  }

  /** The persistent or global handle of this name. */
  persistent(position: number, what: string): Persistent {
    const handle = this.byPosition[position];
    if (handle instanceof Persistent) return handle;
    const name = this.names[position]!;
    throw handle === undefined
      ? new RunError('HANDLE_NOT_MADE', `handle "${name}" has not been made yet`, 'make it with persistent or global in an earlier step')
      : new RunError('HANDLE_NOT_MADE', `handle "${name}" cannot be ${what === 'reset' ? 'reset' : 'weak'}`, 'only persistent and global handles can');
  }

  isEmpty(position: number): boolean {
    return this.valueOf(position) === 0;
  }

  isWeak(position: number): boolean {
    const handle = this.byPosition[position];
    return handle instanceof Persistent && handle.isWeak;
  }

  /** -1 when there is none. */
  location(position: number): number {
    const handle = this.byPosition[position];
    return handle === undefined || isClosed(handle) ? -1 : handle.slot;
  }

  /** The tagged value that the handle shows; 0 when it shows nothing. */
  valueOf(position: number): number {
    const handle = this.byPosition[position];
    return handle === undefined || isClosed(handle) ? 0 : handle.value;
  }

  private put(position: number, make: () => Persistent): void {
    const before = this.byPosition[position];
    if (before instanceof Persistent) before.reset();
    this.byPosition[position] = make();
  }
}

/** A local handle whose scope has ended. */
function isClosed(handle: AnyHandle): boolean {
  return handle instanceof Local && !handle.isOpen;
}
