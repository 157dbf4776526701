/**
 * Every page in use belongs to one space, which lists it once; flags, areas and runs agree with what it is.
 *
 * Models:    V8's checks of memory chunks against their owners.
 * Simplifies: nothing.
 * Invariant: reads the page table and the spaces' lists only, no object.
 */
import { WORD_BYTES } from '../../base/units.ts';
import { headerSize } from '../layout/header.ts';
import type { AreaOffsets } from '../layout/page-geometry.ts';
import { dataArea, largePageRun, pageStart } from '../layout/page-geometry.ts';
import {
  ABORTED,
  BELOW_AGE_MARK,
  EVACUATION_CANDIDATE,
  FORCED_CANDIDATE,
  FROM,
  HOLDS_AGE_MARK,
  LARGE,
  NEVER_ALLOCATE,
  NEVER_EVACUATE,
  QUARANTINED,
  READ_ONLY,
  TO,
  UNSWEPT,
} from '../pages/page-flags.ts';
import { NO_SPACE } from '../pages/page-table.ts';
import { LargeObjectSpace } from '../spaces/large-object-space.ts';
import { NewSpace } from '../spaces/new-space.ts';
import { PagedNewSpace } from '../spaces/paged-new-space.ts';
import { PagedSpace } from '../spaces/paged-space.ts';
import type { Space } from '../spaces/space.ts';
import type { Verification } from './verification.ts';
import { ownerName, violation } from './violation.ts';

export function verifyPageOwnership(verification: Verification): void {
  const { structure, lastPage } = verification;
  const { pages } = structure;
  /** Per page: 1 + number of the space that lists it or the run it is in. */
  const listedBy = new Uint16Array(lastPage + 1);
  let used = 0;
  for (const space of structure.spaces) {
    for (const page of space.pageList()) {
      if (!(page > 0 && page <= lastPage)) violation('a space lists a page that is not in use', { space: space.name, page });
      verifyRun(verification, space, page, listedBy);
      used += pages.runLength(page);
    }
  }
  for (let page = 0; page <= lastPage; page++) {
    if (listedBy[page] !== 0) continue;
    if (pages.owner[page] !== NO_SPACE) violation('a page in use is on no list', { space: ownerName(structure, page), page });
    if (pages.flags[page] !== 0) violation('a free page has flags', { page, flags: pages.flags[page] });
  }
  if (used !== pages.used) violation('the number of pages in use is wrong', { counted: used, stored: pages.used });
}

function verifyRun(verification: Verification, space: Space, first: number, listedBy: Uint16Array): void {
  const { structure, lastPage } = verification;
  const { pages } = structure;
  if (pages.runStart[first] !== first) violation('a space lists a page in the middle of a run', { space: space.name, page: first });
  const count = pages.runLength(first);
  const large = space instanceof LargeObjectSpace;
  if (large ? count < 1 : count !== 1) violation('a run has the wrong number of pages', { space: space.name, page: first, count });
  if (first + count - 1 > lastPage) violation('a run reaches into pages that are not in use', { space: space.name, page: first, count });
  for (let page = first; page < first + count; page++) {
    if (listedBy[page] !== 0) {
      violation('a page is on two lists', { page, space: space.name, other: structure.spaces[listedBy[page]! - 1]?.name });
    }
    listedBy[page] = space.id + 1;
    if (pages.owner[page] !== space.id) {
      violation('the owner of a page does not list it', { page, listedBy: space.name, owner: ownerName(structure, page) });
    }
    if (pages.runStart[page] !== first) {
      violation('a page of a run names another first page', { space: space.name, page, first, runStart: pages.runStart[page] });
    }
    if (pages.flags[page] !== pages.flags[first]) {
      violation('the pages of a run have different flags', { space: space.name, page, first, flags: pages.flags[page] });
    }
  }
  verifyFlags(verification, space, first);
  if (large) verifyLargeArea(verification, space, first);
  else verifyArea(verification, space, first);
}

function verifyFlags(verification: Verification, space: Space, page: number): void {
  const { structure } = verification;
  const flags = structure.pages.flags[page]!;
  const expected = expectedFlags(verification, space, page);
  if ((flags & expected.required) !== expected.required || (flags & ~(expected.required | expected.allowed)) !== 0) {
    violation('a page has flags that its space does not give', { space: space.name, page, flags, ...expected });
  }
  if ((flags & UNSWEPT) !== 0 && (flags & EVACUATION_CANDIDATE) !== 0) {
    violation('an evacuation candidate is not swept', { space: space.name, page });
  }
  if ((flags & UNSWEPT) !== 0 && verification.isMarking) violation('marking runs over an unswept page', { space: space.name, page });
}

function expectedFlags(verification: Verification, space: Space, page: number): { required: number; allowed: number } {
  if (space instanceof NewSpace) {
    if (space.fromPages().includes(page)) return { required: FROM, allowed: 0 };
    return { required: TO, allowed: BELOW_AGE_MARK | HOLDS_AGE_MARK | QUARANTINED };
  }
  if (space instanceof PagedNewSpace) return { required: TO, allowed: NEVER_ALLOCATE | UNSWEPT };
  if (space instanceof LargeObjectSpace) return { required: space.young ? LARGE | TO : LARGE, allowed: 0 };
  if (space instanceof PagedSpace) {
    const marking = verification.isMarking ? EVACUATION_CANDIDATE : 0;
    return { required: 0, allowed: FORCED_CANDIDATE | NEVER_ALLOCATE | NEVER_EVACUATE | UNSWEPT | ABORTED | marking };
  }
  return { required: READ_ONLY, allowed: 0 };
}

function verifyArea(verification: Verification, space: Space, page: number): void {
  const { pages, preset } = verification.structure;
  const area: AreaOffsets = space instanceof PagedSpace ? space.area : dataArea(preset.layout);
  const start = pageStart(page) + area.startWords;
  const end = pageStart(page) + area.endWords;
  // The read-only page is shrunk to what is used.
  const areaEnd = pages.areaEnd[page]!;
  const released = pages.releasedWords[page]!;
  const endFits = space === verification.structure.readOnlySpace ? areaEnd <= end : areaEnd + released === end;
  if (pages.areaStart[page] !== start || !endFits) {
    violation('a page has the wrong area', { space: space.name, page, areaStart: pages.areaStart[page], areaEnd: pages.areaEnd[page], start, end });
  }
}

function verifyLargeArea(verification: Verification, space: Space, page: number): void {
  const { pages, preset, words } = verification.structure;
  const header = preset.layout.largePageHeaderBytes;
  const start = pageStart(page) + header / WORD_BYTES;
  const size = pages.objectWords[page]!;
  if (pages.areaStart[page] !== start || pages.areaEnd[page] !== start + size) {
    violation('a large page has the wrong area', { space: space.name, page, areaStart: pages.areaStart[page], areaEnd: pages.areaEnd[page], objectWords: size });
  }
  if (largePageRun(header, size) !== pages.runLength(page)) {
    violation('a large object does not fill its run', { space: space.name, page, objectWords: size, pages: pages.runLength(page) });
  }
  const stored = headerSize(words[start]!);
  if (words[start]! >= 0 && stored > size) {
    violation('the page and the header of a large object disagree about its size', { space: space.name, page, address: start, objectWords: size, header: stored });
  }
}
