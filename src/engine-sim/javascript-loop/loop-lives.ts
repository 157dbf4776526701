/**
 * What a loop of JavaScript does with each new object, by lifetime: the body of its turn, statement by statement as the
 * recorded programs have it. Which of them keep the object in the global object, too, is theirs.
 */
import { probabilityThreshold } from '../../base/prng.ts';
import { WORD_BYTES } from '../../base/units.ts';
import { InvariantError } from '../../base/invariant.ts';
import type { Heap } from '../../heap/heap.ts';
import { kindOf } from '../../heap/layout/object-layout.ts';
import { firstUserSlot } from '../../heap/layout/user-slots.ts';
import type { Lifetime } from '../../scenario/program.ts';
import { RunError } from '../run-error.ts';
import { HeapTable } from '../workload/heap-table.ts';
import type { NamedTable } from '../workload/retention.ts';

/** Slot of an object's field 0. */
const NEXT = firstUserSlot(kindOf('JSObject'));

/** What a turn may do. */
export interface LoopTurn {
  readonly heap: Heap;
  /** Nominal words allocated so far. */
  readonly words: number;
  draw(): number;
  /** One more object: in the variable, and its address. */
  allocate(): number;
  /** The newest object now. */
  readonly held: number;
  storeInSink(address: number): void;
  /** Before `turns` turns of inner loop number `which`. */
  enterInner(which: number, turns: number): void;
}

export interface LoopLife {
  turn(): void;
  /** At the end of a turn: the root of the tree in the making, or 0. */
  root(): number;
  named(): NamedTable | null;
  release(): void;
}

export function createLife(lifetime: Lifetime, loop: LoopTurn): LoopLife {
  switch (lifetime.model) {
    case 'dies':
      return life(() => {
        loop.storeInSink(loop.allocate());
      });
    case 'forever':
      return forever(loop, lifetime);
    case 'ring':
      return ring(loop, lifetime.size, lifetime.every);
    case 'stack':
      return stack(loop, lifetime.depth, lifetime.base);
    case 'queues':
      return queues(loop, lifetime.queues);
    case 'cache':
      return cache(loop, lifetime.slots, lifetime.share);
    case 'request':
      return requests(loop, lifetime.concurrent, lifetime.objects);
    case 'list':
      return lifetime.order === 'fifo' ? fifoList(loop, lifetime.length) : lifoList(loop, lifetime.length, lifetime.base);
    case 'tree':
      return trees(loop, lifetime.depth, lifetime.keep);
    case 'for':
    case 'sampled':
      throw new InvariantError('a loop of JavaScript has tables of fixed sizes');
  }
}

/** A table is found through its array each time: it may have moved. */
function put(loop: LoopTurn, table: HeapTable, index: number, value: number): void {
  table.refresh();
  loop.heap.barrier.store(table.base + index, value);
}

function at(loop: LoopTurn, table: HeapTable, index: number): number {
  table.refresh();
  return loop.heap.load(table.base, index);
}

/** Nothing but a turn and its tables. */
function life(turn: () => void, tables: readonly HeapTable[] = [], release: (() => void) | null = null): LoopLife {
  return {
    turn,
    root: () => 0,
    named: () => null,
    release: () => {
      for (const table of tables) table.release();
      release?.();
    },
  };
}

function forever(loop: LoopTurn, { share, slots, name }: Extract<Lifetime, { model: 'forever' }>): LoopLife {
  const table = new HeapTable(loop.heap, slots);
  const threshold = probabilityThreshold(share);
  let kept = 0;
  const keep = (address: number): void => {
    if (kept === slots) throw new RunError('TABLE_IS_FULL', `a loop keeps more than the ${String(slots)} objects that its table has slots for`, 'give the table more slots');
    put(loop, table, kept++, address);
  };
  const turn = (): void => {
    if (share === 1) return keep(loop.allocate());
    loop.storeInSink(loop.allocate());
    if (loop.draw() < threshold) keep(loop.held);
  };
  return {
    ...life(turn),
    named: () => (name === null ? null : { name, address: table.address }),
    // What stays outlives the loop; a table with a name has its handle by then.
    release: () => {
      if (name !== null) table.release();
    },
  };
}

function ring(loop: LoopTurn, size: number, every: number): LoopLife {
  const table = new HeapTable(loop.heap, size);
  let turns = 0;
  let position = 0;
  return life(() => {
    const address = loop.allocate();
    if (every > 1) loop.storeInSink(address);
    if (turns++ % every !== 0) return;
    put(loop, table, position, loop.held);
    position = (position + 1) % size;
  }, [table]);
}

function stack(loop: LoopTurn, depth: number, base: number): LoopLife {
  const table = new HeapTable(loop.heap, depth);
  let top = 0;
  return life(() => {
    put(loop, table, top++, loop.allocate());
    if (top < depth) return;
    loop.enterInner(0, depth - base);
    while (top > base) put(loop, table, --top, 0);
  }, [table]);
}

interface Queue {
  /** Taken by draws below this, unless one before it is. */
  readonly below: number;
  readonly words: number;
  readonly table: HeapTable;
  /** By slot: words at which the object is let go. */
  readonly expiries: Float64Array;
  head: number;
  length: number;
}

function queues(loop: LoopTurn, given: Extract<Lifetime, { model: 'queues' }>['queues']): LoopLife {
  let share = 0;
  const made = given.map(({ share: own, bytes, slots }): Queue => {
    share += own;
    return { below: probabilityThreshold(share), words: bytes / WORD_BYTES, table: new HeapTable(loop.heap, slots), expiries: new Float64Array(slots), head: 0, length: 0 };
  });
  return life(() => {
    loop.storeInSink(loop.allocate());
    const drawn = loop.draw();
    for (const queue of made) {
      if (drawn >= queue.below) continue;
      push(loop, queue);
      break;
    }
    for (let index = 0; index < made.length; index++) letGo(loop, made[index]!, index);
  }, made.map(({ table }) => table));
}

/** A full queue gives up its oldest object. */
function push(loop: LoopTurn, queue: Queue): void {
  const { table, expiries } = queue;
  if (queue.length === table.length) {
    queue.head = (queue.head + 1) % table.length;
    queue.length--;
  }
  const slot = (queue.head + queue.length++) % table.length;
  put(loop, table, slot, loop.held);
  expiries[slot] = loop.words + queue.words;
}

/** Inner loop number `index` empties the queue of the same number. */
function letGo(loop: LoopTurn, queue: Queue, index: number): void {
  const { table, expiries } = queue;
  for (; queue.length > 0 && loop.words >= expiries[queue.head]!; queue.length--) {
    loop.enterInner(index, 1);
    put(loop, table, queue.head, 0);
    queue.head = (queue.head + 1) % table.length;
  }
}

function cache(loop: LoopTurn, slots: number, share: number): LoopLife {
  const table = new HeapTable(loop.heap, slots);
  const threshold = probabilityThreshold(share);
  return life(() => {
    const address = loop.allocate();
    if (share < 1) {
      loop.storeInSink(address);
      if (loop.draw() >= threshold) return;
    }
    put(loop, table, loop.draw() % slots, loop.held);
  }, [table]);
}

function requests(loop: LoopTurn, concurrent: number, objects: number): LoopLife {
  const table = new HeapTable(loop.heap, concurrent * objects);
  const filled = new Int32Array(concurrent);
  return life(() => {
    loop.allocate();
    const request = loop.draw() % concurrent;
    const place = filled[request]!++;
    put(loop, table, request * objects + place, loop.held);
    if (place + 1 < objects) return;
    loop.enterInner(0, objects);
    for (let index = 0; index < objects; index++) put(loop, table, request * objects + index, 0);
    filled[request] = 0;
  }, [table]);
}

/** Linked through field 0; the oldest node is let go when the list is too long. */
function fifoList(loop: LoopTurn, maximum: number): LoopLife {
  const { heap } = loop;
  const { stack: roots } = heap.structure.roots;
  const [head, tail] = [roots.add(0), roots.add(0)];
  let length = 0;
  const release = (): void => {
    roots.remove(head);
    roots.remove(tail);
  };
  return life(() => {
    const node = loop.allocate();
    if (length === 0) roots.set(head, node);
    else heap.store(roots.get(tail), NEXT, node);
    roots.set(tail, node);
    if (++length > maximum) {
      roots.set(head, heap.load(roots.get(head), NEXT));
      length--;
    }
    loop.storeInSink(roots.get(head));
  }, [], release);
}

/** Linked through field 0; when the list is full, nodes are dropped down to its base. */
function lifoList(loop: LoopTurn, maximum: number, base: number): LoopLife {
  const { heap } = loop;
  const { stack: roots } = heap.structure.roots;
  const head = roots.add(0);
  let length = 0;
  return life(() => {
    const node = loop.allocate();
    heap.store(node, NEXT, roots.get(head));
    roots.set(head, node);
    if (++length === maximum) {
      loop.enterInner(0, maximum - base);
      for (; length > base; length--) roots.set(head, heap.load(roots.get(head), NEXT));
    }
    loop.storeInSink(roots.get(head));
  }, [], () => roots.remove(head));
}

/** Complete binary trees, built breadth first; parents are found through a table of the inner nodes. */
function trees(loop: LoopTurn, depth: number, keep: number): LoopLife {
  const { heap } = loop;
  const kept = new HeapTable(heap, keep);
  const inner = new HeapTable(heap, 2 ** depth);
  const nodesPerTree = 2 ** (depth + 1) - 1;
  let number = 0;
  let position = 0;
  const turn = (): void => {
    const node = loop.allocate();
    number++;
    if (number < inner.length) put(loop, inner, number, node);
    if (number > 1) heap.store(at(loop, inner, number >>> 1), NEXT + (number & 1), node);
    if (number < nodesPerTree) return;
    put(loop, kept, position, at(loop, inner, 1));
    position = (position + 1) % keep;
    number = 0;
  };
  return { ...life(turn, [kept, inner]), root: () => (number === 0 ? 0 : at(loop, inner, 1)) };
}
