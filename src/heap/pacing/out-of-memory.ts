/**
 * How a heap says that it is out of memory.
 *
 * Models:    the last line V8 prints before it ends the process.
 * Simplifies: no list of the last collections, no stack.
 * Invariant: one line, without line break.
 */
import type { OutOfMemoryPlace } from '../../vocabulary/collections.ts';

export function outOfMemoryMessage(where: OutOfMemoryPlace): string {
  return `FATAL ERROR: ${where} Allocation failed - JavaScript heap out of memory`;
}
