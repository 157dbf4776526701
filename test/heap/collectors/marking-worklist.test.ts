import { expect, test } from 'vitest';
import { MarkingWorklist } from '../../../src/heap/collectors/marking-worklist.ts';

const drained = (worklist: MarkingWorklist): readonly number[] => {
  const popped: number[] = [];
  for (let entry = worklist.pop(); entry !== 0; entry = worklist.pop()) popped.push(entry);
  return popped;
};

test('what is pushed while a segment is worked off waits until it is done', () => {
  const worklist = new MarkingWorklist();
  for (const entry of [1, 2, 3]) worklist.push(entry);
  expect(worklist.pop()).toBe(3);
  worklist.push(4);
  worklist.push(5);
  expect(drained(worklist)).toEqual([2, 1, 5, 4]);
  expect(worklist.isEmpty).toBe(true);
});

test('full segments are stacked: the newest comes first', () => {
  const worklist = new MarkingWorklist();
  for (let entry = 1; entry <= 64 * 3 + 2; entry++) worklist.push(entry);
  const popped = drained(worklist);
  expect(popped.slice(0, 3)).toEqual([194, 193, 192]);
  expect(popped).toEqual(Array.from({ length: 194 }, (_, i) => 194 - i));
});

test('entries can be replaced and dropped wherever they are', () => {
  const worklist = new MarkingWorklist();
  for (let entry = 1; entry <= 200; entry++) worklist.push(entry);
  expect(worklist.pop()).toBe(200);
  worklist.push(201);
  worklist.update((entry) => (entry % 2 === 0 ? 0 : entry * 10));
  const left = [...drained(worklist)].sort((a, b) => a - b);
  expect(left).toEqual(Array.from({ length: 101 }, (_, i) => (2 * i + 1) * 10));
  worklist.push(7);
  worklist.clear();
  expect(worklist.pop()).toBe(0);
});
