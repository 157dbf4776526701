/**
 * A fingerprint of everything reachable that does not depend on where it is.
 *
 * Models:    nothing of V8, which cannot tell whether a collection kept exactly the reachable graph.
 * Simplifies: the hash has 64 bits: different graphs could have the same one.
 * Invariant: objects are numbered breadth-first from the strong roots in table order, slots in word order. Two
 *            heaps have equal censuses if their reachable graphs are the same in shape, kinds, sizes and contents.
 *            Weak words lead nowhere; values of ephemerons count when table and key do. What a weak word shows is
 *            hashed at the end: the number of its object, or that there is none, whether it is cleared yet or not.
 */
import { WordStack } from '../../base/word-stack.ts';
import { WORD_BYTES } from '../../base/units.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { EPHEMERONS, NOT_WEAK, strongEnd, taggedEnd, taggedFrom, weaknessOf } from '../layout/object-layout.ts';
import { PAGE_WORDS, pageOf } from '../layout/page-geometry.ts';
import { CLEARED } from '../layout/tagged-value.ts';
import { NO_SPACE } from '../pages/page-table.ts';
import { NODE_STRONG } from '../roots/global-nodes.ts';
import type { HeapStructure } from '../structure.ts';
import { objectAt, violation } from './violation.ts';

export interface Census {
  readonly objects: number;
  readonly bytes: number;
  /** 16 hexadecimal digits. */
  readonly hash: string;
}

export function takeCensus(structure: HeapStructure): Census {
  return new CensusTaker(structure).take();
}

/** Keeps its table between censuses: it is as large as the heap. */
export class CensusTaker {
  private readonly structure: HeapStructure;
  /** Per word: the number of the object that begins there, from 1; 0 = not reached. */
  private numbers = new Int32Array(0);
  /** The addresses by number. */
  private readonly queue = new WordStack();
  /** Reached objects with weak words. */
  private readonly weakHolders: number[] = [];
  private low = 0;
  private high = 0;

  constructor(structure: HeapStructure) {
    this.structure = structure;
  }

  take(): Census {
    this.begin();
    const { strongTables, globals } = this.structure.roots;
    for (const { slots, length } of strongTables) {
      for (let i = 0; i < length; i++) this.mix(this.numberOf(slots[i]!));
    }
    for (let node = 0; node < globals.length; node++) {
      if (globals.states[node] === NODE_STRONG) this.mix(this.numberOf(globals.slots[node]!));
    }
    let words = 0;
    let next = 0;
    do {
      for (; next < this.queue.length; next++) words += this.visit(this.queue.items[next]!);
    } while (this.followEphemerons());
    for (const holder of this.weakHolders) this.visitWeakWords(holder);
    return { objects: this.queue.length, bytes: words * WORD_BYTES, hash: hexadecimal(this.high) + hexadecimal(this.low) };
  }

  /** Addresses of the objects that the last census reached, in the order of their numbers. */
  reached(): Int32Array {
    return this.queue.items.slice(0, this.queue.length);
  }

  /** The number that the last census gave the object at this address, from 1; 0 = it was not reached. */
  numberAt(address: number): number {
    return this.numbers[address] ?? 0;
  }

  private begin(): void {
    const { owner, capacity } = this.structure.pages;
    let pages = capacity;
    while (pages > 0 && owner[pages - 1] === NO_SPACE) pages--;
    if (this.numbers.length < pages * PAGE_WORDS) this.numbers = new Int32Array(pages * PAGE_WORDS);
    else for (let i = 0; i < this.queue.length; i++) this.numbers[this.queue.items[i]!] = 0;
    this.queue.clear();
    this.weakHolders.length = 0;
    this.low = 0x2545f491;
    this.high = 0x6a09e667;
  }

  /** Hashes one object; its size in words. */
  private visit(address: number): number {
    const { words, pages } = this.structure;
    const header = words[address]!;
    const kind = headerKind(header);
    const size = headerSize(header) || pages.objectWords[pageOf(address)]!;
    if (header < 0 || size <= 0) violation('a reachable object is none', objectAt(this.structure, address));
    this.mix(kind);
    this.mix(size);
    const from = taggedFrom(kind);
    const isWeak = weaknessOf(kind) !== NOT_WEAK;
    if (isWeak) this.weakHolders.push(address);
    const end = Math.max(from, strongEnd(kind, size));
    for (let word = 1; word < from; word++) this.mix(words[address + word]!);
    for (let word = Math.max(1, from); word < end; word++) this.mix(this.numberOf(words[address + word]!));
    for (let word = Math.max(1, isWeak ? taggedEnd(kind, size) : end); word < size; word++) this.mix(words[address + word]!);
    return size;
  }

  /** One round over the ephemerons that have been reached; whether it reached something new. */
  private followEphemerons(): boolean {
    const { words } = this.structure;
    const before = this.queue.length;
    for (const table of this.weakHolders) {
      const kind = headerKind(words[table]!);
      if (weaknessOf(kind) !== EPHEMERONS) continue;
      const end = table + this.sizeOf(table);
      for (let slot = table + strongEnd(kind, Infinity); slot < end; slot += 2) {
        const key = words[slot]!;
        if (key > CLEARED && this.numbers[key] !== 0) this.numberOf(words[slot + 1]!);
      }
    }
    return this.queue.length > before;
  }

  /** Everything reachable has its number now. */
  private visitWeakWords(holder: number): void {
    const { words } = this.structure;
    const kind = headerKind(words[holder]!);
    const size = this.sizeOf(holder);
    const isTable = weaknessOf(kind) === EPHEMERONS;
    const first = holder + strongEnd(kind, size);
    const end = holder + taggedEnd(kind, size);
    for (let slot = first; slot < end; slot++) {
      const value = words[slot]!;
      if (!isTable) {
        this.mix(value === 0 ? 0 : (this.numbers[value] ?? 0) || -1);
        continue;
      }
      // An entry without a live key is none, and may be put into use again at any time.
      const number = value === 0 ? 0 : (this.numbers[value] ?? 0);
      this.mix(number);
      const payload = words[++slot]!;
      this.mix(number === 0 ? 0 : payload > 0 ? this.numbers[payload]! : payload);
    }
  }

  private sizeOf(address: number): number {
    return headerSize(this.structure.words[address]!) || this.structure.pages.objectWords[pageOf(address)]!;
  }

  /** Pointers become numbers; everything else is its own. */
  private numberOf(value: number): number {
    if (value <= 0) return value;
    if (value >= this.numbers.length) violation('a reachable pointer leads out of the heap', { value });
    const known = this.numbers[value]!;
    if (known !== 0) return known;
    this.queue.push(value);
    this.numbers[value] = this.queue.length;
    return this.queue.length;
  }

  private mix(value: number): void {
    const low = Math.imul(this.low ^ value, 0x9e3779b1);
    this.low = low ^ (low >>> 15);
    const high = Math.imul(this.high + value, 0x85ebca77);
    this.high = (high << 13) | (high >>> 19);
  }
}

function hexadecimal(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
