import { describe, expect, test } from 'vitest';
import { writeFiller } from '../../../src/heap/allocators/fillers.ts';
import { LinearAllocationArea } from '../../../src/heap/allocators/linear-allocation-area.ts';
import { headerSize, makeHeader } from '../../../src/heap/layout/header.ts';
import { FIXED_ARRAY } from '../../../src/heap/layout/object-layout.ts';

const START = 64;

/** Allocates objects of these bytes from an area of `areaBytes` while they fit, closes it; the sizes a walk finds. */
function sizesSeen(areaBytes: number, objectBytes: readonly number[]): { sizes: number[]; left: number; failed: number } {
  const words = new Int32Array(1024);
  const lab = new LinearAllocationArea();
  lab.open(START, START + areaBytes / 8);
  let failed = 0;
  for (const bytes of objectBytes) {
    if (bytes / 8 > lab.freeWords) {
      failed++;
      continue;
    }
    words[lab.top] = makeHeader(FIXED_ARRAY, bytes / 8);
    lab.top += bytes / 8;
  }
  const left = lab.freeWords * 8;
  writeFiller(words, lab.top, lab.freeWords);
  const sizes: number[] = [];
  for (let address = START; address < START + areaBytes / 8; address += headerSize(words[address]!)) sizes.push(headerSize(words[address]!) * 8);
  return { sizes, left, failed };
}

describe('UnusedLabImplicitClose, SimpleAllocate, AllocateUntilLabOOM and AllocateExactlyUntilLimit (lab-unittest.cc)', () => {
  test.each([
    { area: 4096, objects: [], sizes: [4096], left: 4096, failed: 0 },
    { area: 4096, objects: [128], sizes: [128, 3968], left: 3968, failed: 0 },
    { area: 2048, objects: [512, 512, 128, 512, 512], sizes: [512, 512, 128, 512, 384], left: 384, failed: 1 },
    { area: 2048, objects: [512, 512, 512, 512], sizes: [512, 512, 512, 512], left: 0, failed: 0 },
  ])('of $area bytes with objects of $objects is covered by $sizes', ({ area, objects, sizes, left, failed }) => {
    expect(sizesSeen(area, objects)).toEqual({ sizes, left, failed });
  });

});

describe('a linear allocation area', () => {
  test('is closed by being empty at 0', () => {
    const lab = new LinearAllocationArea();
    lab.open(10, 20);
    lab.top = 14;
    expect([lab.isOpen, lab.usedWords, lab.freeWords]).toEqual([true, 4, 6]);
    lab.close();
    expect([lab.isOpen, lab.usedWords, lab.freeWords, lab.top]).toEqual([false, 0, 0, 0]);
  });
});
