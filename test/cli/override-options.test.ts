import { describe, expect, test } from 'vitest';
import { addAssignment, readV8Flags, splitAtDoubleDash } from '../../src/cli/override-options.ts';

describe('V8’s own flags', () => {
  test('stand behind the first --', () => {
    expect(splitAtDoubleDash(['run', 'a', '--', '--x', '--', 'y'])).toEqual({ own: ['run', 'a'], v8: ['--x', '--', 'y'] });
    expect(splitAtDoubleDash(['run', 'a'])).toEqual({ own: ['run', 'a'], v8: [] });
  });

  test('are read in each of V8’s spellings', () => {
    expect(readV8Flags(['--max-semi-space-size=32'])).toEqual({ 'max-semi-space-size': 32 });
    expect(readV8Flags(['--max_semi_space_size', '32'])).toEqual({ max_semi_space_size: '32' });
  });

  test('that are unknown or ill-fitting are handed on, to be reported with the rest', () => {
    expect(readV8Flags(['--nonsense', '--max-semi-space-size=large'])).toEqual({ nonsense: true, 'max-semi-space-size': 'large' });
  });

  test('are not guessed from anything else', () => {
    expect(() => readV8Flags(['x.yaml'])).toThrow('"x.yaml" is not a V8 flag.');
  });
});

describe('assignments', () => {
  test('collect; the last of a name wins; values may hold =', () => {
    expect(addAssignment('a=2', addAssignment('b=x=y', { a: '1' }))).toEqual({ a: '2', b: 'x=y' });
    expect(addAssignment('--flag=1')).toEqual({ flag: '1' });
  });

  test('need a name', () => {
    expect(() => addAssignment('=3')).toThrow(/name=value/);
    expect(() => addAssignment('a')).toThrow(/name=value/);
  });
});
