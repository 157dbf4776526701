import { describe, expect, it } from 'vitest';
import { parseConstraint } from '../../src/scenario/constraints.ts';
import { metric } from '../../src/scenario/metrics.ts';
import type { MetricName } from '../../src/scenario/metrics.ts';
import type { ScalarNode } from '../../src/scenario/source-tree.ts';

function scalar(value: string | number | boolean | null): ScalarNode {
  return { kind: 'scalar', value, text: String(value ?? ''), range: { start: 0, end: 0 }, size: 1, depth: 0 };
}

const constraint = (name: MetricName, value: string | number | boolean | null) => {
  const parsed = parseConstraint(scalar(value), metric(name));
  return parsed.ok ? parsed.value.constraint : parsed.code;
};

describe('constraints', () => {
  it.each<[MetricName, string | number | boolean, unknown]>([
    ['gc.count', 3, { kind: 'equals', value: 3 }],
    ['gc.count', '== 3', { kind: 'equals', value: 3 }],
    ['gc.count', '> 0', { kind: 'compare', operator: '>', value: 0 }],
    ['gc.count', '!= 0', { kind: 'compare', operator: '!=', value: 0 }],
    ['gc.count', '20..40', { kind: 'range', min: 20, max: 40 }],
    ['gc.count', '~ 100 ± 5', { kind: 'near', value: 100, tolerance: 5 }],
    ['gc.count', '~ 100 ± 5%', { kind: 'near', value: 100, tolerance: 5 }],
    ['heap.used', '<= 12MiB', { kind: 'compare', operator: '<=', value: 12 * 2 ** 20 }],
    ['heap.used', '<12MiB', { kind: 'compare', operator: '<', value: 12 * 2 ** 20 }],
    ['heap.used', '1MiB..2MiB', { kind: 'range', min: 2 ** 20, max: 2 ** 21 }],
    ['heap.used', '~ 1MiB +- 1KiB', { kind: 'near', value: 2 ** 20, tolerance: 1024 }],
    ['gc.scavenge.survival', '< 20%', { kind: 'compare', operator: '<', value: 0.2 }],
    ['gc.scavenge.survival', '~ 5% ± 1%', { kind: 'near', value: 0.05, tolerance: 0.01 }],
    ['time', 250, { kind: 'equals', value: 250 }],
    ['time', '< 10s', { kind: 'compare', operator: '<', value: 10_000 }],
    ['oom', true, { kind: 'equals', value: true }],
    ['oom', '!= true', { kind: 'not', value: true }],
    ['gc.last.kind', 'mark-compact', { kind: 'equals', value: 'mark-compact' }],
    ['gc.last.kind', '!= none', { kind: 'not', value: 'none' }],
    ['gc.last.reason', 'allocation failure', { kind: 'equals', value: 'allocation failure' }],
    ['object.<object>.space', 'old_space', { kind: 'equals', value: 'old_space' }],
    ['object.<object>.address', '!= 0', { kind: 'compare', operator: '!=', value: 0 }],
  ])('of %s: %j', (name, value, expected) => {
    expect(constraint(name, value)).toEqual(expected);
  });

  it.each<[MetricName, string | number | boolean | null, string]>([
    ['heap.used', '5%', 'CONSTRAINT_MISMATCH'],
    ['heap.used', true, 'CONSTRAINT_MISMATCH'],
    ['heap.used', 'old_space', 'CONSTRAINT_MISMATCH'],
    ['gc.count', '3MiB', 'CONSTRAINT_MISMATCH'],
    ['gc.count', 1.5, 'CONSTRAINT_MISMATCH'],
    ['gc.count', -1, 'OUT_OF_RANGE'],
    ['gc.scavenge.survival', 5, 'OUT_OF_RANGE'],
    ['gc.last.kind', 3, 'CONSTRAINT_MISMATCH'],
    ['gc.last.kind', '< scavenge', 'CONSTRAINT_MISMATCH'],
    ['gc.last.kind', 'scavnge', 'BAD_VALUE'],
    ['oom', 1, 'CONSTRAINT_MISMATCH'],
    ['oom', 'yes', 'CONSTRAINT_MISMATCH'],
    ['gc.count', '~ 5', 'BAD_VALUE'],
    ['gc.count', '40..20', 'BAD_VALUE'],
    ['gc.count', '>', 'CONSTRAINT_MISMATCH'],
    ['gc.count', null, 'WRONG_TYPE'],
    ['gc.count', '1'.repeat(1000), 'BAD_VALUE'],
  ])('of %s cannot be %j', (name, value, code) => {
    expect(constraint(name, value)).toBe(code);
  });

  it('keep the text as written, with single spaces', () => {
    expect(parseConstraint(scalar('  <=   12MiB '), metric('heap.used'))).toMatchObject({ value: { text: '<= 12MiB' } });
  });
});
