import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { progressLine } from '../../src/cli/progress-line.ts';
import { terminalWidth } from '../../src/cli/terminal.ts';

test('shows share, bytes, rate, time left and name', () => {
  expect(progressLine('server', { fraction: 0.25, allocatedBytes: 512 * MiB }, 2000, 100)).toBe(
    '██▌░░░░░░░  25 %   512.0 MiB   256.0 MiB/s  6 s left  server',
  );
});

test('foretells nothing at the very beginning', () => {
  expect(progressLine('server', { fraction: 0.001, allocatedBytes: MiB }, 400, 100)).not.toContain('left');
});

test('never fills more than the width, and never breaks', () => {
  fc.assert(
    fc.property(
      fc.record({ fraction: fc.double({ min: -1, max: 2, noNaN: true }), allocatedBytes: fc.nat() }),
      fc.nat(1e9),
      fc.integer({ min: 1, max: 200 }),
      (progress, elapsedMs, width) => {
        const line = progressLine('n\u001b[31m\n', progress, elapsedMs, width);
        expect(line.length).toBeLessThanOrEqual(width);
        expect(line).not.toContain('\n');
      },
    ),
  );
});

test('the width is the terminal’s, else COLUMNS, else 100', () => {
  expect(terminalWidth(132, '80')).toBe(132);
  expect(terminalWidth(undefined, '80')).toBe(80);
  expect(terminalWidth(undefined, 'wide')).toBe(100);
  expect(terminalWidth(0, undefined)).toBe(100);
});
