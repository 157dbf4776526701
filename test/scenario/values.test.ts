import { describe, expect, it } from 'vitest';
import { formatBytes, parseQuantity, parseRange, QUANTITIES, quantityPattern } from '../../src/scenario/values.ts';
import type { QuantityName } from '../../src/scenario/values.ts';

function value(raw: unknown, name: QuantityName): number | string {
  const parsed = parseQuantity(raw, name);
  return parsed.ok ? parsed.value : parsed.code;
}

describe('sizes', () => {
  it.each([
    [4096, 4096], ['4096', 4096], ['64KiB', 65536], ['64KB', 65536], ['64 kb', 65536], ['64k', 65536], ['16MB', 16 * 2 ** 20],
    ['1.5MiB', 1.5 * 2 ** 20], ['1GiB', 2 ** 30], ['16GiB', 2 ** 34], ['1e3B', 1000], ['0.1GiB', 'BAD_VALUE'],
    [0, 'OUT_OF_RANGE'], [-1, 'OUT_OF_RANGE'], ['-1KiB', 'OUT_OF_RANGE'], ['17GiB', 'OUT_OF_RANGE'], [1e30, 'OUT_OF_RANGE'], ['1e400', 'OUT_OF_RANGE'],
    [1.5, 'BAD_VALUE'], [Number.NaN, 'BAD_VALUE'], [Infinity, 'BAD_VALUE'], ['', 'BAD_VALUE'], ['KiB', 'BAD_VALUE'], ['5 %', 'BAD_VALUE'],
    ['12 MiB 3', 'BAD_VALUE'], ['1KiB..2KiB', 'BAD_VALUE'], ['5constructor', 'BAD_VALUE'], ['5__proto__', 'BAD_VALUE'], ['1'.repeat(1000), 'BAD_VALUE'],
    [null, 'WRONG_TYPE'], [true, 'WRONG_TYPE'], [[], 'WRONG_TYPE'], [{}, 'WRONG_TYPE'],
  ])('%j is %j', (raw, expected) => {
    expect(value(raw, 'bytes')).toBe(expected);
  });

  it('are written with the largest unit that leaves a whole number', () => {
    expect([1000, 1024, 1536, 4 * 2 ** 20, 2 ** 34].map(formatBytes)).toEqual(['1000', '1KiB', '1536', '4MiB', '16GiB']);
  });
});

describe('other quantities', () => {
  it.each<[unknown, QuantityName, number | string]>([
    [1e6, 'count', 1e6], ['1e6', 'count', 1e6], ['4e6', 'count', 4e6], [0, 'count', 'OUT_OF_RANGE'], [1.5, 'count', 'BAD_VALUE'],
    ['5KiB', 'count', 'BAD_VALUE'], [1e13, 'count', 'OUT_OF_RANGE'], [2 ** 60, 'count', 'OUT_OF_RANGE'],
    ['250ms', 'duration', 250], ['10s', 'duration', 10_000], ['2min', 'duration', 120_000], ['1h', 'duration', 3_600_000], ['500us', 'duration', 0.5],
    [10, 'duration', 'BAD_VALUE'], ['10 parsecs', 'duration', 'BAD_VALUE'],
    ['200MiB/s', 'rate', (200 * 2 ** 20) / 1000], ['1000B/s', 'rate', 1], ['200MiB', 'rate', 'BAD_VALUE'], ['0MiB/s', 'rate', 'OUT_OF_RANGE'],
    ['5%', 'share', 0.05], [0.05, 'share', 0.05], ['100%', 'share', 1], ['101%', 'share', 'OUT_OF_RANGE'], [0, 'share', 'OUT_OF_RANGE'],
  ])('%j as a %s is %j', (raw, name, expected) => {
    const actual = value(raw, name);
    if (typeof expected === 'number') expect(actual).toBeCloseTo(expected, 9);
    else expect(actual).toBe(expected);
  });

  it('take a plain number where the place says what it means', () => {
    expect(parseQuantity(250, 'duration', { bare: 1 })).toEqual({ ok: true, value: 250 });
  });

  it('name the unit that is wrong, and an example that is right', () => {
    expect(parseQuantity('10', 'duration')).toMatchObject({ message: '10 needs a unit.', hint: 'Write it like 250ms or 10s.' });
    expect(parseQuantity('5MiB', 'duration')).toMatchObject({ message: '"MiB" is no unit of a duration.' });
  });
});

describe('ranges', () => {
  it.each([
    ['8..64', { min: 8, max: 64 }], ['8 .. 64', { min: 8, max: 64 }], [8, { min: 8, max: 8 }], ['8', { min: 8, max: 8 }], ['1e3..2e3', { min: 1000, max: 2000 }],
  ])('%j is %j', (raw, expected) => {
    expect(parseRange(raw, 'count')).toEqual({ ok: true, value: expected });
  });

  it('have ends in order', () => {
    expect(parseRange('64..8', 'count')).toMatchObject({ ok: false, code: 'BAD_VALUE', hint: 'Write 8..64.' });
  });

  it.each(['..', '8..', '..8', '8..x', '8...9.', '8..9..10'])('%j is none', (raw) => {
    expect(parseRange(raw, 'count').ok).toBe(false);
  });

  it('of sizes have units at both ends', () => {
    expect(parseRange('1KiB..2KiB', 'bytes')).toEqual({ ok: true, value: { min: 1024, max: 2048 } });
  });
});

describe('patterns for JSON Schema', () => {
  it('match the examples of their quantity', () => {
    for (const name of Object.keys(QUANTITIES) as QuantityName[]) {
      const pattern = new RegExp(`^${quantityPattern(name)}$`);
      for (const example of QUANTITIES[name].examples) expect(String(example)).toMatch(pattern);
      expect('12 furlongs').not.toMatch(pattern);
    }
  });
});
