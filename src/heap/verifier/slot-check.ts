/**
 * Every pointer leads to the first word of a live object, and every old-to-young pointer is remembered.
 *
 * Models:    V8's pointer and remembered-set verification.
 * Simplifies: old objects that died since the last collection are checked like live ones: what they point to cannot
 *            have gone before they go themselves. Young objects that nothing leads to are not looked into: nobody
 *            will, so their words need not even have been written.
 * Invariant: runs after the page walk, so that `starts` is complete.
 */
import { BITS_PER_CELL, bitOf } from '../../base/bit-table.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { EPHEMERONS, NOT_WEAK, WEAK_TARGETS, strongEnd, taggedEnd, taggedFrom, weaknessOf } from '../layout/object-layout.ts';
import { PAGE_SHIFT, PAGE_WORDS, pageOf } from '../layout/page-geometry.ts';
import { CLEARED } from '../layout/tagged-value.ts';
import { FROM, YOUNG } from '../pages/page-flags.ts';
import type { SlotSet } from '../pages/slot-set.ts';
import { BUCKET_CELLS, firstCell } from '../pages/slot-set.ts';
import { NO_SPACE } from '../pages/page-table.ts';
import type { RootTable } from '../roots.ts';
import type { GlobalNodes } from '../roots/global-nodes.ts';
import { NODE_FREE } from '../roots/global-nodes.ts';
import { HANDLE_BLOCK_SLOTS } from '../roots/local-slots.ts';
import type { PayloadTable } from '../roots/payload-table.ts';
import { PAYLOAD_WORD } from '../roots/payload-table.ts';
import type { RootSlots } from '../roots/root-table.ts';
import type { Verification } from './verification.ts';
import type { Details } from './violation.ts';
import { objectAt, ownerName, placeOf, violation } from './violation.ts';
import { YoungReach } from './young-reach.ts';

const BUCKETS = PAGE_WORDS / BITS_PER_CELL / BUCKET_CELLS;

export function verifyRoots(verification: Verification): void {
  const { strong, weak, locals, globals, eternals, keptDuringJob, clearedCells } = verification.structure.roots;
  verifyRootTable(verification, strong, 'strong');
  verifyRootTable(verification, weak, 'weak');
  verifyRootTable(verification, eternals, 'eternals');
  verifyRootTable(verification, keptDuringJob, 'kept during job');
  verifyRootSlots(verification, { slots: clearedCells.items, length: clearedCells.length }, 'cleared cells');
  verifyRootSlots(verification, locals, 'locals');
  if (locals.length > locals.blocks * HANDLE_BLOCK_SLOTS || locals.slots.subarray(locals.length).some((value) => value !== 0)) {
    violation('local handles beyond the last one are not empty', { length: locals.length, blocks: locals.blocks });
  }
  for (const table of verification.structure.roots.registers) verifyRootSlots(verification, table, 'registers');
  for (const table of verification.structure.roots.payloads) verifyPayloads(verification, table);
  verifyRootSlots(verification, globals, 'globals');
  verifyGlobals(verification, globals);
}

function verifyGlobals(verification: Verification, globals: GlobalNodes): void {
  const { flags } = verification.structure.pages;
  const young = new Set(globals.young);
  let count = 0;
  for (let node = 0; node < globals.length; node++) {
    const value = globals.slots[node]!;
    if (globals.states[node] !== NODE_FREE) count++;
    else if (value !== 0) violation('a global handle that is not in use shows something', { node, value });
    if (value > 0 && (flags[value >>> PAGE_SHIFT]! & YOUNG) !== 0 && !young.has(node)) violation('a global handle to a young object is not in the young list', { node, value });
  }
  if (count !== globals.count) violation('the number of global handles in use is wrong', { counted: count, stored: globals.count });
}

function verifyPayloads(verification: Verification, { name, owners, length }: PayloadTable): void {
  const { words } = verification.structure;
  for (let entry = 0; entry < length; entry++) {
    const owner = owners[entry]!;
    if (owner === 0) continue;
    if (!isObject(verification, owner)) reportTarget(verification, owner, { table: name, entry });
    if (words[owner + PAYLOAD_WORD] !== entry) violation('an object and its contents do not know each other', { table: name, entry, owner, stored: words[owner + PAYLOAD_WORD] });
  }
}

/** Small integers are values too. */
function verifyRootSlots(verification: Verification, { slots, length }: RootSlots, name: string): void {
  for (let slot = 0; slot < length; slot++) {
    const value = slots[slot]!;
    if (value > 0 && !isObject(verification, value)) reportTarget(verification, value, { table: name, slot });
  }
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
  verifyRootSlots(verification, table, name);
}

export function verifySlots(verification: Verification): void {
  const { structure, starts } = verification;
  const { flags } = structure.pages;
  const young = new YoungReach(structure, verification.lastPage);
  for (const { slots, length } of [...structure.roots.strongTables, structure.roots.globals]) {
    for (let slot = 0; slot < length; slot++) if (slots[slot]! > 0) young.add(slots[slot]!);
  }
  const end = (verification.lastPage + 1) * PAGE_WORDS;
  for (let address = starts.next(0, end); address >= 0; address = starts.next(address + 1, end)) {
    if ((flags[address >>> PAGE_SHIFT]! & YOUNG) === 0) verifyObject(verification, address, young);
  }
  for (let address = young.next(); address !== 0; address = young.next()) verifyObject(verification, address, young);
}

function verifyObject(verification: Verification, address: number, young: YoungReach): void {
  const { words, pages } = verification.structure;
  const header = words[address]!;
  const kind = headerKind(header);
  const size = headerSize(header) || pages.objectWords[pageOf(address)]!;
  verifySlotsOf(verification, address, address + taggedFrom(kind), address + strongEnd(kind, size));
  if (weaknessOf(kind) !== NOT_WEAK) verifyWeakSlotsOf(verification, address, kind, size);
  for (let slot = address + taggedFrom(kind); slot < address + taggedEnd(kind, size); slot++) {
    const value = words[slot]!;
    if (value > CLEARED) young.add(value);
  }
}

/** Weak words lead to objects too, dead or alive, until they are cleared. */
function verifyWeakSlotsOf(verification: Verification, host: number, kind: number, size: number): void {
  const { words, oldToNew, weakOldToNew, preset, pages } = verification.structure;
  const weakness = weaknessOf(kind);
  const first = host + strongEnd(kind, size);
  const hostIsOld = (pages.flags[host >>> PAGE_SHIFT]! & YOUNG) === 0;
  for (let slot = first; slot < host + taggedEnd(kind, size); slot++) {
    const value = words[slot]!;
    const isKey = weakness === EPHEMERONS && (slot - first) % 2 === 0;
    if (value < 0 && (weakness !== EPHEMERONS || isKey)) violation('a weak word holds a number', { ...slotDetails(verification, host, slot), value });
    if (value <= 0 || (value === CLEARED && (weakness !== EPHEMERONS || isKey))) continue;
    if (!isObject(verification, value)) reportTarget(verification, value, slotDetails(verification, host, slot));
    if (!hostIsOld || (pages.flags[value >>> PAGE_SHIFT]! & YOUNG) === 0) continue;
    const isRemembered = isKey
      ? weakOldToNew.keySlots.has(slot)
      : weakness === WEAK_TARGETS && preset.weakness.scavengesClearTargets
        ? weakOldToNew.holders.has(host)
        : oldToNew.has(slot);
    if (!isRemembered) violation('a weak old-to-young pointer is not remembered', { ...slotDetails(verification, host, slot), target: value });
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
