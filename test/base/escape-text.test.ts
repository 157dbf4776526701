import { expect, test } from 'vitest';
import { escapeLines, escapeText } from '../../src/base/escape-text.ts';

test('control characters of names cannot reach the terminal', () => {
  expect(escapeText('red \u001b[31mname\u001b[0m')).toBe('red \\x1b[31mname\\x1b[0m');
  expect(escapeText('a\nb\tc\rd\u0007')).toBe('a\\nb\\tc\\x0dd\\x07');
  expect(escapeText('right\u202eto left')).toBe('right\\u202eto left');
  expect(escapeText('half \ud800')).toBe('half \\ud800');
});

test('letters of any script stay as they are', () => {
  expect(escapeText('größe 大きさ 🗑')).toBe('größe 大きさ 🗑');
});

test('a code frame keeps its lines', () => {
  expect(escapeLines('1 | a\n2 | \u001b[2Jb')).toBe('1 | a\n2 | \\x1b[2Jb');
});
