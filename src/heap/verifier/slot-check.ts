/**
 * Every pointer leads to the first word of a live object, and every old-to-young pointer is remembered.
 *
 * Models:    V8's pointer and remembered-set verification.
 * Simplifies: objects that died since the last collection are checked like live ones: what they point to cannot
 *            have gone before they go themselves.
 * Invariant: runs after the page walk, so that `starts` is complete.
 */
import { BITS_PER_CELL, bitOf } from '../../base/bit-table.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { taggedEnd, taggedFrom } from '../layout/object-layout.ts';
import { PAGE_SHIFT, PAGE_WORDS, pageOf } from '../layout/page-geometry.ts';
import { FROM, YOUNG } from '../pages/page-flags.ts';
import type { SlotSet } from '../pages/slot-set.ts';
import { BUCKET_CELLS, firstCell } from '../pages/slot-set.ts';
import { NO_SPACE } from '../pages/page-table.ts';
import type { RootTable } from '../roots.ts';
import type { Verification } from './verification.ts';
import type { Details } from './violation.ts';
import { objectAt, ownerName, placeOf, violation } from './violation.ts';

const BUCKETS = PAGE_WORDS / BITS_PER_CELL / BUCKET_CELLS;

export function verifyRoots(verification: Verification): void {
  verifyRootTable(verification, verification.structure.roots.strong, 'strong');
  verifyRootTable(verification, verification.structure.roots.weak, 'weak');
}

function verifyRootTable(verification: Verification, table: RootTable, name: string): void {
  const { slots, length, count, freed } = table;
  const seen = new Set<number>();
  for (const slot of freed) {
    if (seen.has(slot)) violation('a root slot was removed twice', { table: name, slot });
    seen.add(slot);
    if (slots[slot] !== 0) violation('a root slot that is not in use holds something', { table: name, slot, value: slots[slot] });
  }
  if (length - freed.length !== count) violation('the number of root slots in use is wrong', { table: name, counted: length - freed.length, stored: count });
  for (let slot = 0; slot < length; slot++) {
    const value = slots[slot]!;
    if (value < 0) violation('a root slot holds no address', { table: name, slot, value });
    if (value > 0 && !isObject(verification, value)) reportTarget(verification, value, { table: name, slot });
  }
}

export function verifySlots(verification: Verification): void {
  const { structure, starts } = verification;
  const { words, pages } = structure;
  const end = (verification.lastPage + 1) * PAGE_WORDS;
  for (let address = starts.next(0, end); address >= 0; address = starts.next(address + 1, end)) {
    const header = words[address]!;
    const kind = headerKind(header);
    const size = headerSize(header) || pages.objectWords[pageOf(address)]!;
    verifySlotsOf(verification, address, address + taggedFrom(kind), address + taggedEnd(kind, size));
  }
}

function verifySlotsOf(verification: Verification, host: number, from: number, end: number): void {
  const { structure } = verification;
  const { words, oldToNew } = structure;
  const { flags } = structure.pages;
  const hostIsOld = (flags[host >>> PAGE_SHIFT]! & YOUNG) === 0;
  for (let slot = from; slot < end; slot++) {
    const value = words[slot]!;
    if (value <= 0) continue;
    if (!isObject(verification, value)) reportTarget(verification, value, slotDetails(verification, host, slot));
    verification.pointers++;
    if (!hostIsOld || (flags[value >>> PAGE_SHIFT]! & YOUNG) === 0) continue;
    verification.rememberedPointers++;
    if (!oldToNew.has(slot)) violation('an old-to-young pointer is not in the remembered set', { ...slotDetails(verification, host, slot), target: value });
  }
}

function slotDetails(verification: Verification, host: number, slot: number): Details {
  return { ...objectAt(verification.structure, host), slotWord: slot - host };
}

function isObject(verification: Verification, address: number): boolean {
  return address >>> PAGE_SHIFT <= verification.lastPage && verification.starts.has(address);
}

/** Says what is at the address instead of an object. */
function reportTarget(verification: Verification, target: number, from: Details): never {
  const { structure } = verification;
  const { pages, words } = structure;
  const page = pageOf(target);
  const where = { ...from, target, targetPage: page, targetSpace: ownerName(structure, page) };
  if (page > verification.lastPage || pages.owner[page] === NO_SPACE) violation('a pointer leads to a page that is not in use', where);
  if (words[target]! < 0) violation('a pointer leads to a forwarded object: it was not updated', { ...where, forwardedTo: ~words[target]! });
  if ((pages.flags[page]! & FROM) !== 0) violation('a pointer leads to from-space', where);
  const { start, isFiller } = coverOf(verification, target);
  if (start === target && isFiller) violation('a pointer leads to free memory', where);
  violation('a pointer does not lead to the first word of a live object', start < 0 ? where : { ...where, inside: start });
}

/** The object that covers the word; -1 when nobody has walked there. */
function coverOf(verification: Verification, address: number): { start: number; isFiller: boolean } {
  const { structure, starts } = verification;
  const { words, pages } = structure;
  const isFiller = headerKind(words[address]!) <= 2 && headerSize(words[address]!) > 0;
  const page = pages.runStart[pageOf(address)]!;
  for (let start = address - 1; start >= pages.areaStart[page]!; start--) {
    if (!starts.has(start)) continue;
    const size = headerSize(words[start]!) || pages.objectWords[page]!;
    return start + size > address ? { start, isFiller: false } : { start: address, isFiller };
  }
  return { start: isFiller ? address : -1, isFiller };
}

/** Summaries tell of every slot, slots are only where they may be, and nothing waits for a compaction. */
export function verifySlotSets(verification: Verification): void {
  const { structure, isMarking } = verification;
  const { oldToNew, toMoved, pages } = structure;
  verifySummaries(verification, oldToNew, 'oldToNew');
  verifySummaries(verification, toMoved, 'toMoved');
  for (let page = 0; page < pages.capacity; page++) {
    const inUse = pages.owner[page] !== NO_SPACE;
    if (oldToNew.summary[page] !== 0 && (!inUse || (pages.flags[page]! & YOUNG) !== 0)) {
      violation('the remembered set has slots of a page that is not old', { space: ownerName(structure, page), page });
    }
    if (toMoved.summary[page] !== 0 && (!isMarking || !inUse)) {
      violation('slots are recorded for compaction while nothing is compacted', { space: ownerName(structure, page), page });
    }
  }
}

function verifySummaries(verification: Verification, set: SlotSet, name: string): void {
  for (let page = 0; page <= verification.lastPage; page++) {
    const summary = set.summary[page]!;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      if ((summary & bitOf(bucket)) !== 0) continue;
      const first = firstCell(page, bucket);
      for (let cell = first; cell < first + BUCKET_CELLS; cell++) {
        if (set.bits.cells[cell] !== 0) {
          violation('a slot set has slots that its summary does not tell of', { set: name, ...placeOf(verification.structure, cell * BITS_PER_CELL), bucket });
        }
      }
    }
  }
}
