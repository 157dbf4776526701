/**
 * After evacuation: every pointer to a moved object gets its new address.
 *
 * Models:    V8's pointer-updating phase: roots, remembered set, recorded slots.
 * Simplifies: one thread.
 * Invariant: afterwards no live slot leads to a forwarded header; both slot sets are empty.
 */
import { lowestBit } from '../../base/bit-table.ts';
import { forwardingAddress } from '../layout/header.ts';
import type { SlotSet } from '../pages/slot-set.ts';
import { BUCKET_CELLS, firstCell } from '../pages/slot-set.ts';
import type { HeapStructure } from '../structure.ts';

export function updatePointers(structure: HeapStructure): void {
  const { words, roots, oldToNew, toMoved } = structure;
  for (const { slots, length } of roots.strongTables) updateRoots(words, slots, length);
  updateRoots(words, roots.weak.slots, roots.weak.length);
  updateRoots(words, roots.globals.slots, roots.globals.length);
  updateRoots(words, roots.clearedCells.items, roots.clearedCells.length);
  for (const { owners, length } of roots.payloads) updateRoots(words, owners, length);
  roots.globals.keepYoung([]);
  // Nothing is young after a full collection, so the remembered set is used up here.
  updateAndClearSlots(words, oldToNew, structure.pages.end);
  updateAndClearSlots(words, toMoved, structure.pages.end);
}

function updateRoots(words: Int32Array, slots: Int32Array, length: number): void {
  for (let i = 0; i < length; i++) {
    const value = slots[i]!;
    if (value <= 0) continue;
    const header = words[value]!;
    if (header < 0) slots[i] = forwardingAddress(header);
  }
}

function updateAndClearSlots(words: Int32Array, set: SlotSet, pageEnd: number): void {
  const { summary } = set;
  const cells = set.bits.cells;
  for (let page = 0; page < pageEnd; page++) {
    let buckets = summary[page]!;
    if (buckets === 0) continue;
    while (buckets !== 0) {
      const bucket = lowestBit(buckets);
      buckets &= buckets - 1;
      const first = firstCell(page, bucket);
      for (let cell = first; cell < first + BUCKET_CELLS; cell++) {
        let bits = cells[cell]!;
        while (bits !== 0) {
          const slot = (cell << 5) + lowestBit(bits);
          bits &= bits - 1;
          const value = words[slot]!;
          if (value <= 0) continue;
          const header = words[value]!;
          if (header < 0) words[slot] = forwardingAddress(header);
        }
        cells[cell] = 0;
      }
    }
    summary[page] = 0;
  }
}
