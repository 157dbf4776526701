import { describe, expect, test } from 'vitest';
import { WORD_BYTES } from '../../../src/base/units.ts';
import { PAGE_BYTES, PAGE_WORDS } from '../../../src/heap/layout/page-geometry.ts';
import { BUCKET_WORDS, SlotSet } from '../../../src/heap/pages/slot-set.ts';

const PAGE = 1;

/** From V8's slot-set unit tests: every word of a page whose byte offset is divisible by 7. */
function everySeventh(): SlotSet {
  const set = new SlotSet(3);
  for (let offset = 0; offset < PAGE_BYTES; offset += WORD_BYTES) {
    if (offset % 7 === 0) set.insert(PAGE * PAGE_WORDS + offset / WORD_BYTES);
  }
  return set;
}

describe('InsertAndLookup2, Iterate and Remove (slot-set-unittest.cc)', () => {
  test('finds exactly what was inserted', () => {
    const set = everySeventh();
    for (let offset = 0; offset < PAGE_BYTES; offset += WORD_BYTES) {
      expect(set.has(PAGE * PAGE_WORDS + offset / WORD_BYTES)).toBe(offset % 7 === 0);
    }
    expect(set.countPage(PAGE)).toBe(4682);
    expect(set.count()).toBe(4682);
  });

  test('keeps the others when some are deleted', () => {
    const set = everySeventh();
    for (let offset = 0; offset < PAGE_BYTES; offset += WORD_BYTES) {
      if (offset % 3 !== 0) set.delete(PAGE * PAGE_WORDS + offset / WORD_BYTES);
    }
    expect(set.countPage(PAGE)).toBe(1561); // multiples of 21
  });

});

describe('a slot set', () => {
  test('inserting twice is inserting once', () => {
    const set = new SlotSet(2);
    set.insert(PAGE_WORDS + 5);
    set.insert(PAGE_WORDS + 5);
    expect(set.count()).toBe(1);
  });

  test('tells by its summary which buckets may have slots', () => {
    const set = new SlotSet(2);
    set.insert(PAGE_WORDS);
    set.insert(PAGE_WORDS + 31 * BUCKET_WORDS);
    expect(set.summary[1]! >>> 0).toBe(0x80000001);
    expect(set.summary[0]).toBe(0);
  });

  test('clearing pages leaves their neighbours alone', () => {
    const set = new SlotSet(4);
    for (let page = 0; page < 4; page++) set.insert(page * PAGE_WORDS + 3000);
    set.clearPages(1, 2);
    expect([0, 1, 2, 3].map((page) => set.countPage(page))).toEqual([1, 0, 0, 1]);
    expect([...set.summary].map((summary) => summary !== 0)).toEqual([true, false, false, true]);
  });

  test('deleting a range takes what lies in it, across buckets', () => {
    const set = everySeventh();
    const start = PAGE * PAGE_WORDS;
    set.deleteRange(start + 1000, start + 3000);
    expect(set.bits.next(start + 1000, start + 3000)).toBe(-1);
    expect(set.has(start + 994)).toBe(true);
    expect(set.has(start + 3003)).toBe(true);
  });
});
