/**
 * Mark bits are where marking or the sweeper needs them, and nowhere else.
 *
 * Models:    V8's marking verifier, as far as bits without objects and stale bits go.
 * Simplifies: that marking misses nothing is shown by the census instead.
 * Invariant: runs after the page walk, so that `starts` is complete.
 */
import { BITS_PER_CELL } from '../../base/bit-table.ts';
import { headerSize } from '../layout/header.ts';
import { PAGE_WORDS } from '../layout/page-geometry.ts';
import { READ_ONLY, UNSWEPT } from '../pages/page-flags.ts';
import { NO_SPACE } from '../pages/page-table.ts';
import type { Verification } from './verification.ts';
import { objectAt, placeOf, violation } from './violation.ts';

const CELLS_PER_PAGE = PAGE_WORDS / BITS_PER_CELL;

export function verifyMarks(verification: Verification): void {
  const { structure, isMarking, lastPage } = verification;
  const { pages } = structure;
  for (let page = 0; page <= lastPage; page++) {
    const flags = pages.flags[page]!;
    const inUse = pages.owner[page] !== NO_SPACE;
    // Unswept pages were walked by their marks already.
    if (inUse && (flags & UNSWEPT) !== 0) continue;
    if (inUse && isMarking && (flags & READ_ONLY) === 0) verifyMarkedPage(verification, page);
    else verifyUnmarked(verification, page);
  }
}

function verifyUnmarked(verification: Verification, page: number): void {
  const { structure } = verification;
  const { cells } = structure.marks;
  for (let cell = page * CELLS_PER_PAGE; cell < (page + 1) * CELLS_PER_PAGE; cell++) {
    if (cells[cell] !== 0) {
      const address = structure.marks.next(cell * BITS_PER_CELL, (cell + 1) * BITS_PER_CELL);
      violation('a mark bit is left over', placeOf(structure, address));
    }
  }
}

/** Every mark is that of an object, and the page counts the marked ones. */
function verifyMarkedPage(verification: Verification, page: number): void {
  const { structure, starts } = verification;
  const { marks, pages, words } = structure;
  const end = (page + 1) * PAGE_WORDS;
  let live = 0;
  for (let address = marks.next(page * PAGE_WORDS, end); address >= 0; address = marks.next(address + 1, end)) {
    if (!starts.has(address)) violation('something is marked that is no object', objectAt(structure, address));
    live += headerSize(words[address]!) || pages.objectWords[page]!;
  }
  const stored = pages.runStart[page] === page ? pages.liveWords[page]! : 0;
  if (live !== stored) violation('a page miscounts its marked words', { ...placeOf(structure, page * PAGE_WORDS), counted: live, stored });
}
