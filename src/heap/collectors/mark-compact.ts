/**
 * The full collection: mark, sweep lazily, empty new space and the evacuation candidates, update pointers.
 *
 * Models:    V8's mark-compact collector (mark-sweep where nothing is evacuated), with marking begun earlier or
 *            all in the pause.
 * Simplifies: one thread.
 * Invariant: afterwards new space is empty, the slot sets are empty, every page of a paged space is unswept or new,
 *            and exactly what was marked is left.
 *
 * The order of work:
 *   1. finish sweeping, choose candidates, mark (unless marking began earlier)
 *   2. visit the roots again, follow everything, ephemerons last; clear weak references to dead objects
 *   3. free dead large objects and all-dead pages beyond one per space; hand the other pages to the sweeper
 *   4. evacuate new space, young large objects, candidates
 *   5. update pointers, release emptied pages, reset new space
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { Xorshift128 } from '../../base/xorshift128.ts';
import { headerSize } from '../layout/header.ts';
import type { CandidateRule } from '../pacing/compaction.ts';
import { EVACUATION_CANDIDATE, PROMOTED_WHOLE } from '../pages/page-flags.ts';
import type { LargeObjectSpace } from '../spaces/large-object-space.ts';
import type { PagedSpace, PagedSpaceSupply } from '../spaces/paged-space.ts';
import type { HeapStructure } from '../structure.ts';
import { chooseEvacuationCandidates, stressAbortions } from './evacuation-candidates.ts';
import type { EvacuationRule } from './evacuator.ts';
import { Evacuator } from './evacuator.ts';
import { markThroughEphemerons } from './ephemeron-marker.ts';
import type { Marker } from './marker.ts';
import { updatePointers } from './pointer-updater.ts';
import type { SurvivalCounts } from './survival-counts.ts';
import type { Sweeper } from './sweeper.ts';
import { clearWeakReferences } from './weak-clearing.ts';

export interface FullCollectionResult {
  readonly promotedBytes: number;
  readonly promotedObjects: number;
  readonly movedBytes: number;
  readonly markedBytes: number;
  readonly candidates: number;
  readonly evacuatedPages: number;
  readonly abortedPages: number;
  readonly promotedPages: number;
  readonly releasedPages: number;
  /** Counted while somebody traces. */
  readonly traced: { readonly pages: number; readonly liveBytes: number };
}

export class MarkCompactCollector {
  private readonly structure: HeapStructure;
  private readonly marker: Marker;
  private readonly sweeper: Sweeper;
  private readonly survival: SurvivalCounts;
  private readonly random: Xorshift128;
  private candidates: readonly number[] = [];
  private marking = false;

  constructor(structure: HeapStructure, marker: Marker, sweeper: Sweeper, survival: SurvivalCounts, random: Xorshift128) {
    this.structure = structure;
    this.marker = marker;
    this.sweeper = sweeper;
    this.survival = survival;
    this.random = random;
  }

  get isMarking(): boolean {
    return this.marking;
  }

  /** Begins marking: from here on the barrier must report stores. Open areas must be closed. */
  startMarking(rule: CandidateRule): void {
    this.sweeper.finish();
    this.candidates = chooseEvacuationCandidates(this.structure, rule, this.random);
    this.marking = true;
    this.marker.begin();
  }

  /** Gives a cycle that was begun up; the candidates stay where they are, their free memory waste until they are swept. */
  abandonMarking(): void {
    this.marking = false;
    this.marker.forget();
    for (const page of this.candidates) this.structure.pages.clearFlags(page, EVACUATION_CANDIDATE);
    this.candidates = [];
  }

  /** Ends the cycle (and begins it, if it was not). Open areas must be closed. */
  collect(candidateRule: CandidateRule, evacuationRule: EvacuationRule, supply: PagedSpaceSupply): FullCollectionResult {
    if (!this.marking) this.startMarking(candidateRule);
    this.marker.visitRoots(this.structure.roots.strongTables);
    this.marker.drain();
    markThroughEphemerons(this.structure, this.marker);
    clearWeakReferences(this.structure, this.marker);
    this.marking = false;

    const releasedEmpty = this.beginSweeping();
    const evacuator = new Evacuator(this.structure, this.sweeper, this.survival, supply);
    evacuator.evacuateNewSpace(evacuationRule);
    evacuator.promoteYoungLargeObjects();
    evacuator.evacuateCandidates(this.candidates, this.keptCandidates(evacuationRule));
    evacuator.sweepPromotedPages();
    updatePointers(this.structure);
    evacuator.releaseAborted();
    const evacuatedPages = this.releaseEmptiedCandidates();
    this.resetYoungGeneration();
    const result: FullCollectionResult = {
      promotedBytes: evacuator.promotedWords * WORD_BYTES,
      promotedObjects: evacuator.promotedObjects,
      movedBytes: evacuator.movedWords * WORD_BYTES,
      markedBytes: this.marker.markedWords * WORD_BYTES,
      candidates: this.candidates.length,
      evacuatedPages,
      abortedPages: evacuator.abortedPages,
      promotedPages: evacuator.promotedPages,
      releasedPages: releasedEmpty + evacuatedPages,
      traced: evacuator.traced,
    };
    this.candidates = [];
    return result;
  }

  /** Candidates that stay where they are, memory or not. */
  private keptCandidates({ candidates }: EvacuationRule): ReadonlySet<number> {
    if (candidates === 'kept') return new Set(this.candidates);
    return candidates === 'stressed' ? stressAbortions(this.candidates, this.random) : new Set();
  }

  /** Dead pages go at once, the others wait for the sweeper; the number of pages released. */
  private beginSweeping(): number {
    let released = 0;
    for (const space of this.structure.largeSpaces) this.freeDeadLargeObjects(space);
    for (const space of this.structure.pagedSpaces) {
      const empty = this.emptyPagesBeyondOne(space);
      released += empty.size;
      this.forgetPages(space, empty);
      space.releasePages(empty);
      this.sweeper.begin(space, space.pageList().filter((page) => !this.structure.pages.hasFlag(page, EVACUATION_CANDIDATE)));
    }
    return released;
  }

  private freeDeadLargeObjects(space: LargeObjectSpace): void {
    const { pages, marks, oldToNew, toMoved } = this.structure;
    for (const page of space.pageList()) {
      const address = pages.areaStart[page]!;
      if (marks.has(address)) {
        marks.delete(address);
        this.shrinkLargeObject(space, page, address);
        continue;
      }
      oldToNew.clearPages(page, pages.runLength(page));
      toMoved.clearPages(page, pages.runLength(page));
      space.release(page);
    }
  }

  /** An object that was trimmed keeps only the memory that it still needs. */
  private shrinkLargeObject(space: LargeObjectSpace, page: number, address: number): void {
    const sizeWords = headerSize(this.structure.words[address]!);
    if (sizeWords > 0 && sizeWords < this.structure.pages.objectWords[page]!) space.shrinkToObject(page, sizeWords);
  }

  private emptyPagesBeyondOne(space: PagedSpace): Set<number> {
    const { pages } = this.structure;
    const empty = space.pageList().filter((page) => pages.liveWords[page] === 0 && !pages.hasFlag(page, EVACUATION_CANDIDATE));
    return new Set(empty.slice(1));
  }

  /** Takes pages out of every structure that knows them, before they are released. */
  private forgetPages(space: PagedSpace, released: ReadonlySet<number>): void {
    const { pages, marks, oldToNew, toMoved } = this.structure;
    for (const page of released) {
      space.freeList.evictPage(page);
      space.setAllocatedWords(page, 0);
      oldToNew.clearPages(page, 1);
      toMoved.clearPages(page, 1);
      marks.clearPage(pages, page);
    }
  }

  /** The number of candidates that could be emptied and released. */
  private releaseEmptiedCandidates(): number {
    const { pages } = this.structure;
    const emptied = this.candidates.filter((page) => pages.hasFlag(page, EVACUATION_CANDIDATE));
    for (const space of this.structure.pagedSpaces) {
      const own = new Set(emptied.filter((page) => pages.owner[page] === space.id));
      this.forgetPages(space, own);
      space.releasePages(own);
    }
    return emptied.length;
  }

  private resetYoungGeneration(): void {
    const { newSpace, pages, marks } = this.structure;
    for (const page of newSpace.pageList()) marks.clearPage(pages, page);
    for (const space of this.structure.largeSpaces) {
      for (const page of space.pageList()) marks.delete(pages.areaStart[page]!);
    }
    for (const space of this.structure.pagedSpaces) {
      for (const page of space.pageList()) pages.clearFlags(page, PROMOTED_WHOLE);
    }
    newSpace.reset();
    this.structure.deferred.forget();
  }
}
