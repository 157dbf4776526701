/**
 * Marking: finds everything reachable from the strong roots, at once or in steps.
 *
 * Models:    V8's incremental marker: mark bits, a worklist of objects whose pointers are still to be followed,
 *            a barrier that marks what the mutator stores meanwhile, and the recording of slots that point to
 *            pages which will be evacuated.
 * Simplifies: one thread. Objects without pointers are not in the worklist, their bytes are counted when a step comes.
 *            Weak words are not followed: objects that have some are listed, and looked at when marking ends.
 * Invariant: when the worklist is empty and the roots have been visited, the marked objects are those reachable
 *            now, and those that were reachable or allocated since marking began; liveWords[page] is the sum of
 *            their sizes; every slot in a marked object that does not itself move and points to an evacuation
 *            candidate is in toMoved.
 */
import { WordStack } from '../../base/word-stack.ts';
import { bitOf, cellOf } from '../../base/bit-table.ts';
import { WORD_BYTES } from '../../base/units.ts';
import type { MarkingBarrier } from '../barriers/write-barrier.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { EPHEMERONS, NOT_WEAK, hasTaggedWords, strongEnd, taggedFrom, weaknessOf } from '../layout/object-layout.ts';
import { PAGE_SHIFT, pageOf } from '../layout/page-geometry.ts';
import { EVACUATION_CANDIDATE, PROMOTED_WHOLE, QUARANTINED, READ_ONLY, YOUNG } from '../pages/page-flags.ts';
import { NODE_STRONG } from '../roots/global-nodes.ts';
import type { HeapStructure } from '../structure.ts';
import type { RootSlots } from '../roots/root-table.ts';
import { MarkingWorklist } from './marking-worklist.ts';
import type { SurvivalCounts } from './survival-counts.ts';

/** Words of a large object that are visited at a time. Source: V8, 128 KB. */
const CHUNK_WORDS = 16_384;
/** Objects in which pointers are looked for when they are marked: about a line of the host's cache. */
const SMALL_WORDS = 16;

/** Slots on these pages are not recorded: the objects on them move, and their slots are updated when they do. */
const HOST_MOVES = EVACUATION_CANDIDATE | YOUNG;

export class Marker implements MarkingBarrier {
  private readonly structure: HeapStructure;
  private readonly survival: SurvivalCounts;
  private readonly worklist = new MarkingWorklist();
  /** Marked objects with weak words: ephemeron tables, and all others. May list an object twice. */
  readonly ephemeronTables = new WordStack(16);
  readonly weakHolders = new WordStack(16);
  private readonly words: Int32Array;
  private readonly flags: Uint16Array;
  private readonly markCells: Int32Array;
  /** Words marked since marking began. */
  markedWords = 0;
  /** Words of marked objects without pointers that no step has counted yet. */
  private leafWords = 0;
  /** Large objects of which the first words are visited: how many. */
  private readonly progress = new Map<number, number>();

  /** All that is left is being done, so it does not matter when. */
  private isDraining = false;

  constructor(structure: HeapStructure, survival: SurvivalCounts) {
    this.structure = structure;
    this.survival = survival;
    this.words = structure.words;
    this.flags = structure.pages.flags;
    this.markCells = structure.marks.cells;
  }

  /** Sweeping must be finished and the evacuation candidates chosen. */
  begin(): void {
    const { pages, marks } = this.structure;
    this.worklist.clear();
    this.ephemeronTables.clear();
    this.weakHolders.clear();
    this.progress.clear();
    this.markedWords = this.leafWords = 0;
    for (const space of this.structure.spaces) {
      if (space === this.structure.readOnlySpace) continue;
      for (const page of space.pageList()) {
        marks.clearPage(pages, page);
        pages.liveWords[page] = 0;
      }
    }
    this.visitRoots(this.structure.roots.lastingTables);
  }

  /** Gives the cycle up: nothing is marked any more. */
  forget(): void {
    const { pages, marks, toMoved, spaces, readOnlySpace } = this.structure;
    this.worklist.clear();
    this.ephemeronTables.clear();
    this.weakHolders.clear();
    this.progress.clear();
    for (const space of spaces) {
      if (space === readOnlySpace) continue;
      for (const page of space.pageList()) {
        marks.clearPage(pages, page);
        toMoved.clearPages(page, pages.runLength(page));
        pages.liveWords[page] = 0;
      }
    }
  }

  /** Marks what the tables and strong global handles hold. */
  visitRoots(tables: readonly RootSlots[]): void {
    const { globals } = this.structure.roots;
    for (const { slots, length } of tables) {
      for (let i = 0; i < length; i++) {
        const value = slots[i]!;
        if (value > 0) this.mark(value);
      }
    }
    for (let node = 0; node < globals.length; node++) {
      const value = globals.slots[node]!;
      if (value > 0 && globals.states[node] === NODE_STRONG) this.mark(value);
    }
  }

  /** Marks the object unless it is marked or immortal. */
  mark(address: number): void {
    const cell = cellOf(address);
    const bit = bitOf(address);
    if ((this.markCells[cell]! & bit) !== 0) return;
    if ((this.flags[address >>> PAGE_SHIFT]! & READ_ONLY) !== 0) return;
    this.markCells[cell]! |= bit;
    const header = this.words[address]!;
    const size = this.countLive(address, header);
    // Young objects grow older when they leave new space, at the end of the cycle.
    if ((this.flags[address >>> PAGE_SHIFT]! & YOUNG) === 0) this.words[address] = this.survival.survive(header, size);
    const kind = headerKind(header);
    if (!hasTaggedWords(kind)) this.leafWords += size;
    else if (!this.isDraining || size > SMALL_WORDS || !this.isEmpty(address, kind, size)) this.worklist.push(address);
  }

  /** A small object that leads nowhere need not be visited, unless a step must count it when its turn comes. */
  private isEmpty(address: number, kind: number, size: number): boolean {
    if (weaknessOf(kind) !== NOT_WEAK) return false;
    const { words } = this;
    const end = address + strongEnd(kind, size);
    let positive = 0;
    for (let slot = address + taggedFrom(kind); slot < end; slot++) {
      const value = words[slot]!;
      positive |= value & ~(value >> 31);
    }
    return positive === 0;
  }

  /** An object allocated in the old generation while marking runs: live, its pointers come through the barrier. */
  markAllocated(address: number, sizeWords: number): void {
    this.markCells[cellOf(address)]! |= bitOf(address);
    this.structure.pages.liveWords[this.structure.pages.runStart[pageOf(address)]!]! += sizeWords;
    this.markedWords += sizeWords;
  }

  /** An object with weak words that was marked when it was allocated. */
  listAllocated(address: number, kind: number): void {
    if (this.isLive(address)) this.listWeak(address, kind);
  }

  markFromBarrier(slot: number, value: number): void {
    this.mark(value);
    if (
      (this.flags[value >>> PAGE_SHIFT]! & EVACUATION_CANDIDATE) !== 0 &&
      (this.flags[slot >>> PAGE_SHIFT]! & HOST_MOVES) === 0
    ) {
      this.structure.toMoved.insert(slot);
    }
  }

  /** Follows the pointers of objects of about so many bytes; the bytes of those it got through. */
  step(bytes: number): number {
    const { worklist } = this;
    const wanted = bytes / WORD_BYTES;
    let visited = 0;
    while (visited < wanted) {
      if (this.leafWords > 0) {
        const leaves = Math.min(this.leafWords, wanted - visited);
        this.leafWords -= leaves;
        visited += leaves;
        continue;
      }
      const address = worklist.pop();
      if (address === 0) break;
      visited += this.visit(address);
    }
    return visited * WORD_BYTES;
  }

  drain(): void {
    const { worklist } = this;
    this.isDraining = true;
    for (let address = worklist.pop(); address !== 0; address = worklist.pop()) this.visit(address);
    this.isDraining = false;
    this.leafWords = 0;
  }

  /** No pointer is left to follow. */
  get isDrained(): boolean {
    return this.worklist.isEmpty;
  }

  /** No step is left to take. */
  get isComplete(): boolean {
    return this.leafWords === 0 && this.worklist.isEmpty;
  }

  /** Like drain, and puts everything that it marks into `found`. */
  drainRecording(found: WordStack): void {
    const { worklist, words } = this;
    for (let address = worklist.pop(); address !== 0; address = worklist.pop()) {
      const header = words[address]!;
      const kind = headerKind(header);
      const size = headerSize(header) || this.structure.pages.objectWords[pageOf(address)]!;
      const end = address + strongEnd(kind, size);
      for (let slot = address + taggedFrom(kind); slot < end; slot++) {
        const value = words[slot]!;
        if (value > 0 && !this.isLive(value)) found.push(value);
      }
      this.visit(address);
    }
  }

  // ── Scavenges while marking runs ──────────────────────────────────────────────────────────────────────────

  /** A scavenge has copied the object: its mark goes with it. Unmarked objects stay so: marking will find them. */
  moveMark(from: number, to: number, sizeWords: number): void {
    const bit = bitOf(from);
    if ((this.markCells[cellOf(from)]! & bit) === 0) return;
    this.markCells[cellOf(from)]! &= ~bit;
    this.markCells[cellOf(to)]! |= bitOf(to);
    const { liveWords } = this.structure.pages;
    liveWords[pageOf(from)]! -= sizeWords;
    liveWords[pageOf(to)]! += sizeWords;
  }

  /** After the copying, before from-space is given up: the worklist follows, the dead leave it and lose their marks. */
  followMovedObjects(survivorOf: (address: number) => number): void {
    this.worklist.update(survivorOf);
    this.leafWords = 0; // those that died, and the few that did not
    this.followMoved(this.weakHolders, survivorOf);
    this.followMoved(this.ephemeronTables, survivorOf);
    const { semispaces, newLargeSpace, pages, marks } = this.structure;
    for (const page of [...(semispaces?.fromPages() ?? []), ...(newLargeSpace?.pageList() ?? [])]) {
      if (pages.hasFlag(page, QUARANTINED | PROMOTED_WHOLE)) continue; // some objects stay there
      marks.clearPage(pages, page);
      pages.liveWords[page] = 0;
    }
  }

  private followMoved(list: WordStack, survivorOf: (address: number) => number): void {
    const { items, length } = list;
    let kept = 0;
    for (let i = 0; i < length; i++) {
      const address = survivorOf(items[i]!);
      if (address !== 0) items[kept++] = address;
    }
    list.length = kept;
  }

  isLive(address: number): boolean {
    if ((this.flags[address >>> PAGE_SHIFT]! & READ_ONLY) !== 0) return true;
    return (this.markCells[cellOf(address)]! & bitOf(address)) !== 0;
  }

  private listWeak(address: number, kind: number): void {
    if (weaknessOf(kind) === EPHEMERONS) this.ephemeronTables.push(address);
    else this.weakHolders.push(address);
  }

  private countLive(address: number, header: number): number {
    const { pages } = this.structure;
    const page = pages.runStart[pageOf(address)]!;
    const size = headerSize(header) || pages.objectWords[page]!;
    pages.liveWords[page]! += size;
    this.markedWords += size;
    return size;
  }

  /** Follows the pointers of an object, or of the next chunk of a large one; how many words that were. */
  private visit(address: number): number {
    const words = this.words;
    const flags = this.flags;
    const markCells = this.markCells;
    const header = words[address]!;
    const kind = headerKind(header);
    const size = headerSize(header) || this.structure.pages.objectWords[pageOf(address)]!;
    const hostMoves = (flags[address >>> PAGE_SHIFT]! & HOST_MOVES) !== 0;
    if (weaknessOf(kind) !== NOT_WEAK) this.listWeak(address, kind);
    let from = address + taggedFrom(kind);
    let end = address + strongEnd(kind, size);
    let visited = size;
    if (size > CHUNK_WORDS) {
      const done = this.progress.get(address) ?? 0;
      visited = Math.min(CHUNK_WORDS, size - done);
      from = Math.max(from, address + done);
      end = Math.min(end, address + done + visited);
      if (done + visited < size) {
        this.progress.set(address, done + visited);
        this.worklist.push(address);
      } else {
        this.progress.delete(address);
      }
    }
    for (let slot = from; slot < end; slot++) {
      const value = words[slot]!;
      if (value <= 0) continue;
      if ((markCells[value >>> 5]! & (1 << (value & 31))) === 0) this.mark(value);
      if (!hostMoves && (flags[value >>> PAGE_SHIFT]! & EVACUATION_CANDIDATE) !== 0) this.structure.toMoved.insert(slot);
    }
    return visited;
  }
}
