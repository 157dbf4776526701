/**
 * Keeps addresses over an allocation.
 *
 * Models:    a handle scope inside the heap.
 * Simplifies: nothing.
 * Invariant: the slots of local handles are as before when `allocate` has returned or thrown.
 */
import type { Heap } from './heap.ts';

/** Runs `allocate` and writes the values, moved by whatever it collected, back into the list. */
export function keepingOver(heap: Heap, values: number[], allocate: () => number): number {
  const { locals } = heap.structure.roots;
  const { length, blocks } = locals;
  for (const value of values) locals.add(value);
  try {
    const address = allocate();
    for (let i = 0; i < values.length; i++) values[i] = locals.get(length + i);
    return address;
  } finally {
    locals.shrinkTo(length, blocks);
  }
}
