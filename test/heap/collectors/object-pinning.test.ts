/** What scavenges do not move, figures as Node 24 and 26 print them (quarantined_size, promoted, end_memory_size). */
import { describe, expect, it } from 'vitest';
import type { GivenFlags } from '../../../src/flags/flag-definitions.ts';
import type { Heap } from '../../../src/heap/heap.ts';
import { MAX_AGE, headerAge } from '../../../src/heap/layout/header.ts';
import { PAGE_BYTES } from '../../../src/heap/layout/page-geometry.ts';
import { trimLeft, trimRight } from '../../../src/heap/trimming.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newVerifiedHeap, scavenge, spaceNameOf } from '../heaps.ts';

const PRECISE: GivenFlags = { 'scavenger-precise-object-pinning': true };
const CONSERVATIVE: GivenFlags = { 'scavenger-conservative-object-pinning': true };
const STAYING: GivenFlags = { ...PRECISE, 'scavenger-promote-quarantined-pages': false };

const local = (heap: Heap, address: number): number => heap.structure.roots.locals.add(address);
const inLocal = (heap: Heap, slot: number): number => heap.structure.roots.locals.get(slot);
const quarantined = (heap: Heap): { readonly pages: number; readonly bytes: number } => {
  const { quarantinedPages: pages, quarantinedBytes: bytes } = heap.structure.semispaces!;
  return { pages, bytes };
};
const lastWork = (heap: Heap): readonly number[] => {
  const { copiedBytes, promotedBytes } = heap.collection.recorder.last!;
  return [copiedBytes, promotedBytes];
};

describe.each(['13.6', '14.6'])('pinned objects in %s', (preset) => {
  it('stay where they are, and all else leaves their page', () => {
    const heap = newVerifiedHeap(preset, PRECISE);
    const moved = keep(heap, allocateYoung(heap, 'FixedArray', 6));
    const before = addressIn(heap, moved);
    const pinned = allocateYoung(heap, 'FixedArray', 10);
    const slot = local(heap, pinned);
    scavenge(heap);
    expect(inLocal(heap, slot)).toBe(pinned);
    expect(addressIn(heap, moved)).not.toBe(before);
    expect(lastWork(heap)).toEqual([64 + 96, 0]);
    expect(quarantined(heap)).toEqual({ pages: 1, bytes: 96 });
    // Beside the capacity: what is copied takes of it, what is pinned does not.
    const { newSpace } = heap.structure;
    const { usedBytes, availableBytes } = newSpace.figures();
    expect(usedBytes + availableBytes).toBe(newSpace.capacityBytes + 96);
  });

  it('go to the old generation with their page when they are pinned again, and leave the rest of it free', () => {
    const heap = newVerifiedHeap(preset, PRECISE);
    const pinned = allocateYoung(heap, 'FixedArray', 10);
    const slot = local(heap, pinned);
    scavenge(heap);
    const { oldSpace } = heap.structure;
    const before = { pages: oldSpace.pageList().length, free: oldSpace.figures().availableBytes };
    scavenge(heap);
    expect(inLocal(heap, slot)).toBe(pinned);
    expect(spaceNameOf(heap, pinned)).toBe('old_space');
    expect(lastWork(heap)).toEqual([0, 96]);
    expect(quarantined(heap)).toEqual({ pages: 0, bytes: 0 });
    expect(oldSpace.pageList().length).toBe(before.pages + 1);
    expect(oldSpace.figures().availableBytes - before.free).toBe(heap.structure.newSpace.capacityBytes / heap.structure.newSpace.totalCapacityBytes * PAGE_BYTES - 96);
  });

  it('stay young for ever without --scavenger-promote-quarantined-pages, on a page that comes on top of new space', () => {
    const heap = newVerifiedHeap(preset, STAYING);
    const pinned = allocateYoung(heap, 'FixedArray', 10);
    local(heap, pinned);
    for (let i = 0; i <= MAX_AGE; i++) scavenge(heap);
    expect(spaceNameOf(heap, pinned)).toBe('new_space');
    expect(headerAge(heap.structure.words[pinned]!)).toBe(MAX_AGE);
    expect(lastWork(heap)).toEqual([96, 0]);
    expect(quarantined(heap)).toEqual({ pages: 1, bytes: 96 });
  });

  it('are promoted like others once nothing pins them', () => {
    const heap = newVerifiedHeap(preset, PRECISE);
    const pinned = allocateYoung(heap, 'FixedArray', 10);
    const root = keep(heap, pinned);
    const slot = local(heap, pinned);
    scavenge(heap);
    heap.structure.roots.locals.set(slot, 0);
    scavenge(heap);
    expect(addressIn(heap, root)).not.toBe(pinned);
    expect(spaceNameOf(heap, addressIn(heap, root))).toBe('old_space');
    expect(quarantined(heap).pages).toBe(0);
  });

  it('keep the page with the age mark young: not all on it has survived before', () => {
    const heap = newVerifiedHeap(preset, PRECISE);
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 10));
    scavenge(heap);
    const slot = local(heap, addressIn(heap, root));
    scavenge(heap);
    expect(inLocal(heap, slot)).toBe(addressIn(heap, root));
    expect(spaceNameOf(heap, inLocal(heap, slot))).toBe('new_space');
    expect(quarantined(heap)).toEqual({ pages: 1, bytes: 96 });
    scavenge(heap);
    expect(spaceNameOf(heap, inLocal(heap, slot))).toBe('old_space');
  });

  it('are remembered where old objects lead to them, as long as they are young', () => {
    const heap = newVerifiedHeap(preset, PRECISE);
    const old = allocateOld(heap, 'FixedArray', 4);
    keep(heap, old);
    const pinned = allocateYoung(heap, 'FixedArray', 10);
    local(heap, pinned);
    heap.store(old, 2, pinned);
    scavenge(heap);
    expect(heap.structure.oldToNew.has(old + 2)).toBe(true);
    scavenge(heap);
    expect(heap.structure.oldToNew.has(old + 2)).toBe(false);
  });

  it('remember what they lead to when their page is promoted', () => {
    const heap = newVerifiedHeap(preset, PRECISE);
    const pinned = allocateYoung(heap, 'FixedArray', 10);
    local(heap, pinned);
    scavenge(heap);
    const young = allocateYoung(heap, 'FixedArray', 3);
    heap.store(pinned, 2, young);
    scavenge(heap);
    const moved = heap.load(pinned, 2);
    expect([spaceNameOf(heap, pinned), spaceNameOf(heap, moved)]).toEqual(['old_space', 'new_space']);
    expect(heap.structure.oldToNew.has(pinned + 2)).toBe(true);
  });

  it.each([true, false])('may be trimmed where they are (then promoted: %s)', (promoted) => {
    const heap = newVerifiedHeap(preset, promoted ? PRECISE : STAYING);
    const slot = local(heap, allocateYoung(heap, 'FixedArray', 10));
    scavenge(heap);
    trimRight(heap, inLocal(heap, slot), 3);
    const trimmed = trimLeft(heap, inLocal(heap, slot), 2);
    expect(quarantined(heap).bytes).toBe(96); // cut words count as used, as everywhere
    scavenge(heap);
    expect(inLocal(heap, slot)).toBe(trimmed);
    expect(lastWork(heap)).toEqual(promoted ? [0, 56] : [56, 0]);
    expect(quarantined(heap).bytes).toBe(promoted ? 0 : 56);
  });

  it('move in a full collection, which leaves no quarantined page', () => {
    const heap = newVerifiedHeap(preset, PRECISE);
    const slot = local(heap, allocateYoung(heap, 'FixedArray', 10));
    scavenge(heap);
    collectFully(heap);
    expect(spaceNameOf(heap, inLocal(heap, slot))).toBe('old_space');
    expect(quarantined(heap)).toEqual({ pages: 0, bytes: 0 });
  });
});

it('conservatively, local handles pin nothing, and variables do', () => {
  const heap = newVerifiedHeap('14.6', CONSERVATIVE);
  const behindHandle = allocateYoung(heap, 'FixedArray', 10);
  const slot = local(heap, behindHandle);
  const inVariable = allocateYoung(heap, 'FixedArray', 20);
  const variable = heap.structure.roots.stack.add(inVariable);
  scavenge(heap);
  expect(inLocal(heap, slot)).not.toBe(behindHandle);
  expect(heap.structure.roots.stack.get(variable)).toBe(inVariable);
});

it('young large objects are promoted as always', () => {
  const heap = newVerifiedHeap('14.6', PRECISE);
  const large = allocateYoung(heap, 'FixedArray', 40_000);
  local(heap, large);
  scavenge(heap);
  expect(spaceNameOf(heap, large)).toBe('large_object_space');
  expect(quarantined(heap).pages).toBe(0);
});

describe('while marking runs', () => {
  const flags: GivenFlags = { ...PRECISE, 'separate-gc-phases': false };

  it('pinned objects keep their marks, and the dead of their page lose them', () => {
    const heap = newVerifiedHeap('13.6', flags);
    const { marks, pages, roots } = heap.structure;
    const pinned = allocateYoung(heap, 'FixedArray', 10);
    local(heap, pinned);
    keep(heap, pinned);
    const dying = allocateYoung(heap, 'FixedArray', 20);
    const root = keep(heap, dying);
    heap.collection.startMarking();
    heap.collection.advanceMarking(0);
    expect([marks.has(pinned), marks.has(dying)]).toEqual([true, true]);
    roots.strong.remove(root);
    scavenge(heap);
    expect([marks.has(pinned), marks.has(dying)]).toEqual([true, false]);
    expect(pages.liveWords[pinned >>> 15]).toBe(12);
    scavenge(heap);
    expect([spaceNameOf(heap, pinned), marks.has(pinned), pages.liveWords[pinned >>> 15]]).toEqual(['old_space', true, 12]);
  });

  it('what waits on the worklist is followed where it stayed', () => {
    const heap = newVerifiedHeap('13.6', flags);
    const pinned = allocateYoung(heap, 'FixedArray', 10);
    const slot = local(heap, pinned);
    keep(heap, pinned);
    heap.store(pinned, 2, allocateYoung(heap, 'FixedArray', 3));
    heap.collection.startMarking();
    scavenge(heap);
    heap.collection.advanceMarking(0);
    const young = heap.load(pinned, 2);
    expect(heap.structure.marks.has(young)).toBe(true);
    collectFully(heap);
    expect(spaceNameOf(heap, heap.load(inLocal(heap, slot), 2))).toBe('old_space');
  });
});
