/**
 * A fingerprint of everything reachable that does not depend on where it is.
 *
 * Models:    nothing of V8, which cannot tell whether a collection kept exactly the reachable graph.
 * Simplifies: the hash has 64 bits: different graphs could have the same one.
 * Invariant: objects are numbered breadth-first from the strong roots in table order, slots in word order. Two
 *            heaps have equal censuses if their reachable graphs are the same in shape, kinds, sizes and contents.
 */
import { WordStack } from '../../base/word-stack.ts';
import { WORD_BYTES } from '../../base/units.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { taggedEnd, taggedFrom } from '../layout/object-layout.ts';
import { PAGE_WORDS, pageOf } from '../layout/page-geometry.ts';
import { NO_SPACE } from '../pages/page-table.ts';
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
  private low = 0;
  private high = 0;

  constructor(structure: HeapStructure) {
    this.structure = structure;
  }

  take(): Census {
    this.begin();
    const { slots, length } = this.structure.roots.strong;
    for (let i = 0; i < length; i++) this.mix(this.numberOf(slots[i]!));
    let words = 0;
    for (let next = 0; next < this.queue.length; next++) words += this.visit(this.queue.items[next]!);
    for (let i = 0; i < this.queue.length; i++) this.numbers[this.queue.items[i]!] = 0;
    return { objects: this.queue.length, bytes: words * WORD_BYTES, hash: hexadecimal(this.high) + hexadecimal(this.low) };
  }

  private begin(): void {
    const { owner, capacity } = this.structure.pages;
    let pages = capacity;
    while (pages > 0 && owner[pages - 1] === NO_SPACE) pages--;
    if (this.numbers.length < pages * PAGE_WORDS) this.numbers = new Int32Array(pages * PAGE_WORDS);
    this.queue.clear();
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
    const end = Math.max(from, taggedEnd(kind, size));
    for (let word = 1; word < from; word++) this.mix(words[address + word]!);
    for (let word = Math.max(1, from); word < end; word++) this.mix(this.numberOf(words[address + word]!));
    for (let word = Math.max(1, end); word < size; word++) this.mix(words[address + word]!);
    return size;
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
