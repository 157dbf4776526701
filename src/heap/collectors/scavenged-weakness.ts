/**
 * Weak words in a young collection.
 *
 * Models:    V8's scavenger and its minor mark-sweeper, which have the same rules: weak fields are strong; keys of ephemerons are weak and their values strong; the targets
 *            of WeakRefs and FinalizationRegistries are strong or weak, as the version has it; weak global handles to
 *            dead young objects are emptied.
 * Simplifies: a value that only a dead key has kept goes with the next collection, as in V8, since it was copied (or marked).
 * Invariant: afterwards no weak word leads to from-space; every old holder with a young weak target or key is in
 *            weakOldToNew and no other.
 */
import { WordStack } from '../../base/word-stack.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { EPHEMERONS, WEAK_CELL, WEAK_TARGETS, strongEnd, taggedEnd, weaknessOf } from '../layout/object-layout.ts';
import { PAGE_SHIFT, pageOf } from '../layout/page-geometry.ts';
import { CLEARED } from '../layout/tagged-value.ts';
import { FROM } from '../pages/page-flags.ts';
import { NODE_STRONG, NODE_WEAK } from '../roots/global-nodes.ts';
import type { HeapStructure } from '../structure.ts';

/** Who collects, as far as it is needed here. While it does, the pages that it empties or sweeps carry FROM. */
export interface YoungCollector {
  /** The object there is alive; where it is now. It lies on a page with FROM. */
  forward(address: number): number;
  /** When nothing is left to forward: where the object is after the collection; 0 when it is dead. */
  survivorOf(address: number): number;
  /** Young after this collection; the address is that after it. */
  staysYoung(address: number): boolean;
}

export class ScavengedWeakness {
  /** Survivors with weak words, where they are now. */
  private readonly holders = new WordStack(64);
  private scanned = 0;
  private readonly structure: HeapStructure;
  private readonly collector: YoungCollector;
  private readonly words: Int32Array;
  private readonly flags: Uint16Array;
  private readonly clearsTargets: boolean;

  constructor(structure: HeapStructure, collector: YoungCollector) {
    this.structure = structure;
    this.collector = collector;
    this.words = structure.words;
    this.flags = structure.pages.flags;
    this.clearsTargets = structure.preset.weakness.scavengesClearTargets;
  }

  begin(): void {
    this.holders.clear();
    this.scanned = 0;
  }

  /** A survivor with weak words, at its new address. */
  add(holder: number): void {
    this.holders.push(holder);
  }

  get hasUnscanned(): boolean {
    return this.scanned < this.holders.length;
  }

  /** Forwards those weak words of the next holder that are strong in a scavenge. */
  scanNext(): void {
    const holder = this.holders.items[this.scanned++]!;
    const kind = headerKind(this.words[holder]!);
    const size = this.sizeOf(holder);
    const first = holder + strongEnd(kind, size);
    const end = holder + taggedEnd(kind, size);
    switch (weaknessOf(kind)) {
      case EPHEMERONS:
        for (let key = first; key < end; key += 2) this.forwardSlot(holder, key + 1);
        return;
      case WEAK_TARGETS:
        if (this.clearsTargets) return;
    }
    for (let slot = first; slot < end; slot++) this.forwardSlot(holder, slot);
  }

  /** Strong global handles to young objects; others need no visit. */
  visitYoungGlobals(): void {
    const { globals } = this.structure.roots;
    for (const node of globals.young) {
      if (globals.states[node] !== NODE_STRONG) continue;
      const value = globals.slots[node]!;
      if (value > 0 && (this.flags[value >>> PAGE_SHIFT]! & FROM) !== 0) globals.slots[node] = this.collector.forward(value);
    }
  }

  /** When nothing is left to forward: what was not forwarded is dead. */
  finish(): void {
    this.emptyYoungGlobals();
    const { weakOldToNew } = this.structure;
    if (!weakOldToNew.isEmpty) {
      const oldHolders = [...weakOldToNew.holders];
      const oldKeys = [...weakOldToNew.keySlots];
      weakOldToNew.clear();
      for (const holder of oldHolders) this.clearTargets(holder);
      for (const slot of oldKeys) this.updateKey(slot);
    }
    const { items, length } = this.holders;
    for (let i = 0; i < length; i++) {
      const holder = items[i]!;
      const kind = headerKind(this.words[holder]!);
      const weakness = weaknessOf(kind);
      if (weakness === WEAK_TARGETS && this.clearsTargets) this.clearTargets(holder);
      if (weakness !== EPHEMERONS) continue;
      const end = holder + this.sizeOf(holder);
      for (let slot = holder + strongEnd(kind, Infinity); slot < end; slot += 2) this.updateKey(slot);
    }
  }

  private forwardSlot(holder: number, slot: number): void {
    const value = this.words[slot]!;
    if (value <= CLEARED) return;
    let target = value;
    if ((this.flags[value >>> PAGE_SHIFT]! & FROM) !== 0) {
      target = this.collector.forward(value);
      this.words[slot] = target;
    }
    if (!this.collector.staysYoung(holder) && this.collector.staysYoung(target)) this.structure.oldToNew.insert(slot);
  }

  private emptyYoungGlobals(): void {
    const { globals } = this.structure.roots;
    if (globals.young.length === 0) return;
    const young: number[] = [];
    for (const node of globals.young) {
      let value = globals.slots[node]!;
      if (globals.states[node] === NODE_WEAK && value > 0) {
        value = this.collector.survivorOf(value);
        if (value === 0) globals.empty(node);
        else globals.slots[node] = value;
      }
      if (value > 0 && this.collector.staysYoung(value)) young.push(node);
    }
    globals.keepYoung(young);
  }

  private clearTargets(holder: number): void {
    const kind = headerKind(this.words[holder]!);
    const size = this.sizeOf(holder);
    const first = holder + strongEnd(kind, size);
    const end = holder + taggedEnd(kind, size);
    for (let slot = first; slot < end; slot++) {
      const value = this.words[slot]!;
      if (value <= CLEARED) continue;
      const target = this.collector.survivorOf(value);
      this.words[slot] = target === 0 ? CLEARED : target;
      if (target === 0) {
        this.structure.weakCounts.clearedSlots++;
        if (kind === WEAK_CELL && slot === first) this.structure.roots.clearedCells.push(holder);
      } else if (!this.collector.staysYoung(holder) && this.collector.staysYoung(target)) {
        this.structure.weakOldToNew.holders.add(holder);
      }
    }
  }

  /** `slot`: that of a key; its value is in the next word and has been forwarded. */
  private updateKey(slot: number): void {
    const key = this.words[slot]!;
    if (key <= CLEARED) return;
    const target = this.collector.survivorOf(key);
    if (target === 0) {
      this.words[slot] = CLEARED;
      this.words[slot + 1] = 0;
      this.structure.weakCounts.deletedEphemerons++;
      return;
    }
    this.words[slot] = target;
    if (!this.collector.staysYoung(slot) && this.collector.staysYoung(target)) this.structure.weakOldToNew.keySlots.add(slot);
  }

  private sizeOf(address: number): number {
    return headerSize(this.words[address]!) || this.structure.pages.objectWords[pageOf(address)]!;
  }
}
