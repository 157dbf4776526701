/**
 * Walks the objects of a space, header by header.
 *
 * Models:    V8's heap object iterator.
 * Simplifies: unswept pages are walked by their mark bits, so only their live objects are seen.
 * Invariant: visits objects only, no fillers and free blocks; the heap must not change meanwhile.
 */
import { headerKind, headerSize } from './layout/header.ts';
import { isFillerKind } from './layout/object-layout.ts';
import { pageOf } from './layout/page-geometry.ts';
import { LARGE, UNSWEPT } from './pages/page-flags.ts';
import { NewSpace } from './spaces/new-space.ts';
import { PagedNewSpace } from './spaces/paged-new-space.ts';
import { PagedSpace } from './spaces/paged-space.ts';
import type { Space } from './spaces/space.ts';
import type { HeapStructure } from './structure.ts';

/** Number of objects in the space, dead ones that nobody has swept included. */
export function countObjects(structure: HeapStructure, space: Space): number {
  let count = 0;
  forEachObject(structure, space, () => count++);
  return count;
}

export function forEachObject(structure: HeapStructure, space: Space, visit: (address: number) => void): void {
  if (space instanceof PagedNewSpace) {
    structure.deferred.writeHeaders();
    return forEachObject(structure, space.paged, visit);
  }
  if (space instanceof NewSpace) structure.deferred.writeHeaders();
  const pages = space instanceof NewSpace ? space.usedPages() : space.pageList();
  for (const page of pages) {
    if (structure.pages.hasFlag(page, LARGE)) visit(structure.pages.areaStart[page]!);
    else if (structure.pages.hasFlag(page, UNSWEPT)) visitMarked(structure, page, visit);
    else walkPage(structure, space, page, visit);
  }
}

function visitMarked(structure: HeapStructure, page: number, visit: (address: number) => void): void {
  const end = structure.pages.areaEnd[page]!;
  let address = structure.marks.next(structure.pages.areaStart[page]!, end);
  while (address >= 0) {
    visit(address);
    address = structure.marks.next(address + 1, end);
  }
}

function walkPage(structure: HeapStructure, space: Space, page: number, visit: (address: number) => void): void {
  const { words, pages } = structure;
  const end = space instanceof NewSpace ? space.usedEnd(page) : pages.areaEnd[page]!;
  const gap = space instanceof PagedSpace && space.lab.isOpen && pageOf(space.lab.start) === page ? space.lab : null;
  let address = pages.areaStart[page]!;
  while (address < end) {
    if (gap !== null && address === gap.top && gap.top < gap.end) {
      address = gap.end;
      continue;
    }
    const header = words[address]!;
    if (!isFillerKind(headerKind(header))) visit(address);
    address += headerSize(header);
  }
}
