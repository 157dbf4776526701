import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../src/scenario/code-frame.ts';
import { problemsOf, readMarks } from './scenario-text.ts';

const frame = (marked: string): string => {
  const { text, place } = readMarks(marked);
  return codeFrame(text, place);
};

describe('a code frame', () => {
  it('shows two lines before and behind, and underlines the place', () => {
    expect(frame('a: 1\nb: 2\nc: 3\nd: «four»\ne: 5\nf: 6\ng: 7\n')).toBe(
      ['  2 | b: 2', '  3 | c: 3', '> 4 | d: four', '    |    ^^^^', '  5 | e: 5', '  6 | f: 6'].join('\n'),
    );
  });

  it('aligns numbers of different length', () => {
    expect(frame(`${'x\n'.repeat(8)}y\n«z»\n`)).toContain('   9 | y\n> 10 | z\n     | ^');
  });

  it('points at a place of no length, and behind the last line', () => {
    expect(frame('a:«»')).toBe('> 1 | a:\n    |   ^');
    expect(codeFrame('', { line: 1, column: 1, endLine: 1, endColumn: 1 })).toBe('> 1 |\n    | ^');
  });

  it('underlines to the end of the line what takes several', () => {
    expect(frame('a: «[1,\n  2]»')).toBe('> 1 | a: [1,\n    |    ^^^\n  2 |   2]');
  });

  it('cuts long lines around the place', () => {
    const shown = frame(`${'x'.repeat(5000)}«yy»${'z'.repeat(5000)}\nshort`).split('\n');
    expect(shown[0]).toBe(`> 1 | …${'x'.repeat(30)}yy${'z'.repeat(68)}…`);
    expect(shown[1]).toBe(`    | ${' '.repeat(31)}^^`);
    expect(Math.max(...shown.map((line) => line.length))).toBeLessThan(120);
  });

  it('shows tabs as spaces and escapes what a terminal would obey, with the caret in its place', () => {
    expect(frame('a:\t"\u001b[31m" «x»')).toBe('> 1 | a:  "\\x1b[31m" x\n    | ' + ' '.repeat(15) + '^');
  });

  it('is the same for CRLF and behind a byte order mark', () => {
    const expected = codeFrame('a: 1\nb: x\n', { line: 2, column: 4, endLine: 2, endColumn: 5 });
    expect(codeFrame('\uFEFFa: 1\r\nb: x\r\n', { line: 2, column: 4, endLine: 2, endColumn: 5 })).toBe(expected);
  });

  it('is empty for a problem outside the text', () => {
    const [problem] = problemsOf('steps: []', { seed: -1 });
    expect(problem === undefined ? 'none' : codeFrame('steps: []', problem)).toBe('');
  });
});
