/** Whether a metric's value satisfies what the scenario expects of it. */
import type { Constraint } from '../scenario/program.ts';
import type { MetricValue } from './metrics.ts';

/** A constraint whose expressions have been computed. */
export type PlainConstraint = Exclude<Constraint, { readonly kind: 'computed' | 'computed-range' }>;

export function satisfies(value: MetricValue, constraint: PlainConstraint): boolean {
  switch (constraint.kind) {
    case 'equals':
      return value === constraint.value;
    case 'not':
      return value !== constraint.value;
    case 'compare':
      return typeof value === 'number' && compares(value, constraint.operator, constraint.value);
    case 'range':
      return typeof value === 'number' && value >= constraint.min && value <= constraint.max;
    case 'near':
      return typeof value === 'number' && Math.abs(value - constraint.value) <= constraint.tolerance;
  }
}

function compares(value: number, operator: '<' | '<=' | '>' | '>=' | '!=', bound: number): boolean {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '!=':
      return value !== bound;
  }
}
