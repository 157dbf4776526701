/**
 * Every counter of pages, spaces and heap equals what the walk has counted.
 *
 * Models:    V8's accounting verification: per page live or dead objects + free + waste + open area = area, and
 *            with the header what is committed.
 * Simplifies: bytes allocated since the start cannot be counted again.
 * Invariant: runs after the page walk, so that the tallies are complete.
 */
import { WORD_BYTES } from '../../base/units.ts';
import { PAGE_BYTES, largePageCommittedBytes } from '../layout/page-geometry.ts';
import { NEVER_ALLOCATE, QUARANTINED, UNSWEPT } from '../pages/page-flags.ts';
import type { LargeObjectSpace } from '../spaces/large-object-space.ts';
import type { PagedNewSpace } from '../spaces/paged-new-space.ts';
import type { PagedSpace } from '../spaces/paged-space.ts';
import type { Space } from '../spaces/space.ts';
import type { Verification } from './verification.ts';
import type { Details } from './violation.ts';
import { violation } from './violation.ts';

interface SpaceRecount {
  readonly usedBytes: number;
  readonly committedBytes: number;
  /** What counts against the maximum of the old generation. */
  readonly capacityBytes: number;
  readonly wasteBytes: number;
}

export function verifyAccounting(verification: Verification): void {
  const { structure } = verification;
  const young = [recountNewSpace(verification)];
  const old: SpaceRecount[] = [];
  for (const space of structure.pagedSpaces) old.push(recountPagedSpace(verification, space));
  for (const space of structure.largeSpaces) old.push(recountLargeSpace(verification, space));
  if (structure.newLargeSpace !== null) young.push(recountLargeSpace(verification, structure.newLargeSpace));

  const total = (recounts: readonly SpaceRecount[], key: keyof SpaceRecount): number => recounts.reduce((sum, one) => sum + one[key], 0);
  const heap = { space: 'the whole heap' };
  same('the bytes of the young generation', total(young, 'usedBytes'), structure.youngUsedBytes(), heap);
  same('the bytes of the old generation', total(old, 'usedBytes'), structure.oldGenerationUsedBytes(), heap);
  same('the capacity of the old generation', total(old, 'capacityBytes'), structure.oldGenerationCapacityBytes(), heap);
  same('the waste of the old generation', total(old, 'wasteBytes'), structure.oldGenerationWasteBytes(), heap);
  same('the committed bytes', total([...young, ...old], 'committedBytes'), structure.committedBytes(), heap);
}

function recountNewSpace(verification: Verification): SpaceRecount {
  const { structure } = verification;
  const { semispaces: newSpace, pagedNewSpace, pages } = structure;
  if (newSpace === null) return recountPagedNewSpace(verification, pagedNewSpace!);
  const used = newSpace.usedPages();
  if (newSpace.ageMark !== 0 && !used.some((page) => newSpace.ageMark >= pages.areaStart[page]! && newSpace.ageMark <= newSpace.usedEnd(page))) {
    violation('the age mark is not in a used page', { space: newSpace.name, ageMark: newSpace.ageMark });
  }
  let words = 0;
  for (const page of used) words += verification.objectWords[page]! + (pages.hasFlag(page, QUARANTINED) ? pages.trimmedWords[page]! : verification.fillerWords[page]!);
  return figuresAgree(newSpace, { usedBytes: words * WORD_BYTES, committedBytes: newSpace.pageList().length * PAGE_BYTES, capacityBytes: 0, wasteBytes: 0 });
}

/** As any paged space, but none of it counts against the old generation; and what was allocated lately. */
function recountPagedNewSpace(verification: Verification, space: PagedNewSpace): SpaceRecount {
  const { pages } = verification.structure;
  for (const page of space.pageList()) {
    const lab = space.labWords[page]!;
    if (lab < 0 || lab > pages.allocatedWords[page]! || (lab > 0 && pages.hasFlag(page, UNSWEPT))) {
      violation('a page miscounts what was allocated on it since the last collection', { space: space.name, page, labWords: lab, allocatedWords: pages.allocatedWords[page] });
    }
  }
  return { ...recountPagedSpace(verification, space.paged), capacityBytes: 0, wasteBytes: 0 };
}

function recountPagedSpace(verification: Verification, space: PagedSpace): SpaceRecount {
  const { pages } = verification.structure;
  const areaWords = space.area.endWords - space.area.startWords;
  let sizeWords = 0;
  let openWords = 0;
  let wastedWords = 0;
  let releasedWords = 0;
  for (const page of space.pageList()) {
    recountPage(verification, space, page, areaWords - pages.releasedWords[page]!);
    sizeWords += verification.objectWords[page]! + verification.openWords[page]! + (pages.hasFlag(page, UNSWEPT) ? 0 : pages.trimmedWords[page]!);
    releasedWords += pages.releasedWords[page]!;
    openWords += verification.openWords[page]!;
    wastedWords += pages.wastedWords[page]!;
  }
  const where = { space: space.name };
  same('the size of a space', sizeWords, space.sizeWords, where);
  same('the waste of a space', wastedWords, space.freeList.wastedWords, where);
  const pageCount = space.pageList().length;
  return figuresAgree(space, {
    usedBytes: (sizeWords - openWords) * WORD_BYTES,
    committedBytes: pageCount * PAGE_BYTES - releasedWords * WORD_BYTES,
    capacityBytes: (pageCount * areaWords - releasedWords) * WORD_BYTES,
    wasteBytes: wastedWords * WORD_BYTES,
  });
}

/** The law of a page. A sealed page may have been cut from: then its fillers tell the waste, as everywhere. */
function recountPage(verification: Verification, space: PagedSpace, page: number, areaWords: number): void {
  const { pages } = verification.structure;
  const objects = verification.objectWords[page]!;
  const open = verification.openWords[page]!;
  const fillers = verification.fillerWords[page]!;
  const free = verification.blockWords[page]!;
  const where = { space: space.name, page };
  if ((pages.flags[page]! & UNSWEPT) !== 0) {
    same('the live words of an unswept page', objects, pages.liveWords[page]!, where);
    same('the allocated words of a page', objects, pages.allocatedWords[page]!, where);
    same('the waste of a page', 0, pages.wastedWords[page]!, where);
    return;
  }
  same('objects, free blocks, waste and open area of a page', objects + open + fillers + free, areaWords, where);
  if ((pages.flags[page]! & NEVER_ALLOCATE) !== 0 && free > 0) violation('a page that is never allocated on has free blocks', { ...where, free });
  const trimmed = pages.trimmedWords[page]!;
  same('the allocated words of a page', objects + open + trimmed, pages.allocatedWords[page]!, where);
  same('the waste of a page', fillers - trimmed, pages.wastedWords[page]!, where);
}

function recountLargeSpace(verification: Verification, space: LargeObjectSpace): SpaceRecount {
  const { pages, preset } = verification.structure;
  let sizeWords = 0;
  let committedBytes = 0;
  for (const page of space.pageList()) {
    const words = verification.objectWords[page]! + verification.fillerWords[page]!;
    same('the size of a large object', words, pages.objectWords[page]!, { space: space.name, page });
    sizeWords += words;
    committedBytes += largePageCommittedBytes(preset.layout, words);
  }
  same('the size of a space', sizeWords, space.sizeWords, { space: space.name });
  return figuresAgree(space, { usedBytes: sizeWords * WORD_BYTES, committedBytes, capacityBytes: sizeWords * WORD_BYTES, wasteBytes: 0 });
}

function figuresAgree(space: Space, recount: SpaceRecount): SpaceRecount {
  const figures = space.figures();
  const where = { space: space.name };
  same('the number of pages of a space', space.pageList().length, figures.pages, where);
  same('the bytes used of a space', recount.usedBytes, figures.usedBytes, where);
  same('the bytes committed of a space', recount.committedBytes, figures.committedBytes, where);
  same('the wasted bytes of a space', recount.wasteBytes, figures.wasteBytes, where);
  return recount;
}

function same(what: string, counted: number, stored: number, where: Details): void {
  if (counted !== stored) violation(`${what}: the count differs from the counter`, { ...where, counted, stored });
}
