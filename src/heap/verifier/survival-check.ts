/**
 * What a collection must leave, worked out before it from the heap alone, and compared with what it has left.
 *
 * Models:    nothing of V8, which has no second opinion about its collectors.
 * Simplifies: what an incremental marking may keep beyond the reachable is bounded from above only, by what there was.
 * Invariant: changes nothing. A young collection keeps exactly the young objects that roots and old objects, dead ones
 *            included, lead to; a full collection that marks in its pause keeps exactly the reachable objects;
 *            every survivor is one collection older, and keeps its mark while marking goes on; a weak root is
 *            emptied iff its object is dead; what the collection has recorded about itself is what it did.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { CollectionKind } from '../../vocabulary/collections.ts';
import { YOUNG_COLLECTION_KINDS } from '../../vocabulary/collections.ts';
import type { SurvivalCounts } from '../collectors/survival-counts.ts';
import { MAX_AGE, headerAge, headerKind, headerSize } from '../layout/header.ts';
import { EPHEMERONS, WEAK_TARGETS, strongEnd, taggedEnd, taggedFrom, weaknessOf } from '../layout/object-layout.ts';
import { PAGE_SHIFT, PAGE_WORDS, pageOf } from '../layout/page-geometry.ts';
import { CLEARED } from '../layout/tagged-value.ts';
import { READ_ONLY, YOUNG } from '../pages/page-flags.ts';
import { NODE_STRONG } from '../roots/global-nodes.ts';
import type { RootSlots } from '../roots/root-table.ts';
import type { HeapStructure } from '../structure.ts';
import type { Census } from './census.ts';
import { CensusTaker } from './census.ts';
import type { Verification } from './verification.ts';
import type { Details } from './violation.ts';
import { objectAt, violation } from './violation.ts';
import { YoungReach } from './young-reach.ts';

/** What a collection says about itself. */
export interface FinishedCollection {
  readonly index: number;
  readonly kind: CollectionKind;
  readonly incremental: boolean;
  readonly copiedBytes: number;
  readonly copiedObjects: number;
  readonly promotedBytes: number;
  readonly promotedObjects: number;
  readonly movedBytes: number;
  readonly abortedPages: number;
}

/** Objects and their words. */
interface Tally {
  objects: number;
  words: number;
}

interface Expected {
  readonly census: Census;
  /** Of the reachable objects, in the order of the census. */
  readonly addresses: Int32Array;
  readonly ages: Uint8Array;
  readonly wasYoung: Uint8Array;
  readonly wasMarked: Uint8Array;
  readonly reachable: Tally;
  readonly reachableYoung: Tally;
  /** What a scavenge would keep. */
  readonly scavenged: Tally;
  readonly young: Tally;
  readonly old: Tally;
  readonly survivedSoFar: Tally;
  /** Per slot of the weak tables: number in the census from 1, 0 = empty, DEAD. */
  readonly weak: readonly Int32Array[];
  readonly wasMarking: boolean;
}

const DEAD = -1;

export class SurvivalCheck {
  private readonly structure: HeapStructure;
  private readonly survival: SurvivalCounts;
  private readonly censusTaker: CensusTaker;
  private expected: Expected | null = null;

  constructor(structure: HeapStructure, survival: SurvivalCounts) {
    this.structure = structure;
    this.survival = survival;
    this.censusTaker = new CensusTaker(structure);
  }

  /** Just before a collection; the verification has walked the areas. */
  expect(verification: Verification): void {
    const { structure } = this;
    const census = this.censusTaker.take();
    const addresses = this.censusTaker.reached();
    const ages = new Uint8Array(addresses.length);
    const wasYoung = new Uint8Array(addresses.length);
    const wasMarked = new Uint8Array(addresses.length);
    const reachable: Tally = { objects: 0, words: 0 };
    const reachableYoung: Tally = { objects: 0, words: 0 };
    for (let i = 0; i < addresses.length; i++) {
      const address = addresses[i]!;
      const flags = structure.pages.flags[address >>> PAGE_SHIFT]!;
      ages[i] = headerAge(structure.words[address]!);
      if (verification.isMarking && structure.marks.has(address)) wasMarked[i] = 1;
      if ((flags & READ_ONLY) !== 0) continue;
      const size = sizeOf(structure, address);
      add(reachable, size);
      if ((flags & YOUNG) === 0) continue;
      wasYoung[i] = 1;
      add(reachableYoung, size);
    }
    this.expected = {
      census,
      addresses,
      ages,
      wasYoung,
      wasMarked,
      reachable,
      reachableYoung,
      scavenged: scavengeReach(verification),
      ...tallies(verification),
      survivedSoFar: this.survivors(),
      weak: weakTables(structure).map(({ slots, length }) => slots.slice(0, length).map((value) => (value <= 0 ? 0 : this.censusTaker.numberAt(value) || DEAD))),
      wasMarking: verification.isMarking,
    };
  }

  /** Just after it; the verification has walked the areas again. */
  compare(verification: Verification, collection: FinishedCollection): void {
    const { expected } = this;
    this.expected = null;
    if (expected === null) return;
    const where = { collection: collection.index, kind: collection.kind };
    const isYoung = YOUNG_COLLECTION_KINDS.includes(collection.kind);
    this.compareGraph(expected, where);
    const after = tallies(verification);
    const addresses = this.censusTaker.reached();
    if (isYoung) this.compareYoung(expected, after, verification, collection, where);
    else this.compareFull(expected, after, collection, addresses, where);
    const marked = collection.incremental || expected.wasMarking || verification.isMarking;
    this.compareAges(expected, addresses, collection.kind, isYoung, marked, where);
    if (expected.wasMarking && verification.isMarking) this.compareMarks(expected, addresses, where);
    this.compareWeakTables(expected, addresses, !isYoung && !collection.incremental, where);
  }

  private compareGraph({ census: before }: Expected, where: Details): void {
    const after = this.censusTaker.take();
    if (before.objects === after.objects && before.bytes === after.bytes && before.hash === after.hash) return;
    violation('a collection changed the reachable graph', {
      ...where,
      objectsBefore: before.objects,
      objectsAfter: after.objects,
      bytesBefore: before.bytes,
      bytesAfter: after.bytes,
      hashBefore: before.hash,
      hashAfter: after.hash,
    });
  }

  private compareYoung(expected: Expected, after: Pick<Expected, 'young' | 'old'>, verification: Verification, collection: FinishedCollection, where: Details): void {
    const { scavenged } = expected;
    const copied = { objects: collection.copiedObjects, words: collection.copiedBytes / WORD_BYTES };
    const promoted = { objects: collection.promotedObjects, words: collection.promotedBytes / WORD_BYTES };
    same('the objects that a young collection left young', after.young, copied, where);
    same('what a young collection kept', scavenged, sum(copied, promoted), where);
    same('the objects that a young collection promoted', difference(after.old, expected.old), promoted, where);
    if (!expected.wasMarking && !verification.isMarking) same('the survivors by age', difference(this.survivors(), expected.survivedSoFar), scavenged, where);
  }

  private compareFull(expected: Expected, after: Pick<Expected, 'young' | 'old'>, collection: FinishedCollection, addresses: Int32Array, where: Details): void {
    const promoted = { objects: collection.promotedObjects, words: collection.promotedBytes / WORD_BYTES };
    same('the young objects after a full collection', { objects: 0, words: 0 }, after.young, where);
    if (collection.incremental) {
      // Garbage that was alive when marking began, or was made since, may stay; nothing can come into being.
      const before = sum(expected.old, expected.young);
      if (after.old.objects > before.objects || after.old.words > before.words) violation('a collection left more than there was', { ...where, before: before.objects, after: after.old.objects });
      atLeast('the objects that a full collection promoted', promoted, expected.reachableYoung, where);
      return;
    }
    same('the objects that a full collection left', expected.reachable, after.old, where);
    same('the objects that a full collection promoted', expected.reachableYoung, promoted, where);
    same('the survivors by age', difference(this.survivors(), expected.survivedSoFar), expected.reachable, where);
    let movedWords = 0;
    for (let i = 0; i < addresses.length; i++) {
      if (expected.wasYoung[i] === 0 && addresses[i] !== expected.addresses[i]) movedWords += sizeOf(this.structure, addresses[i]!);
    }
    if (movedWords * WORD_BYTES !== collection.movedBytes) violation('a compaction miscounts what it moved', { ...where, moved: movedWords * WORD_BYTES, recorded: collection.movedBytes });
  }

  /** Objects come in the same order before and after. `marked`: old objects, those promoted just now too, may have been marked and so have grown older. */
  private compareAges(expected: Expected, addresses: Int32Array, kind: CollectionKind, isYoung: boolean, marked: boolean, where: Details): void {
    const { flags } = this.structure.pages;
    for (let i = 0; i < addresses.length; i++) {
      const address = addresses[i]!;
      const pageFlags = flags[address >>> PAGE_SHIFT]!;
      if ((pageFlags & READ_ONLY) !== 0) continue;
      const wasYoung = expected.wasYoung[i] === 1;
      const before = expected.ages[i]!;
      const age = headerAge(this.structure.words[address]!);
      const grown = wasYoung || !isYoung ? Math.min(MAX_AGE, before + 1) : before;
      const problem =
        !wasYoung && (pageFlags & YOUNG) !== 0 ? 'an old object has become young'
        : !wasYoung && isYoung && address !== expected.addresses[i] ? 'a young collection moved an old object'
        : kind === 'minor-mark-sweep' && address !== expected.addresses[i] ? 'a minor mark-sweep moved an object'
        : age !== grown && !(marked && (!wasYoung || ((pageFlags & YOUNG) === 0 && age === Math.min(MAX_AGE, grown + 1)))) ? 'a survivor has the wrong age'
        : null;
      if (problem === null) continue;
      violation(problem, { ...where, ...objectAt(this.structure, address), addressBefore: expected.addresses[i], ageBefore: before, ageExpected: grown });
    }
  }

  /** Marking goes on: it will not come again to what it has marked already, so marks move with their objects. */
  private compareMarks({ wasMarked, addresses: before }: Expected, addresses: Int32Array, where: Details): void {
    for (let i = 0; i < addresses.length; i++) {
      const address = addresses[i]!;
      if (wasMarked[i] === 1 && !this.structure.marks.has(address)) violation('a survivor has lost its mark', { ...where, ...objectAt(this.structure, address), addressBefore: before[i] });
    }
  }

  private compareWeakTables({ weak }: Expected, addresses: Int32Array, exact: boolean, where: Details): void {
    const tables = weakTables(this.structure);
    for (const [index, before] of weak.entries()) {
      const { slots } = tables[index]!;
      for (let slot = 0; slot < before.length; slot++) {
        const number = before[slot]!;
        const value = slots[slot]!;
        const details = { ...where, table: WEAK_TABLE_NAMES[index], slot, value };
        if (number > 0 && value !== addresses[number - 1]) violation('a weak root lost an object that is reachable', { ...details, expected: addresses[number - 1] });
        if (number === DEAD && exact && value !== 0) violation('a weak root shows an object that is dead', details);
        if (number === 0 && value > 0) violation('a weak root that was empty shows something', details);
      }
    }
  }

  private survivors(): Tally {
    const { objects, words } = this.survival;
    return { objects: objects.reduce((total, count) => total + count, 0), words: words.reduce((total, count) => total + count, 0) };
  }
}

const WEAK_TABLE_NAMES = ['weak', 'globals'] as const;

/** A global node that is strong shows what is reachable, like a weak one whose object is. */
function weakTables(structure: HeapStructure): readonly RootSlots[] {
  return [structure.roots.weak, structure.roots.globals];
}

/** By what a scavenge takes for strong: see scavenged-weakness.ts. */
function scavengeReach(verification: Verification): Tally {
  const { structure, starts, lastPage } = verification;
  const { roots, pages } = structure;
  const young = new YoungReach(structure, lastPage);
  for (const { slots, length } of roots.strongTables) {
    for (let slot = 0; slot < length; slot++) if (slots[slot]! > 0) young.add(slots[slot]!);
  }
  for (let node = 0; node < roots.globals.length; node++) {
    if (roots.globals.states[node] === NODE_STRONG && roots.globals.slots[node]! > 0) young.add(roots.globals.slots[node]!);
  }
  const end = (lastPage + 1) * PAGE_WORDS;
  for (let address = starts.next(0, end); address >= 0; address = starts.next(address + 1, end)) {
    if ((pages.flags[address >>> PAGE_SHIFT]! & YOUNG) === 0) follow(structure, address, young);
  }
  const kept: Tally = { objects: 0, words: 0 };
  for (let address = young.next(); address !== 0; address = young.next()) {
    add(kept, sizeOf(structure, address));
    follow(structure, address, young);
  }
  return kept;
}

function follow(structure: HeapStructure, address: number, young: YoungReach): void {
  const { words, preset } = structure;
  const kind = headerKind(words[address]!);
  const size = sizeOf(structure, address);
  const weakness = weaknessOf(kind);
  const firstWeak = address + strongEnd(kind, size);
  const end = weakness === WEAK_TARGETS && preset.weakness.scavengesClearTargets ? firstWeak : address + taggedEnd(kind, size);
  for (let slot = address + taggedFrom(kind); slot < end; slot++) {
    const isKey = weakness === EPHEMERONS && slot >= firstWeak && (slot - firstWeak) % 2 === 0;
    if (!isKey && words[slot]! > CLEARED) young.add(words[slot]!);
  }
}

/** By generation; the read-only space is of neither. */
function tallies({ structure, objectCounts, objectWords, lastPage }: Verification): { readonly young: Tally; readonly old: Tally } {
  const young: Tally = { objects: 0, words: 0 };
  const old: Tally = { objects: 0, words: 0 };
  for (let page = 0; page <= lastPage; page++) {
    const flags = structure.pages.flags[page]!;
    if ((flags & READ_ONLY) !== 0) continue;
    const tally = (flags & YOUNG) === 0 ? old : young;
    tally.objects += objectCounts[page]!;
    tally.words += objectWords[page]!;
  }
  return { young, old };
}

function add(tally: Tally, sizeWords: number): void {
  tally.objects++;
  tally.words += sizeWords;
}

function sum(a: Tally, b: Tally): Tally {
  return { objects: a.objects + b.objects, words: a.words + b.words };
}

function difference(a: Tally, b: Tally): Tally {
  return { objects: a.objects - b.objects, words: a.words - b.words };
}

function same(what: string, a: Tally, b: Tally, where: Details): void {
  if (a.objects !== b.objects || a.words !== b.words) violation(`${what}: the count differs`, { ...where, counted: a.objects, words: a.words, other: b.objects, otherWords: b.words });
}

function atLeast(what: string, a: Tally, least: Tally, where: Details): void {
  if (a.objects < least.objects || a.words < least.words) violation(`${what}: too few`, { ...where, counted: a.objects, words: a.words, least: least.objects, leastWords: least.words });
}

function sizeOf(structure: HeapStructure, address: number): number {
  return headerSize(structure.words[address]!) || structure.pages.objectWords[pageOf(address)]!;
}
