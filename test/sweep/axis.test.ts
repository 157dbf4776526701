import { describe, expect, test } from 'vitest';
import { parseAxis } from '../../src/sweep/axis.ts';

describe('an axis', () => {
  test.each([
    ['max-semi-space-size=1,2, 4', { kind: 'flag', name: 'max-semi-space-size', target: 'max-semi-space-size', values: ['1', '2', '4'] }],
    ['max_semi_space_size=1', { kind: 'flag', name: 'max-semi-space-size', values: ['1'] }],
    ['v8=node22,13.6', { kind: 'v8', name: 'v8', values: ['12.4', '13.6'] }],
    ['param:rate=100MiB/s,0.2', { kind: 'param', name: 'param:rate', target: 'rate', values: ['100MiB/s', '0.2'] }],
    ['compact=true,false', { kind: 'flag', name: 'compact', values: ['true', 'false'] }],
  ])('%s', (text, axis) => {
    expect(parseAxis(text)).toMatchObject({ ok: true, axis });
  });

  test.each([
    ['max-semi-space-size', 'is not of the form'],
    ['=1', 'is not of the form'],
    ['v8=', 'is not of the form'],
    ['v8=12.4,,13.6', 'is not of the form'],
    ['v8=12.4,node22', 'has the value 12.4 twice'],
    ['v8=99', 'There is no preset "99"'],
    ['max-semi-space-sise=1', 'There is no flag'],
    ['max-semi-space-size=big', 'max-semi-space-size'],
    ['seed=1,2', 'Seeds are no axis'],
  ])('%s is none', (text, message) => {
    const parsed = parseAxis(text);
    expect(parsed.ok ? '' : parsed.message).toContain(message);
  });

  test('a misspelt flag has a hint', () => {
    expect(parseAxis('max-semi-space-sise=1')).toMatchObject({ hint: 'Did you mean "max-semi-space-size"?' });
  });
});
