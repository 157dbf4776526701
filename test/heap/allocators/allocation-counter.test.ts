import { describe, expect, test } from 'vitest';
import type { AllocationObserver } from '../../../src/heap/allocators/allocation-counter.ts';
import { AllocationCounter } from '../../../src/heap/allocators/allocation-counter.ts';

/** Keeps the sizes that it is told of. */
function observer(stepBytes: number): AllocationObserver & { readonly sizes: number[] } {
  const sizes: number[] = [];
  return { stepBytes, sizes, step: (_, objectBytes) => sizes.push(objectBytes) };
}

describe('AddAndRemoveUnusedObservers (allocation-observer-unittest.cc)', () => {
  test('the next step is the nearest of all observers', () => {
    const counter = new AllocationCounter();
    const [far, near] = [observer(200), observer(100)];
    expect(counter.isActive).toBe(false);
    counter.add(far);
    expect([counter.isActive, counter.nextBytes]).toEqual([true, 200]);
    counter.add(near);
    expect(counter.nextBytes).toBe(100);
    counter.advance(90);
    expect(counter.nextBytes).toBe(10);
    counter.remove(near);
    expect(counter.nextBytes).toBe(110);
    counter.remove(far);
    expect([counter.isActive, counter.nextBytes]).toEqual([false, 0]);
    expect([far.sizes, near.sizes]).toEqual([[], []]);
  });
});

describe('Step (allocation-observer-unittest.cc)', () => {
  test('an observer is told of the object that reaches its step, and counts from behind it', () => {
    const counter = new AllocationCounter();
    const [near, far] = [observer(100), observer(200)];
    counter.add(near);
    counter.add(far);
    counter.advance(90);
    counter.notify(8, 10);
    expect([near.sizes, far.sizes]).toEqual([[8], []]);
    expect(counter.nextBytes).toBe(10 + 100);
    counter.advance(90);
    counter.notify(16, 20);
    expect([near.sizes, far.sizes]).toEqual([[8, 16], [16]]);
    expect(counter.nextBytes).toBe(20 + 100);
  });
});
