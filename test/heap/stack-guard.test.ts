import { expect, test } from 'vitest';
import { StackGuard } from '../../src/heap/stack-guard.ts';

function connected(): { guard: StackGuard; answered: string[] } {
  const guard = new StackGuard();
  const answered: string[] = [];
  guard.connect('finish-marking', () => answered.push('marking'));
  guard.connect('stress-scavenge', () => answered.push('scavenge'));
  return { guard, answered };
}

test('a program that does not say when it looks answers at once', () => {
  const { guard, answered } = connected();
  guard.request('finish-marking');
  expect(answered).toEqual(['marking']);
  expect(guard.isRequested('finish-marking')).toBe(false);
});

test('a program that looks answers each request once, where it looks', () => {
  const { guard, answered } = connected();
  guard.programBegins();
  guard.request('stress-scavenge');
  guard.request('finish-marking');
  guard.request('finish-marking');
  expect([answered, guard.isRequested('finish-marking')]).toEqual([[], true]);
  guard.look();
  guard.look();
  expect(answered).toEqual(['scavenge', 'marking']);
});

test('what is left is answered when it ends, or forgotten when the heap is not usable', () => {
  const { guard, answered } = connected();
  guard.programBegins();
  guard.request('finish-marking');
  guard.programEnds(true);
  expect(answered).toEqual(['marking']);
  guard.programBegins();
  guard.request('stress-scavenge');
  guard.programEnds(false);
  guard.look();
  expect(answered).toEqual(['marking']);
});

test('a program inside another one does not make the outer one answer at once', () => {
  const { guard, answered } = connected();
  guard.programBegins();
  guard.programBegins();
  guard.programEnds(true);
  guard.request('finish-marking');
  expect(answered).toEqual([]);
});
