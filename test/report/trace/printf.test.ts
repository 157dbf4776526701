import { describe, expect, test } from 'vitest';
import { fixed, general, hexadecimal, kilobytes, megabytes } from '../../../src/report/trace/printf.ts';

/** What printf of a C library prints. */
describe('numbers as C prints them', () => {
  test.each([
    [0, '0'],
    [1, '1'],
    [0.5, '0.5'],
    [15.812_915, '15.8129'],
    [31_101.44, '31101.4'],
    [259_875, '259875'],
    [100_000, '100000'],
    [999_999.6, '1e+06'],
    [1_026_263.4, '1.02626e+06'],
    [6_349_060, '6.34906e+06'],
    [1.5e12, '1.5e+12'],
    [-12.5, '-12.5'],
    [0.0001, '0.0001'],
    [0.000_012, '1.2e-05'],
    [0.000_123_456_7, '0.000123457'],
  ])('%%g of %f is %s', (value, text) => {
    expect(general(value)).toBe(text);
  });

  test('decimals and columns', () => {
    expect(fixed(0.5678, 2)).toBe('0.57');
    expect(fixed(21.4, 0, 8)).toBe('      21');
    expect(fixed(123_456_789, 0, 6)).toBe('123456789');
    expect([fixed(1 / 0, 0), fixed(0 / 0, 0)]).toEqual(['inf', '-nan']);
  });

  test('sizes lose what is no whole unit', () => {
    expect(kilobytes(2047)).toBe('1');
    expect(kilobytes(5096 * 1024, 6)).toBe('  5096');
    expect(megabytes(3 * 2 ** 20 - 1)).toBe('2');
    expect(hexadecimal(262_144)).toBe('0x40000');
  });
});
