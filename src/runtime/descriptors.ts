/**
 * Descriptors of a Map: properties that have one value for all its objects, as accessors of the host have.
 *
 * Models:    V8's DescriptorArray with slack: room is made first, a descriptor is then appended without an allocation.
 * Simplifies: the descriptors of fields are beside the heap, see shapes.ts; here are only those with a value.
 * Invariant: descriptors [0, used) are filled; their numbers never change.
 */
import { invariant } from '../base/invariant.ts';
import { WORD_BYTES } from '../base/units.ts';
import { objectSizeBytes, objectType } from '../vocabulary/object-types.ts';
import type { Machine } from './machine.ts';
import { DESCRIPTORS_WORD, DESCRIPTOR_ARRAY, encodeSmi } from './tagged.ts';

/** Raw: how many descriptors are in use. The enum cache is behind it. */
const USED_WORD = 1;
const HEADER_WORDS = 3;
/** Key, details, value. */
const DESCRIPTOR_WORDS = 3;
const VALUE = 2;
const TYPE = objectType('DescriptorArray');

/** Descriptors with a value. */
export function descriptorCount(m: Machine, map: number): number {
  const array = m.words[map + DESCRIPTORS_WORD]!;
  return array === 0 ? 0 : m.words[array + USED_WORD]!;
}

export function descriptorValue(m: Machine, map: number, descriptor: number): number {
  return m.words[m.words[map + DESCRIPTORS_WORD]! + HEADER_WORDS + descriptor * DESCRIPTOR_WORDS + VALUE]!;
}

/** Makes room for so many further descriptors of the Map in the stack slot. May collect. */
export function ensureDescriptorSlack(m: Machine, map: number, slack: number): void {
  const { slots, words } = m;
  const used = descriptorCount(m, slots[map]!);
  if (capacityOf(m, words[slots[map]! + DESCRIPTORS_WORD]!) - used >= slack) return;
  const array = m.heap.allocate(DESCRIPTOR_ARRAY, objectSizeBytes(TYPE, used + slack) / WORD_BYTES, false);
  words[array + USED_WORD] = used;
  const old = words[slots[map]! + DESCRIPTORS_WORD]!;
  const end = HEADER_WORDS + used * DESCRIPTOR_WORDS;
  for (let word = HEADER_WORDS; word < end; word++) m.heap.store(array, word, words[old + word]!);
  m.heap.store(slots[map]!, DESCRIPTORS_WORD, array);
}

/** The number of the new descriptor of the Map in the stack slot. Key and value are in stack slots too. */
export function appendDescriptor(m: Machine, map: number, key: number, value: number, details: number): number {
  const { slots, words } = m;
  const array = words[slots[map]! + DESCRIPTORS_WORD]!;
  const number = descriptorCount(m, slots[map]!);
  invariant(number < capacityOf(m, array), 'slack is ensured before a descriptor is appended', { number });
  const word = HEADER_WORDS + number * DESCRIPTOR_WORDS;
  m.heap.store(array, word, slots[key]!);
  m.heap.store(array, word + 1, encodeSmi(details));
  m.heap.store(array, word + VALUE, slots[value]!);
  words[array + USED_WORD] = number + 1;
  return number;
}

function capacityOf(m: Machine, array: number): number {
  return array === 0 ? 0 : Math.floor((m.heap.sizeWordsAt(array) - HEADER_WORDS) / DESCRIPTOR_WORDS);
}
