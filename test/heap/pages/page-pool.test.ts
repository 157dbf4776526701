import { describe, expect, test } from 'vitest';
import { PAGE_BYTES } from '../../../src/heap/layout/page-geometry.ts';
import { PagePool } from '../../../src/heap/pages/page-pool.ts';
import { allocateOld, collectFully, keep, newVerifiedHeap } from '../heaps.ts';

describe('the pool of pages', () => {
  test('keeps what is given back, gives it first, and forgets it when it is told to', () => {
    const pool = new PagePool({ keeps: true, timeoutMs: null }, () => 0);
    pool.take();
    expect(pool.pages).toBe(0);
    for (let i = 0; i < 3; i++) pool.add();
    pool.take();
    expect(pool.bytes).toBe(2 * PAGE_BYTES);
    pool.empty();
    expect(pool.pages).toBe(0);
  });

  test('loses what nobody has used for its time', () => {
    let nowMs = 0;
    const pool = new PagePool({ keeps: true, timeoutMs: 8000 }, () => nowMs);
    pool.add();
    nowMs = 7999;
    expect(pool.pages).toBe(1);
    pool.add();
    nowMs = 15_998;
    expect(pool.pages).toBe(2);
    nowMs = 15_999;
    expect(pool.pages).toBe(0);
    pool.add();
    expect(pool.pages).toBe(1);
  });

  test('is none in versions that have none', () => {
    const pool = new PagePool({ keeps: false, timeoutMs: null }, () => 0);
    pool.add();
    expect(pool.pages).toBe(0);
  });

  // Node 26, --trace-gc, a ring of 500,000 arrays: 521 MB committed, 206 afterwards, 315 pooled.
  test.each([
    ['classic', 0],
    ['11.3', 0],
    ['12.4', 5],
    ['13.6', 5],
    ['14.6', 5],
  ])('%s: a full collection that releases pages puts %i there; a large page never is', (preset, pages) => {
    const heap = newVerifiedHeap(preset);
    for (let i = 0; i < 6; i++) for (let half = 0; half < 2; half++) allocateOld(heap, 'FixedArray', 15_000);
    allocateOld(heap, 'FixedArray', 100_000);
    const before = heap.structure.committedBytes();
    collectFully(heap);
    expect(heap.pagePool.pages).toBe(pages);
    if (pages > 0) expect(before - heap.structure.committedBytes()).toBeGreaterThan(pages * PAGE_BYTES);
    heap.collection.collect({ generation: 'old', reason: 'testing', reduceMemory: true });
    expect(heap.pagePool.bytes).toBe(0);
  });

  test('a page that is asked for comes from there', () => {
    const heap = newVerifiedHeap('14.6');
    for (let i = 0; i < 12; i++) allocateOld(heap, 'FixedArray', 15_000);
    collectFully(heap);
    for (let i = 0; i < 4; i++) keep(heap, allocateOld(heap, 'FixedArray', 15_000));
    expect(heap.pagePool.pages).toBe(4);
  });
});
