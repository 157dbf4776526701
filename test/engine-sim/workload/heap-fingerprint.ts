/**
 * Everything about a heap that anybody can see, as text: two heaps with the same fingerprint have the same objects
 * at the same addresses. Fields of objects that nothing holds are left out: nobody can look into them.
 */
import type { Heap } from '../../../src/heap/heap.ts';
import { isForwarded } from '../../../src/heap/layout/header.ts';
import { taggedEnd, taggedFrom } from '../../../src/heap/layout/object-layout.ts';
import { forEachObject } from '../../../src/heap/object-walk.ts';

/** FNV-1a over int32 words. */
class Hash {
  private value = 0x811c9dc5;

  add(word: number): void {
    this.value = Math.imul(this.value ^ word, 0x01000193);
  }

  toString(): string {
    return (this.value >>> 0).toString(16);
  }
}

export function fingerprint(heap: Heap): string {
  const { structure, collection, limits } = heap;
  const objects = new Hash();
  for (const space of structure.spaces) {
    forEachObject(structure, space, (address) => {
      objects.add(address);
      objects.add(structure.words[address]!);
    });
  }
  const remembered = new Hash();
  const { cells } = structure.oldToNew.bits;
  for (let cell = 0; cell < (structure.pages.end << 15) >>> 5; cell++) {
    if (cells[cell] !== 0) remembered.add(cell ^ cells[cell]!);
  }
  return JSON.stringify({
    objects: objects.toString(),
    fields: reachableFields(heap),
    remembered: remembered.toString(),
    spaces: structure.spaces.map((space) => [space.name, space.figures()]),
    area: [structure.newSpace.lab.top, structure.newSpace.lab.limit],
    allocated: [heap.allocatedObjects, heap.allocatedBytes],
    nowMs: heap.nowMs,
    limit: limits.limitBytes,
    counts: heap.allocator.counts,
    survival: [[...collection.survival.objects], [...collection.survival.words]],
    collections: collection.recorder.records,
  });
}

function reachableFields(heap: Heap): string {
  const hash = new Hash();
  const seen = new Set<number>();
  const waiting: number[] = [];
  const visit = (value: number): void => {
    hash.add(value);
    if (value <= 0 || seen.has(value)) return;
    seen.add(value);
    waiting.push(value);
  };
  const { strong, stack } = heap.structure.roots;
  for (const table of [strong, stack]) for (let slot = 0; slot < table.length; slot++) visit(table.slots[slot]!);
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (isForwarded(heap.load(address, 0))) throw new Error(`a forwarded object is reachable: ${address}`);
    const kind = heap.kindAt(address);
    const end = taggedEnd(kind, heap.sizeWordsAt(address));
    for (let offset = taggedFrom(kind); offset < end; offset++) visit(heap.load(address, offset));
  }
  return hash.toString();
}
