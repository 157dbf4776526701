/** What steps of surgery leave behind for metrics, and the things that exist only for scenarios: observers, counters, a read-only space of its own. */
import { invariant } from '../base/invariant.ts';
import { WORD_BYTES } from '../base/units.ts';
import { AllocationWatch } from '../heap/allocation-watch.ts';
import type { AllocationObserver } from '../heap/allocators/allocation-counter.ts';
import type { Heap } from '../heap/heap.ts';
import { kindOf } from '../heap/layout/object-layout.ts';
import { PAGE_WORDS } from '../heap/layout/page-geometry.ts';
import { PageTable } from '../heap/pages/page-table.ts';
import { ReadOnlySpace } from '../heap/spaces/read-only-space.ts';
import type { Space } from '../heap/spaces/space.ts';
import { RunError } from './run-error.ts';

/** Pages that a read-only space of a scenario may have. */
const READ_ONLY_PAGES = 64;

interface NamedObserver extends AllocationObserver {
  readonly space: number;
  notifications: number;
  bytes: number;
  watching: boolean;
}

export class Surgery {
  releasedBytes = 0;
  compactionPages = 0;
  readOnlySpace: ReadOnlySpace | null = null;
  private readonly heap: Heap;
  private readonly observers: (NamedObserver | undefined)[] = [];
  private isTracking = false;
  /** By space: what its counter was set to, less what had been allocated then. */
  private readonly counterBases = new Map<number, bigint>();

  constructor(heap: Heap) {
    this.heap = heap;
  }

  observe(position: number, space: Space, stepBytes: number): void {
    this.unobserve(position);
    const observer: NamedObserver = {
      stepBytes, space: space.id, notifications: 0, bytes: 0, watching: true,
      step(allocatedBytes) {
        observer.notifications++;
        observer.bytes += allocatedBytes;
      },
    };
    this.observers[position] = observer;
    this.watch().add(space.id, observer);
  }

  unobserve(position: number): void {
    const observer = this.observers[position];
    if (observer?.watching !== true) return;
    observer.watching = false;
    this.watch().remove(observer.space, observer);
    this.stopWatchingIfIdle();
  }

  pauseObservers(on: boolean): void {
    this.watch().pauses = on ? 1 : 0;
  }

  track(on: boolean): void {
    this.isTracking = on;
    if (on) {
      this.watch().count = 0;
    } else this.stopWatchingIfIdle();
  }

  observer(position: number): { readonly notifications: number; readonly bytes: number } {
    return this.observers[position] ?? { notifications: 0, bytes: 0 };
  }

  setCounter(space: Space, value: bigint): void {
    this.counterBases.set(space.id, value - BigInt(allocatedBytes(space)));
  }

  counter(space: Space): bigint {
    return BigInt.asUintN(64, (this.counterBases.get(space.id) ?? 0n) + BigInt(allocatedBytes(space)));
  }

  newReadOnlySpace(): void {
    const { layout } = this.heap.configuration.preset;
    const area = { startWords: layout.readOnlyPageHeaderBytes / WORD_BYTES, endWords: PAGE_WORDS };
    const id = this.heap.structure.readOnlySpace?.id ?? 0;
    this.readOnlySpace = new ReadOnlySpace(id, area, layout, new Int32Array((READ_ONLY_PAGES + 1) * PAGE_WORDS), new PageTable(READ_ONLY_PAGES + 1));
  }

  allocateReadOnly(bytes: number): void {
    const space = this.openReadOnlySpace();
    const address = space.allocate(kindOf('FixedArray'), Math.ceil(bytes / WORD_BYTES));
    if (address === 0) throw new RunError('NO_ROOM', 'the read-only space has no room for this object', `it has at most ${String(READ_ONLY_PAGES)} pages`);
  }

  openReadOnlySpace(): ReadOnlySpace {
    if (this.readOnlySpace === null) throw new RunError('NO_READ_ONLY_SPACE', 'there is no read-only space to work on', 'begin with read-only-space: new');
    if (this.readOnlySpace.isSealed) throw new RunError('NO_READ_ONLY_SPACE', 'the read-only space is sealed', 'make another with read-only-space: new');
    return this.readOnlySpace;
  }

  private watch(): AllocationWatch {
    this.heap.allocationWatch ??= new AllocationWatch(this.heap.structure.spaces.length);
    return this.heap.allocationWatch;
  }

  private stopWatchingIfIdle(): void {
    const watched = this.isTracking || this.observers.some((observer) => observer?.watching === true);
    if (!watched) this.heap.allocationWatch = null;
  }
}

function allocatedBytes(space: Space): number {
  const words = 'totalAllocatedWords' in space ? space.totalAllocatedWords : 0;
  invariant(typeof words === 'number', 'spaces count words');
  return words * WORD_BYTES;
}
