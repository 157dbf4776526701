/**
 * One walk through a heap: what it may read, and what it has found so far.
 *
 * Models:    nothing of V8: the notebook of the verifier.
 * Simplifies: nothing.
 * Invariant: `starts` holds the first word of every object that was walked, `blocks` that of every free-list block
 *            not met by the page walk yet; the tallies are objects or words, by page, recounted from headers alone.
 */
import { BitTable } from '../../base/bit-table.ts';
import { WORD_BYTES } from '../../base/units.ts';
import { OBJECT_TYPE_NAMES, objectSizeBytes, objectType } from '../../vocabulary/object-types.ts';
import { PAGE_WORDS } from '../layout/page-geometry.ts';
import { NO_SPACE } from '../pages/page-table.ts';
import type { HeapStructure } from '../structure.ts';

export class Verification {
  readonly structure: HeapStructure;
  /** Marking is under way: marked objects and recorded slots are then to be expected. */
  readonly isMarking: boolean;
  /** The highest page in use. Pages above it are not looked at, so a walk costs what the heap holds. */
  readonly lastPage: number;
  readonly starts: BitTable;
  readonly blocks: BitTable;
  readonly objectCounts: Int32Array;
  readonly objectWords: Int32Array;
  readonly fillerWords: Int32Array;
  readonly blockWords: Int32Array;
  /** Uncovered words of the open linear allocation area. */
  readonly openWords: Int32Array;
  /** By kind: the words of every object of it; 0 when they differ in size. */
  readonly fixedWords: Int32Array;
  objects = 0;
  freeBlocks = 0;
  pointers = 0;
  rememberedPointers = 0;

  constructor(structure: HeapStructure, isMarking: boolean) {
    this.structure = structure;
    this.isMarking = isMarking;
    const { owner, capacity } = structure.pages;
    let last = capacity - 1;
    while (last > 0 && owner[last] === NO_SPACE) last--;
    this.lastPage = last;
    const pages = last + 1;
    this.starts = new BitTable(pages * PAGE_WORDS);
    this.blocks = new BitTable(pages * PAGE_WORDS);
    this.objectCounts = new Int32Array(pages);
    this.objectWords = new Int32Array(pages);
    this.fillerWords = new Int32Array(pages);
    this.blockWords = new Int32Array(pages);
    this.openWords = new Int32Array(pages);
    this.fixedWords = Int32Array.from(OBJECT_TYPE_NAMES, (name) => {
      const type = objectType(name);
      return type.unit === null ? (structure.preset.objectBytes[name] ?? objectSizeBytes(type, 0)) / WORD_BYTES : 0;
    });
  }
}
