/**
 * The end of marking: weak references to what is not marked are cleared.
 *
 * Models:    V8's clearing of weak references, ephemerons and weak global handles in the atomic pause.
 * Simplifies: WeakCells are only listed; their registries are told after the collection.
 * Invariant: afterwards no weak word of a marked object and no weak root leads to an unmarked object; every weak word
 *            of a marked object that does not itself move and points to something that does is in toMoved.
 */
import { headerKind, headerSize } from '../layout/header.ts';
import { WEAK_CELL, strongEnd, taggedEnd } from '../layout/object-layout.ts';
import { PAGE_SHIFT, pageOf } from '../layout/page-geometry.ts';
import { CLEARED } from '../layout/tagged-value.ts';
import { EVACUATION_CANDIDATE, YOUNG } from '../pages/page-flags.ts';
import { NODE_WEAK } from '../roots/global-nodes.ts';
import type { HeapStructure } from '../structure.ts';
import type { Marker } from './marker.ts';

const MOVES = EVACUATION_CANDIDATE | YOUNG;

/** Marking must be complete, ephemerons included. */
export function clearWeakReferences(structure: HeapStructure, marker: Marker): void {
  clearWeakRoots(structure, marker);
  for (const table of structure.roots.payloads) table.releaseDead((owner) => marker.isLive(owner));
  const { items, length } = marker.weakHolders;
  for (let i = 0; i < length; i++) clearFields(structure, marker, items[i]!);
  const tables = marker.ephemeronTables;
  for (let i = 0; i < tables.length; i++) deleteDeadEphemerons(structure, marker, tables.items[i]!);
  structure.weakOldToNew.clear(); // nothing is young any more when the collection is over
}

function clearWeakRoots(structure: HeapStructure, marker: Marker): void {
  const { weak, globals } = structure.roots;
  for (let i = 0; i < weak.length; i++) {
    const value = weak.slots[i]!;
    if (value > 0 && !marker.isLive(value)) weak.slots[i] = 0;
  }
  for (let node = 0; node < globals.length; node++) {
    if (globals.states[node] !== NODE_WEAK) continue;
    const value = globals.slots[node]!;
    if (value > 0 && !marker.isLive(value)) globals.empty(node);
  }
}

function clearFields(structure: HeapStructure, marker: Marker, holder: number): void {
  const { words, pages, roots, toMoved, weakCounts } = structure;
  const kind = headerKind(words[holder]!);
  const size = sizeOf(structure, holder);
  const end = holder + taggedEnd(kind, size);
  const first = holder + strongEnd(kind, size);
  const holderMoves = pages.hasFlag(pageOf(holder), MOVES);
  for (let slot = first; slot < end; slot++) {
    const value = words[slot]!;
    if (value <= CLEARED) continue;
    if (!marker.isLive(value)) {
      words[slot] = CLEARED;
      weakCounts.clearedSlots++;
      if (kind === WEAK_CELL && slot === first) roots.clearedCells.push(holder);
    } else if (!holderMoves && (pages.flags[value >>> PAGE_SHIFT]! & MOVES) !== 0) {
      toMoved.insert(slot);
    }
  }
}

function deleteDeadEphemerons(structure: HeapStructure, marker: Marker, table: number): void {
  const { words, pages, toMoved, weakCounts } = structure;
  const kind = headerKind(words[table]!);
  const size = sizeOf(structure, table);
  const end = table + size;
  const tableMoves = pages.hasFlag(pageOf(table), MOVES);
  for (let slot = table + strongEnd(kind, size); slot < end; slot += 2) {
    const key = words[slot]!;
    if (key <= CLEARED) continue;
    if (!marker.isLive(key)) {
      words[slot] = CLEARED;
      words[slot + 1] = 0;
      weakCounts.deletedEphemerons++;
      continue;
    }
    if (tableMoves) continue;
    const value = words[slot + 1]!;
    if ((pages.flags[key >>> PAGE_SHIFT]! & MOVES) !== 0) toMoved.insert(slot);
    if (value > 0 && (pages.flags[value >>> PAGE_SHIFT]! & MOVES) !== 0) toMoved.insert(slot + 1);
  }
}

function sizeOf(structure: HeapStructure, address: number): number {
  return headerSize(structure.words[address]!) || structure.pages.objectWords[pageOf(address)]!;
}
