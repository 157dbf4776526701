/**
 * Checks a heap by walking all of it, and every collection by what was reachable before and after.
 *
 * Models:    V8's --verify-heap.
 * Simplifies: nothing.
 * Invariant: changes nothing; trusts no counter; the first thing found wrong is thrown as an InvariantError that
 *            names the place. The heap must not be inside a collection.
 *
 * The order of checks, each of which may rely on those before it:
 *   1. pages: owners, flags, areas
 *   2. free lists, link by link
 *   3. areas, header by header
 *   4. roots, slots, remembered set, mark bits
 *   5. counters
 */
import { WORD_BYTES } from '../base/units.ts';
import type { GarbageCollection } from './garbage-collection.ts';
import { UNSWEPT } from './pages/page-flags.ts';
import type { HeapStructure } from './structure.ts';
import { verifyAccounting } from './verifier/accounting-check.ts';
import { walkAreas } from './verifier/area-walk.ts';
import { verifyFreeList } from './verifier/free-list-check.ts';
import { verifyMarks } from './verifier/mark-check.ts';
import { verifyPageOwnership } from './verifier/page-ownership.ts';
import { verifyRoots, verifySlotSets, verifySlots } from './verifier/slot-check.ts';
import { SurvivalCheck } from './verifier/survival-check.ts';
import { Verification } from './verifier/verification.ts';
import { violation } from './verifier/violation.ts';

/** The parts of a heap that are checked. */
export interface VerifiableHeap {
  readonly structure: HeapStructure;
  readonly collection: GarbageCollection;
}

/** What was looked at. */
export interface VerificationReport {
  readonly pages: number;
  /** Objects that a page walk finds: dead ones on swept pages and in new space included. */
  readonly objects: number;
  readonly objectBytes: number;
  readonly freeBlocks: number;
  readonly pointers: number;
  /** Old-to-young pointers. */
  readonly rememberedPointers: number;
}

export function verifyHeap(heap: VerifiableHeap): VerificationReport {
  const { structure } = heap;
  const verification = walk(heap);
  let objectWords = 0;
  for (const words of verification.objectWords) objectWords += words;
  return {
    pages: structure.pages.used,
    objects: verification.objects,
    objectBytes: objectWords * WORD_BYTES,
    freeBlocks: verification.freeBlocks,
    pointers: verification.pointers,
    rememberedPointers: verification.rememberedPointers,
  };
}

function walk(heap: VerifiableHeap): Verification {
  const verification = new Verification(heap.structure, heap.collection.isMarking);
  verifyPageOwnership(verification);
  verifySweeping(heap);
  walkObjects(verification);
  verifyRoots(verification);
  verifySlots(verification);
  verifySlotSets(verification);
  verifyMarks(verification);
  verifyAccounting(verification);
  return verification;
}

/** Free lists and areas: afterwards it is known where the objects are. */
function walkObjects(verification: Verification): Verification {
  verification.structure.deferred.writeHeaders();
  for (const space of verification.structure.sweptSpaces) verifyFreeList(verification, space);
  walkAreas(verification);
  return verification;
}

/** A page waits for the sweeper iff it is unswept. */
function verifySweeping(heap: VerifiableHeap): void {
  const { structure, collection } = heap;
  for (const space of structure.sweptSpaces) {
    const waiting = new Set(collection.sweeper.waitingPages(space));
    if (waiting.size !== collection.sweeper.waitingPages(space).length) violation('a page waits for the sweeper twice', { space: space.name });
    for (const page of space.pageList()) {
      const unswept = structure.pages.hasFlag(page, UNSWEPT);
      if (unswept !== waiting.delete(page)) violation('the sweeper and the flag of a page disagree', { space: space.name, page, unswept });
    }
    for (const page of waiting) violation('the sweeper waits for a page of another space', { space: space.name, page });
  }
}

/** Hooked to a heap, it checks every collection: the heap before it and after it, and what has become of the one. */
export class HeapVerifier {
  /** Checks so far, one for each collection. */
  runs = 0;
  private readonly heap: VerifiableHeap;

  constructor(heap: VerifiableHeap) {
    this.heap = heap;
  }

  /** From now on before and after each collection, beside what is hooked there already. */
  install(): void {
    const { collection, structure } = this.heap;
    const { beforeCollection, afterCollection } = collection;
    const survival = new SurvivalCheck(structure, collection.survival);
    collection.beforeCollection = () => {
      beforeCollection?.();
      survival.expect(walkObjects(new Verification(structure, collection.isMarking)));
    };
    collection.afterCollection = () => {
      this.runs++;
      survival.compare(walk(this.heap), collection.recorder.last!);
      afterCollection?.();
    };
  }

  /** Any time but during a collection. */
  verifyNow(): VerificationReport {
    this.runs++;
    return verifyHeap(this.heap);
  }
}
