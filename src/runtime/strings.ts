/**
 * Strings: objects on the heap with V8's sizes, their text beside it.
 *
 * Models:    flat strings of one and two bytes a character, concatenations and slices by reference from 13 characters
 *            on, flattening when somebody looks inside, internalised strings, which are old and unique.
 * Simplifies: single characters are internalised when they are first met instead of lying in read-only space.
 * Invariant: an internalised text has one string as long as that one lives.
 */
import type { Heap } from '../heap/heap.ts';
import { PAYLOAD_WORD, PayloadTable } from '../heap/roots/payload-table.ts';
import { objectSizeBytes, objectType } from '../vocabulary/object-types.ts';
import { WORD_BYTES } from '../base/units.ts';
import { headerKind } from '../heap/layout/header.ts';
import type { RegisterStack } from './register-stack.ts';
import { CONS_STRING, SEQ_ONE_BYTE_STRING, SEQ_TWO_BYTE_STRING, SLICED_STRING } from './tagged.ts';

/** Shorter results are copied. Source: V8, ConsString::kMinLength and SlicedString::kMinLength. */
const MINIMUM_SHARED_LENGTH = 13;
/** Characters. Source: V8, String::kMaxLength for 64 bits. */
export const MAX_STRING_LENGTH = 2 ** 29 - 24;

/** Words of ConsString and SlicedString. */
const FIRST = 2;
const SECOND = 3;
const PARENT = 2;
const SHARED_WORDS = 4;

const ONE_BYTE = objectType('SeqOneByteString');
const TWO_BYTE = objectType('SeqTwoByteString');
/** A character of more than one byte. */
const WIDE = /[^\0-\xff]/;

export class StringStore {
  private readonly heap: Heap;
  private readonly stack: RegisterStack;
  private readonly words: Int32Array;
  private readonly table: PayloadTable;
  private readonly texts: string[] = [];
  /** Text → entry of the internalised string. */
  private readonly internalised = new Map<string, number>();

  constructor(heap: Heap, stack: RegisterStack) {
    this.heap = heap;
    this.stack = stack;
    this.words = heap.structure.words;
    this.table = new PayloadTable('strings', (entry) => this.forget(entry));
    heap.structure.roots.payloads.push(this.table);
  }

  textOf(address: number): string {
    return this.texts[this.words[address + PAYLOAD_WORD]!]!;
  }

  /** A flat string; of one character or none, the internalised one. */
  make(text: string): number {
    return text.length <= 1 ? this.internalise(text) : this.makeFlat(text, true);
  }

  /** The one old string with this text. */
  internalise(text: string): number {
    const known = this.internalised.get(text);
    if (known !== undefined) return this.table.owners[known]!;
    const address = this.makeFlat(text, false);
    this.internalised.set(text, this.words[address + PAYLOAD_WORD]!);
    return address;
  }

  /** The concatenation of two strings in stack slots. */
  concatenate(left: number, right: number): number {
    const { slots } = this.stack;
    const first = this.textOf(slots[left]!);
    const second = this.textOf(slots[right]!);
    if (first === '') return slots[right]!;
    if (second === '') return slots[left]!;
    const text = first + second;
    if (text.length < MINIMUM_SHARED_LENGTH) return this.makeFlat(text, true);
    const address = this.heap.allocate(CONS_STRING, SHARED_WORDS, true);
    this.words[address + FIRST] = slots[left]!;
    this.words[address + SECOND] = slots[right]!;
    return this.withText(address, text, true);
  }

  /** Characters [start, end) of the string in a stack slot. */
  slice(from: number, start: number, end: number): number {
    const { slots } = this.stack;
    const whole = this.textOf(slots[from]!);
    if (start === 0 && end === whole.length) return slots[from]!;
    const text = whole.slice(start, end);
    if (text.length < MINIMUM_SHARED_LENGTH) return this.make(text);
    this.flatten(from);
    const address = this.heap.allocate(SLICED_STRING, SHARED_WORDS, true);
    const parent = slots[from]!;
    // A slice refers to what has the characters, never to another slice.
    const isShared = headerKind(this.words[parent]!) === SLICED_STRING || headerKind(this.words[parent]!) === CONS_STRING;
    this.words[address + PARENT] = isShared ? this.words[parent + FIRST]! : parent;
    return this.withText(address, text, true);
  }

  /** Whoever looks at single characters needs a flat string: a concatenation then refers to a flat copy. */
  flatten(slot: number): void {
    const { slots } = this.stack;
    const address = slots[slot]!;
    if (headerKind(this.words[address]!) !== CONS_STRING) return;
    const empty = this.internalised.get('');
    if (empty !== undefined && this.words[address + SECOND] === this.table.owners[empty]) return;
    const flat = this.stack.push(this.makeFlat(this.textOf(address), true));
    const nothing = this.internalise('');
    this.heap.store(slots[slot]!, FIRST, slots[flat]!);
    this.heap.store(slots[slot]!, SECOND, nothing);
    this.stack.length = flat;
  }

  private makeFlat(text: string, young: boolean): number {
    const isWide = WIDE.test(text);
    const bytes = objectSizeBytes(isWide ? TWO_BYTE : ONE_BYTE, text.length);
    const address = this.heap.allocate(isWide ? SEQ_TWO_BYTE_STRING : SEQ_ONE_BYTE_STRING, bytes / WORD_BYTES, young);
    return this.withText(address, text, young);
  }

  private withText(address: number, text: string, young: boolean): number {
    const entry = this.table.add(address, young);
    this.words[address + PAYLOAD_WORD] = entry;
    this.texts[entry] = text;
    return address;
  }

  private forget(entry: number): void {
    const text = this.texts[entry]!;
    if (this.internalised.get(text) === entry) this.internalised.delete(text);
    this.texts[entry] = '';
  }
}
