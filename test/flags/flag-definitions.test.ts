import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FLAG_DEFINITIONS,
  FLAG_NAMES,
  defaultFlagValue,
  findFlag,
  findFlagConflict,
  findForeignFlag,
  flagSummary,
  flagDefinition,
  parseFlagArgument,
  parseFlagValue,
  resolveFlags,
} from '../../src/flags/flag-definitions.ts';
import { PRESETS } from '../../src/flags/presets/index.ts';
import { CLASSIC } from '../../src/flags/presets/classic.ts';
import { V8_14_6 } from '../../src/flags/presets/v8-14.6.ts';

describe('the table of flags', () => {
  it('writes every name in V8’s dashed form, and documents it in one line', () => {
    for (const name of FLAG_NAMES) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(flagDefinition(name).doc).toMatch(/^[A-Z0-9][^\n]+[.]$/);
    }
  });

  it('has no flag that starts like a negated one', () => {
    for (const name of FLAG_NAMES) expect(name.startsWith('no-')).toBe(false);
  });

  it('has defaults that its own parser accepts, for every preset', () => {
    for (const preset of PRESETS) {
      for (const name of FLAG_NAMES) {
        const value = defaultFlagValue(name, preset);
        expect(parseFlagValue(name, value)).toEqual({ ok: true, name, value });
      }
    }
  });
});

describe('a flag of some versions only', () => {
  it('names versions that there are', () => {
    const names = PRESETS.map(({ name }) => name);
    for (const name of FLAG_NAMES) for (const version of flagDefinition(name).only ?? []) expect(names).toContain(version);
  });

  it('is foreign to the others, and says so', () => {
    expect(findForeignFlag(V8_14_6, 'memory-pool-timeout')).toBeNull();
    expect(findForeignFlag(CLASSIC, 'memory-pool-timeout')?.message).toBe('--memory-pool-timeout is a flag of V8 14.6, not of classic.');
    expect(findForeignFlag(V8_14_6, 'compact')).toBeNull();
    expect(flagSummary('memory-balancer')).toMatch(/Only in V8 12\.4, 13\.6 and 14\.6\.$/);
  });
});

describe('a flag’s value', () => {
  it.each([
    ['max-semi-space-size', 16, 'max-semi-space-size', 16],
    ['max-semi-space-size', '16', 'max-semi-space-size', 16],
    ['max_old_space_size', ' 50 ', 'max-old-space-size', 50],
    ['--max-heap-size', 0, 'max-heap-size', 0],
    ['compact', false, 'compact', false],
    ['compact', 'false', 'compact', false],
    ['gc_global', 'true', 'gc-global', true],
    ['page-promotion-threshold', 0, 'page-promotion-threshold', 0],
    ['memory-balancer-c-value', '3e-10', 'memory-balancer-c-value', 3e-10],
    ['ineffective-gc-size-threshold', 0.9, 'ineffective-gc-size-threshold', 0.9],
  ])('%s: %j is %s = %j', (name, value, canonical, parsed) => {
    expect(parseFlagValue(name, value)).toEqual({ ok: true, name: canonical, value: parsed });
  });

  it.each([
    ['max-semi-space-size', 1.5, 'takes a whole number of megabytes, not 1.5.'],
    ['max-semi-space-size', 'abc', 'takes a whole number of megabytes, not "abc".'],
    ['max-semi-space-size', true, 'takes a whole number of megabytes, not true.'],
    ['max-semi-space-size', -1, 'takes 0 to 16384 megabytes, not -1.'],
    ['max-semi-space-size', NaN, 'takes a whole number of megabytes, not NaN.'],
    ['max-semi-space-size', null, 'takes a whole number of megabytes, not null.'],
    ['semi-space-growth-factor', 1, 'takes 2 to 1024, not 1.'],
    ['ineffective-gc-size-threshold', 1.5, 'takes 0 to 1, not 1.5.'],
    ['ineffective-gc-size-threshold', 'much', 'takes a number, not "much".'],
    ['page-promotion-threshold', 101, 'takes 0 to 100 percent, not 101.'],
    ['compact', 1, 'is on or off, not 1.'],
    ['compact', 'yes', 'is on or off, not "yes".'],
  ])('%s: %j is refused', (name, value, message) => {
    expect(parseFlagValue(name, value)).toMatchObject({ ok: false, code: 'INVALID_FLAG_VALUE', message: `--${name} ${message}` });
  });

  it.each([
    ['16MiB', 16],
    ['16MB', 16],
    ['2GiB', 2048],
    ['8m', 8],
  ])('with a unit, as in %s, is refused with the number that was meant', (value, megabytes) => {
    expect(parseFlagValue('max-old-space-size', value)).toMatchObject({
      ok: false,
      hint: `V8 counts it in megabytes: max-old-space-size: ${megabytes}.`,
    });
  });

  it('of an unknown flag is refused with the nearest name', () => {
    expect(parseFlagValue('max-semispace-size', 16)).toMatchObject({
      ok: false,
      code: 'UNKNOWN_FLAG',
      message: 'There is no flag --max-semispace-size, or it has no effect on the simulated heap.',
      hint: 'Did you mean "max-semi-space-size"?',
    });
  });

  it('of a flag that a version has, but unfinished, is refused with the one to use instead', () => {
    expect(parseFlagArgument('--minor-mc')).toMatchObject({ ok: false, code: 'UNKNOWN_FLAG', hint: 'It was unfinished in 11.3; 12.4 and later have minor-ms.' });
  });

  it('does not find flags on the prototype', () => {
    for (const name of ['constructor', 'toString', '__proto__', '']) expect(findFlag(name)).toBeNull();
  });
});

describe('an argument in V8’s own form', () => {
  it.each([
    ['--compact', 'compact', true],
    ['--no-compact', 'compact', false],
    ['--nocompact', 'compact', false],
    ['--no_page_promotion', 'page-promotion', false],
    ['--max-semi-space-size=32', 'max-semi-space-size', 32],
    ['--max_old_space_size=50', 'max-old-space-size', 50],
    ['gc-global', 'gc-global', true],
    ['--compact=false', 'compact', false],
  ])('%s sets %s to %j', (argument, name, value) => {
    expect(parseFlagArgument(argument)).toEqual({ ok: true, name, value });
  });

  it.each([
    ['--no-max-old-space-size', 'INVALID_FLAG_VALUE'],
    ['--max-old-space-size', 'INVALID_FLAG_VALUE'],
    ['--max-old-space-size=', 'INVALID_FLAG_VALUE'],
    ['--no-such-flag', 'UNKNOWN_FLAG'],
    ['--', 'UNKNOWN_FLAG'],
    ['', 'UNKNOWN_FLAG'],
  ])('%s is refused as %s', (argument, code) => {
    expect(parseFlagArgument(argument)).toMatchObject({ ok: false, code });
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string(), fc.anything(), (text, value) => {
      expect(typeof parseFlagArgument(text).ok).toBe('boolean');
      for (const name of FLAG_NAMES) expect(typeof parseFlagValue(name, value).ok).toBe('boolean');
    }));
  });
});

describe('resolved flags', () => {
  it('hold every flag of the table and nothing else', () => {
    expect(Object.keys(resolveFlags(V8_14_6, {})).sort()).toEqual(Object.keys(FLAG_DEFINITIONS).sort());
    expect(Object.keys(resolveFlags(V8_14_6, { 'no-flag': 1 }))).not.toContain('no-flag');
  });

  it('prefer what was given to the default, even false and 0', () => {
    const flags = resolveFlags(V8_14_6, { compact: false, 'page-promotion-threshold': 0, 'max-old-space-size': 64 });
    expect(flags.compact).toBe(false);
    expect(flags['page-promotion-threshold']).toBe(0);
    expect(flags['max-old-space-size']).toBe(64);
  });

  it('hold what --minor-ms implies, whatever was given', () => {
    expect(resolveFlags(V8_14_6, { 'minor-ms': true, 'page-promotion': false, 'separate-gc-phases': false })).toMatchObject({ 'page-promotion': true, 'separate-gc-phases': true });
  });

  it('take their defaults from the preset where it has a say', () => {
    expect(resolveFlags(V8_14_6, {})).toMatchObject({
      'incremental-marking': true, 'page-promotion-threshold': 70, 'semi-space-growth-factor': 2, 'stress-concurrent-allocation': false,
    });
    expect(resolveFlags(CLASSIC, {})).toMatchObject({ 'incremental-marking': false, 'page-promotion-threshold': 100 });
  });
});

describe('flags that contradict each other', () => {
  it('are the three maxima together, as in V8', () => {
    const all = { 'max-heap-size': 100, 'max-semi-space-size': 3, 'max-old-space-size': 50 };
    expect(findFlagConflict(all)?.message).toContain('cannot be given together');
    for (const name of Object.keys(all)) expect(findFlagConflict({ ...all, [name]: 0 })).toBeNull();
    expect(findFlagConflict({})).toBeNull();
  });
});

describe('a flag that a version does not have', () => {
  it('is --minor-ms of 11.3 and of the textbook heap', () => {
    expect(PRESETS.filter((preset) => findForeignFlag(preset, 'minor-ms') !== null).map(({ name }) => name).sort()).toEqual(['11.3', 'classic']);
    for (const preset of PRESETS) expect(findForeignFlag(preset, 'compact')).toBeNull();
  });
});
