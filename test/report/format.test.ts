import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GiB, KiB, MiB } from '../../src/base/units.ts';
import {
  byteFormatter,
  formatBar,
  formatBytes,
  formatBytesExactly,
  formatCount,
  formatMs,
  formatPercent,
  formatPlural,
  formatShare,
} from '../../src/report/format.ts';

describe('single figures', () => {
  test('counts are grouped by three', () => {
    expect([0, 999, 1000, 1_204_113, -4096].map(formatCount)).toEqual(['0', '999', '1 000', '1 204 113', '-4 096']);
    expect(formatCount(2.5)).toBe('2.50');
  });

  test('bytes take the largest unit that they fill', () => {
    expect([0, 1, 1023, KiB, 1536, MiB - 1, MiB, GiB, 1.5 * GiB, 4096 * GiB].map(formatBytes)).toEqual([
      '0 B', '1 B', '1 023 B', '1.0 KiB', '1.5 KiB', '1 024.0 KiB', '1.0 MiB', '1.0 GiB', '1.5 GiB', '4 096.0 GiB',
    ]);
  });

  test('a failed expectation shows the exact bytes beside the rounded ones, but never twice the same', () => {
    expect(formatBytesExactly(1_288_490_189)).toBe('1.2 GiB (1 288 490 189 B)');
    expect(formatBytesExactly(512)).toBe('512 B');
  });

  test('shares are percentages with one decimal, and only nothing and all are rounded to them', () => {
    expect([0, 0.182, 0.0004, 0.0005, 0.9994, 0.9996, 1, 1.5].map(formatPercent)).toEqual([
      '0 %', '18.2 %', '<0.1 %', '0.1 %', '99.9 %', '>99.9 %', '100 %', '150.0 %',
    ]);
    expect(formatShare(1, 0)).toBe('–');
  });

  test('times change to seconds when milliseconds say too much', () => {
    expect([0, 1.06, 9999, 10_000, 3_600_000].map(formatMs)).toEqual(['0.0 ms', '1.1 ms', '9 999.0 ms', '10.0 s', '3 600.0 s']);
  });

  test('one is singular, none is plural', () => {
    expect([formatPlural(1, 'step'), formatPlural(0, 'step'), formatPlural(2, 'retry', 'retries')]).toEqual(['1 step', '0 steps', '2 retries']);
  });
});

describe('the bar', () => {
  test('is ten cells, whatever the share', () => {
    fc.assert(fc.property(fc.double({ min: -1, max: 3, noNaN: true }), (share) => formatBar(share).length === 10));
  });

  test('shows a trace of anything above nothing, and is black only when full', () => {
    expect([0, 0.0001, 0.5, 0.999, 1].map(formatBar)).toEqual(['░░░░░░░░░░', '▏░░░░░░░░░', '█████░░░░░', '█████████▉', '██████████']);
  });
});

describe('a column of bytes', () => {
  const column = (...sizes: number[]): string[] => sizes.map(byteFormatter(sizes));

  test('has one unit, in which every figure can be told from zero', () => {
    expect(column(2 * MiB, 1 * KiB, 0)).toEqual(['2 048.0 KiB', '1.0 KiB', '0 KiB']);
    expect(column(1_048_512, 16)).toEqual(['1 048 512 B', '16 B']);
    expect(column(20 * MiB, 16)).toEqual(['20 480.0 KiB', '<0.1 KiB']);
    expect(column(2 * MiB, 1.5 * MiB)).toEqual(['2.0 MiB', '1.5 MiB']);
    expect(column()).toEqual([]);
    expect(column(0)).toEqual(['0 B']);
  });

  test('says more than one digit of what is not much smaller', () => {
    expect(column(2 * MiB, 200 * KiB)).toEqual(['2 048.0 KiB', '200.0 KiB']);
    expect(column(92 * MiB, 200 * KiB)).toEqual(['92.0 MiB', '0.2 MiB']);
  });

  test('marks what is too small beside what is very large', () => {
    expect(column(400 * GiB, 8)).toEqual(['400.0 GiB', '<0.1 GiB']);
  });

  test('never writes two units, and never zero for something', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 ** 40 }), { minLength: 1 }), (sizes) => {
        const cells = column(...sizes);
        expect(new Set(cells.map((cell) => cell.split(' ').at(-1))).size).toBe(1);
        sizes.forEach((size, index) => expect(/^0(\.0)? /.test(cells[index] ?? '')).toBe(size === 0));
      }),
    );
  });
});
