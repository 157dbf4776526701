/**
 * The young objects that a collector would look into: those that roots and old objects lead to.
 *
 * Models:    nothing of V8.
 * Simplifies: old objects that died since the last full collection count like live ones, as they do in a scavenge.
 * Invariant: every address given out was given in once, and is that of a young object.
 */
import { BitTable } from '../../base/bit-table.ts';
import { WordStack } from '../../base/word-stack.ts';
import { PAGE_SHIFT, PAGE_WORDS } from '../layout/page-geometry.ts';
import { YOUNG } from '../pages/page-flags.ts';
import type { HeapStructure } from '../structure.ts';

export class YoungReach {
  private readonly flags: Uint16Array;
  private readonly seen: BitTable;
  private readonly waiting = new WordStack();

  constructor(structure: HeapStructure, lastPage: number) {
    this.flags = structure.pages.flags;
    this.seen = new BitTable((lastPage + 1) * PAGE_WORDS);
  }

  /** Something leads to this object; old ones are no concern of this list. */
  add(address: number): void {
    if ((this.flags[address >>> PAGE_SHIFT]! & YOUNG) === 0 || this.seen.has(address)) return;
    this.seen.add(address);
    this.waiting.push(address);
  }

  /** The next object to be looked into; 0 when there is none. */
  next(): number {
    return this.waiting.length === 0 ? 0 : this.waiting.pop();
  }
}
