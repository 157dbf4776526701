import { describe, expect, test } from 'vitest';
import { discardArea } from '../../../src/heap/allocators/discard-area.ts';

const PAGE = 4096;
/** Of a free block. */
const HEADER = 24;

describe('ComputeDiscardMemoryAreas (test-spaces.cc)', () => {
  test.each([
    { block: [0, 0], area: [0, 0] },
    { block: [0, PAGE + HEADER], area: [0, 0] },
    { block: [PAGE - HEADER, PAGE + HEADER], area: [PAGE, PAGE] },
    { block: [PAGE, PAGE], area: [0, 0] },
    { block: [PAGE / 2, 1.5 * PAGE], area: [PAGE, PAGE] },
    { block: [PAGE / 2, 1.25 * PAGE], area: [0, 0] },
    { block: [PAGE / 2, 3 * PAGE], area: [PAGE, 2 * PAGE] },
  ])('of the block at $block.0 of $block.1 bytes', ({ block: [start = 0, size = 0], area }) => {
    const found = discardArea(start, size, PAGE);
    expect([found.start, found.size]).toEqual(area);
  });
});
