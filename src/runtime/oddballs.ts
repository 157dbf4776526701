/**
 * undefined, null, true and false.
 *
 * Models:    V8's oddballs in read-only space; the textbook heap has them among its old objects.
 * Simplifies: the hole is an empty slot.
 * Invariant: the fields are the addresses of now: where oddballs can move, they are read again after each collection.
 */
import { WORD_BYTES } from '../base/units.ts';
import type { Heap } from '../heap/heap.ts';
import { objectSizeBytes, objectType } from '../vocabulary/object-types.ts';
import { ODDBALL } from './tagged.ts';

const ODDBALL_WORDS = objectSizeBytes(objectType('Oddball'), 0) / WORD_BYTES;

export class Oddballs {
  undefined = 0;
  null = 0;
  true = 0;
  false = 0;

  constructor(heap: Heap) {
    const { readOnlySpace, roots } = heap.structure;
    if (readOnlySpace !== null) {
      this.undefined = readOnlySpace.oddball('undefined');
      this.null = readOnlySpace.oddball('null');
      this.true = readOnlySpace.oddball('true');
      this.false = readOnlySpace.oddball('false');
      return;
    }
    const make = (): number => roots.eternals.add(heap.allocate(ODDBALL, ODDBALL_WORDS, false));
    const slots = [make(), make(), make(), make()] as const;
    const read = (): void => {
      [this.undefined, this.null, this.true, this.false] = [roots.eternals.get(slots[0]), roots.eternals.get(slots[1]), roots.eternals.get(slots[2]), roots.eternals.get(slots[3])];
    };
    read();
    heap.collection.observers.push({ inPause: read });
  }
}
