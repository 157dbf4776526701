/**
 * Walks the area of every page, header by header: objects, fillers, free blocks and open areas must cover it exactly.
 *
 * Models:    V8's page iteration under --verify-heap.
 * Simplifies: unswept pages are walked by their mark bits: their dead parts may hold anything.
 * Invariant: afterwards `starts` holds the first word of every object, `blocks` is empty, the tallies are complete.
 */
import { OBJECT_TYPE_NAMES } from '../../vocabulary/object-types.ts';
import { headerAge, headerKind, headerSize } from '../layout/header.ts';
import { FREE_SPACE, ONE_POINTER_FILLER, TWO_POINTER_FILLER, isFillerKind, taggedEnd, taggedFrom } from '../layout/object-layout.ts';
import { PAGE_WORDS, pageOf, pageStart } from '../layout/page-geometry.ts';
import { BELOW_AGE_MARK, HOLDS_AGE_MARK, UNSWEPT } from '../pages/page-flags.ts';
import { LargeObjectSpace } from '../spaces/large-object-space.ts';
import { NewSpace } from '../spaces/new-space.ts';
import { PagedNewSpace } from '../spaces/paged-new-space.ts';
import { PagedSpace } from '../spaces/paged-space.ts';
import type { Verification } from './verification.ts';
import { objectAt, placeOf, violation } from './violation.ts';

const KIND_COUNT = OBJECT_TYPE_NAMES.length;

export function walkAreas(verification: Verification): void {
  const { structure } = verification;
  const { pages } = structure;
  for (const space of structure.spaces) {
    if (space instanceof NewSpace) walkNewSpace(verification, space);
    else if (space instanceof PagedSpace) walkPagedSpace(verification, space);
    else if (space instanceof PagedNewSpace) walkPagedSpace(verification, space.paged);
    else if (space instanceof LargeObjectSpace) walkLargeSpace(verification, space);
    else for (const page of space.pageList()) walkCovered(verification, page, pages.areaStart[page]!, pages.areaEnd[page]!, 0, 0);
  }
}

function walkNewSpace(verification: Verification, space: NewSpace): void {
  const { structure } = verification;
  const { pages } = structure;
  const { lab } = space;
  const used = space.usedPages();
  if (lab.isOpen && pageOf(lab.start) !== used.at(-1)) {
    violation('the open area of new space is not on its last used page', { ...placeOf(structure, lab.start), lastPage: used.at(-1) });
  }
  for (const page of used) {
    const start = pages.areaStart[page]!;
    const end = space.usedEnd(page);
    if (end < start || end > pages.areaEnd[page]!) violation('the used part of a page is not in its area', { space: space.name, page, usedEnd: end });
    walkCovered(verification, page, start, end, 0, 0);
    if (!verification.isMarking) verifyAges(verification, space, page, start, end);
  }
}

/** While nothing marks, ages tell on which side of the age mark an object was allocated. */
function verifyAges(verification: Verification, space: NewSpace, page: number, start: number, end: number): void {
  const { structure, starts } = verification;
  const flags = structure.pages.flags[page]!;
  const markOnPage = (flags & HOLDS_AGE_MARK) !== 0 ? space.ageMark : end;
  const oldUpTo = (flags & BELOW_AGE_MARK) !== 0 ? markOnPage : start;
  for (let address = starts.next(start, end); address >= 0; address = starts.next(address + 1, end)) {
    const age = headerAge(structure.words[address]!);
    if (address < oldUpTo !== age > 0) {
      violation('the age of a young object does not agree with the age mark', { ...objectAt(structure, address), ageMark: space.ageMark, belowMark: address < oldUpTo });
    }
  }
}

function walkPagedSpace(verification: Verification, space: PagedSpace): void {
  const { structure } = verification;
  const { pages } = structure;
  const { lab } = space;
  const labPage = lab.isOpen ? pageOf(lab.start) : -1;
  if (lab.isOpen) verifyOpenArea(verification, space);
  for (const page of space.pageList()) {
    const start = pages.areaStart[page]!;
    const end = pages.areaEnd[page]!;
    if ((pages.flags[page]! & UNSWEPT) !== 0) walkMarked(verification, page, start, end);
    else if (page === labPage && lab.top < lab.end) walkCovered(verification, page, start, end, lab.top, lab.end);
    else walkCovered(verification, page, start, end, 0, 0);
  }
}

function verifyOpenArea(verification: Verification, space: PagedSpace): void {
  const { structure } = verification;
  const { pages } = structure;
  const { start, top, end } = space.lab;
  const page = pageOf(start);
  const inArea = start >= pages.areaStart[page]! && start <= top && top <= end && end <= pages.areaEnd[page]!;
  if (pages.owner[page] !== space.id || !inArea) {
    violation('the open area of a space is not within a page of it', { ...placeOf(structure, start), openedBy: space.name, start, top, end });
  }
  if ((pages.flags[page]! & UNSWEPT) !== 0) violation('an area is open on an unswept page', { ...placeOf(structure, start), start, top, end });
}

function walkLargeSpace(verification: Verification, space: LargeObjectSpace): void {
  const { structure } = verification;
  const { pages } = structure;
  for (const page of space.pageList()) {
    const address = pages.areaStart[page]!;
    const size = pages.objectWords[page]!;
    const kind = verifyHeader(verification, address);
    const stored = headerSize(structure.words[address]!) || size; // less after a right trim, until the next full collection
    enter(verification, page, address, kind, Math.min(stored, size));
    if (stored < size) verification.fillerWords[page]! += size - stored;
    if (space.young && !verification.isMarking && headerAge(structure.words[address]!) !== 0) {
      violation('a young large object has survived a collection', objectAt(structure, address));
    }
    verifyOutsideArea(verification, page, address, address + size, pageStart(page + pages.runLength(page)));
  }
}

/** [from, to) is covered by headers, except for the open [gapStart, gapEnd) (0, 0 = none). */
function walkCovered(verification: Verification, page: number, from: number, to: number, gapStart: number, gapEnd: number): void {
  const { structure } = verification;
  const { words } = structure;
  let address = from;
  while (address < to) {
    if (address === gapStart) {
      verification.openWords[page]! += gapEnd - gapStart;
      verifyNothingIn(verification, page, gapStart, gapEnd, 'the open area');
      address = gapEnd;
      continue;
    }
    const kind = verifyHeader(verification, address);
    const size = headerSize(words[address]!);
    const end = address + size;
    if (end > to) violation('an object crosses the end of its page’s area', { ...objectAt(structure, address), areaEnd: to });
    if (address < gapStart && end > gapStart) violation('an object reaches into the open area', { ...objectAt(structure, address), top: gapStart });
    enter(verification, page, address, kind, size);
    address = end;
  }
  verifyOutsideArea(verification, page, from, to, pageStart(page) + PAGE_WORDS);
}

function walkMarked(verification: Verification, page: number, from: number, to: number): void {
  const { structure } = verification;
  const { marks, words } = structure;
  let previousEnd = from;
  for (let address = marks.next(from, to); address >= 0; address = marks.next(address + 1, to)) {
    if (address < previousEnd) violation('a marked object lies inside another one', { ...objectAt(structure, address), previousEnd });
    const kind = verifyHeader(verification, address);
    if (isFillerKind(kind)) violation('a filler is marked', objectAt(structure, address));
    const end = address + headerSize(words[address]!);
    if (end > to) violation('an object crosses the end of its page’s area', { ...objectAt(structure, address), areaEnd: to });
    verifyNothingIn(verification, page, previousEnd, address, 'dead memory');
    enter(verification, page, address, kind, end - address);
    previousEnd = end;
  }
  verifyNothingIn(verification, page, previousEnd, to, 'dead memory');
  verifyOutsideArea(verification, page, from, to, pageStart(page) + PAGE_WORDS);
}

/** The kind of the object or filler at the address. */
function verifyHeader(verification: Verification, address: number): number {
  const { structure } = verification;
  const header = structure.words[address]!;
  if (header < 0) violation('a forwarded object is left where live objects are', objectAt(structure, address));
  const kind = headerKind(header);
  if (kind >= KIND_COUNT) violation('an object has an unknown kind', objectAt(structure, address));
  const size = headerSize(header) || structure.pages.objectWords[pageOf(address)]!;
  if (size <= 0) violation('an object has no size', objectAt(structure, address));
  const fillerSizeIsWrong =
    (kind === ONE_POINTER_FILLER && size !== 1) || (kind === TWO_POINTER_FILLER && size !== 2) || (kind === FREE_SPACE && size < 3);
  if (fillerSizeIsWrong) violation('a filler does not have the size of its kind', objectAt(structure, address));
  const fixed = verification.fixedWords[kind]!;
  if (fixed !== 0 && size !== fixed) violation('an object does not have the size of its type', { ...objectAt(structure, address), sizeOfType: fixed });
  return kind;
}

/** Notes one object, filler or block, and that nothing is recorded inside it that must not be. */
function enter(verification: Verification, page: number, address: number, kind: number, size: number): void {
  const { structure, blocks, starts } = verification;
  const isBlock = kind === FREE_SPACE && blocks.has(address);
  const inside = blocks.next(isBlock ? address + 1 : address, address + size);
  if (inside >= 0) violation('a free block lies inside something else', { ...placeOf(structure, inside), within: address, withinWords: size });
  if (isBlock) {
    blocks.delete(address);
    verification.blockWords[page]! += size;
    verifyNoSlotsIn(verification, page, address, address + size, 'a free block');
  } else if (isFillerKind(kind)) {
    verification.fillerWords[page]! += size; // trimming may have left slots here
  } else {
    starts.add(address);
    verification.objects++;
    verification.objectCounts[page]!++;
    verification.objectWords[page]! += size;
    const from = taggedFrom(kind);
    const end = Math.max(from, taggedEnd(kind, size));
    // A left trim leaves one recorded slot where the length is now, and notes it.
    if (!structure.leftSlots.has(address + from - 1)) verifyNoSlotsIn(verification, page, address, address + from, 'the raw part of an object');
    verifyNoSlotsIn(verification, page, address + end, address + size, 'the raw part of an object');
  }
}

function verifyNothingIn(verification: Verification, page: number, from: number, to: number, what: string): void {
  const block = verification.blocks.next(from, to);
  if (block >= 0) violation('a free block lies inside something else', { ...placeOf(verification.structure, block), within: what });
  verifyNoSlotsIn(verification, page, from, to, what);
}

/** What is recorded here would be taken for a pointer once the memory is used for something else. */
function verifyNoSlotsIn(verification: Verification, page: number, from: number, to: number, what: string): void {
  const { structure } = verification;
  const { oldToNew } = structure;
  if (oldToNew.summary[page] === 0 && structure.pages.runLength(page) === 1) return;
  const slot = oldToNew.bits.next(from, to);
  if (slot >= 0) violation('the remembered set has a slot that is none', { ...placeOf(structure, slot), within: what });
}

function verifyOutsideArea(verification: Verification, page: number, from: number, to: number, end: number): void {
  verifyNoSlotsIn(verification, page, pageStart(page), from, 'the page header');
  verifyNoSlotsIn(verification, page, to, end, 'the end of the page');
}
