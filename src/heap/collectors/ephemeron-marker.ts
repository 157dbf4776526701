/**
 * Marking through ephemerons: a value is reachable if its table and its key are.
 *
 * Models:    V8's fixpoint: so many rounds over all entries, then, because a chain may need as many rounds as it has
 *            links, a table of the keys that values wait for, which takes time linear in the entries.
 * Simplifies: entries are looked at in the pause only, not while marking runs.
 * Invariant: afterwards the worklist is empty and no ephemeron has a marked table, a marked key and a value that is
 *            not marked.
 */
import { WordStack } from '../../base/word-stack.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { strongEnd } from '../layout/object-layout.ts';
import { pageOf } from '../layout/page-geometry.ts';
import { CLEARED } from '../layout/tagged-value.ts';
import type { HeapStructure } from '../structure.ts';
import type { Marker } from './marker.ts';

/** The worklist must be empty. */
export function markThroughEphemerons(structure: HeapStructure, marker: Marker): void {
  const { ephemeronRounds } = structure.preset.weakness;
  for (let round = 0; round < ephemeronRounds; round++) {
    if (!markValuesOfLiveKeys(structure, marker)) return;
    marker.drain();
  }
  markByKeys(structure, marker);
}

/** One round; whether any value was marked. */
function markValuesOfLiveKeys(structure: HeapStructure, marker: Marker): boolean {
  const { words } = structure;
  const { items, length } = marker.ephemeronTables;
  let any = false;
  for (let i = 0; i < length; i++) {
    const table = items[i]!;
    const end = endOf(structure, table);
    for (let slot = firstKey(structure, table); slot < end; slot += 2) {
      const value = words[slot + 1]!;
      if (value <= 0 || marker.isLive(value)) continue;
      const key = words[slot]!;
      if (key <= CLEARED || !marker.isLive(key)) continue;
      marker.mark(value);
      any = true;
    }
  }
  return any;
}

function markByKeys(structure: HeapStructure, marker: Marker): void {
  const { words } = structure;
  const tables = marker.ephemeronTables;
  const waiting = new Map<number, number[]>();
  const found = new WordStack();
  const markFound = (value: number): void => {
    if (marker.isLive(value)) return;
    marker.mark(value);
    found.push(value);
  };
  let known = 0;
  do {
    for (; known < tables.length; known++) {
      const table = tables.items[known]!;
      const end = endOf(structure, table);
      for (let slot = firstKey(structure, table); slot < end; slot += 2) {
        const key = words[slot]!;
        const value = words[slot + 1]!;
        if (key <= CLEARED || value <= 0 || marker.isLive(value)) continue;
        const values = waiting.get(key);
        if (marker.isLive(key)) markFound(value);
        else if (values === undefined) waiting.set(key, [value]);
        else values.push(value);
      }
    }
    marker.drainRecording(found);
    while (found.length > 0) waiting.get(found.pop())?.forEach(markFound);
  } while (!marker.isDrained || known < tables.length);
}

function firstKey(structure: HeapStructure, table: number): number {
  return table + strongEnd(headerKind(structure.words[table]!), Infinity);
}

function endOf(structure: HeapStructure, table: number): number {
  return table + (headerSize(structure.words[table]!) || structure.pages.objectWords[pageOf(table)]!);
}
