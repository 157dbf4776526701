import { describe, expect, it } from 'vitest';
import { closest, didYouMean, editDistance } from '../../src/base/did-you-mean.ts';

describe('editDistance', () => {
  it.each([
    ['rate', 'rate', 0],
    ['rate', 'ratee', 1],
    ['rtae', 'rate', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['RATE', 'rate', 0],
  ])('of %j and %j is %i', (left, right, distance) => {
    expect(editDistance(left, right)).toBe(distance);
    expect(editDistance(right, left)).toBe(distance);
  });
});

describe('closest', () => {
  const names = ['allocate', 'abandon', 'old_space', 'new_space', 'gc'];

  it('finds the name that was mistyped', () => {
    expect(closest('alocate', names)).toBe('allocate');
    expect(closest('old_spcae', names)).toBe('old_space');
  });

  it('takes other spellings of the same name for it', () => {
    expect(closest('oldSpace', names)).toBe('old_space');
    expect(closest('new-space', names)).toBe('new_space');
  });

  it('keeps silent when nothing is near', () => {
    expect(closest('workload', names)).toBeNull();
    expect(closest('', names)).toBeNull();
  });

  it('does not compare words that nobody types', () => {
    expect(closest('x'.repeat(1_000_000), names)).toBeNull();
  });

  it('is asked as a question', () => {
    expect(didYouMean('g', names)).toBe('Did you mean "gc"?');
    expect(didYouMean('zzzzzz', names)).toBeNull();
  });
});
