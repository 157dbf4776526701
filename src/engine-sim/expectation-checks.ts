/** Compares expectations with the heap as it is, and keeps what came of each. */
import { invariant } from '../base/invariant.ts';
import type { ExpectationResult } from '../engine/result.ts';
import { evaluate } from '../scenario/expressions.ts';
import type { ExpressionValue } from '../scenario/expressions.ts';
import { METRICS } from '../scenario/metrics.ts';
import type { Constraint, Expectation, Location, MetricExpression, MetricLeaf, MetricRef, ProgramCheckpoint } from '../scenario/program.ts';
import type { PlainConstraint } from './constraints.ts';
import { satisfies } from './constraints.ts';
import type { Counters } from './counters.ts';
import type { MetricReading, MetricSource, MetricValue } from './metrics.ts';
import { readMetric } from './metrics.ts';
import { RunError } from './run-error.ts';

export class ExpectationChecks {
  readonly results: ExpectationResult[] = [];
  /** Where blocks began to count, innermost last. */
  private readonly blocks: Counters[] = [];
  private readonly sourceOf: (metric: MetricRef, since: Counters) => MetricSource;
  private readonly checkpoints: readonly ProgramCheckpoint[];
  /** By checkpoint: its metrics as they were, by name; undefined before the run came there. */
  private readonly remembered: (ReadonlyMap<string, MetricReading> | undefined)[] = [];

  constructor(sourceOf: (metric: MetricRef, since: Counters) => MetricSource, checkpoints: readonly ProgramCheckpoint[]) {
    this.sourceOf = sourceOf;
    this.checkpoints = checkpoints;
  }

  openBlock(since: Counters): void {
    this.blocks.push(since);
  }

  closeBlock(): void {
    this.blocks.pop();
  }

  /** Checks what was expected of the innermost block. */
  check(expectations: readonly Expectation[]): void {
    for (const expectation of expectations) {
      const { metric, text, location } = expectation;
      const actual = this.read(expectation);
      const constraint = this.plain(expectation);
      const expected = expectation.constraint === constraint ? text : `${text} (${wordsOf(constraint)})`;
      this.note({ metric: metric.text, expected, actual, unit: METRICS[metric.name].unit, passed: satisfies(actual, constraint) }, location);
    }
  }

  measure(metrics: readonly MetricRef[]): readonly MetricValue[] {
    return metrics.map((metric) => toValue(readMetric(metric, this.sourceOf(metric, this.blocks.at(-1)!))));
  }

  holds(condition: Expectation): boolean {
    return satisfies(this.read(condition), this.plain(condition));
  }

  note(result: Omit<ExpectationResult, 'line' | 'column'>, { line, column }: Location): void {
    this.results.push({ ...result, line, column });
  }

  /** Remembers what expressions will ask about this moment. */
  remember(checkpoint: number): void {
    const values = new Map<string, MetricReading>();
    for (const metric of this.checkpoints[checkpoint]!.metrics) values.set(metric.text, readMetric(metric, this.sourceOf(metric, this.blocks[0]!)));
    this.remembered[checkpoint] = values;
  }

  private read(expectation: Expectation): MetricValue {
    const { metric, expression } = expectation;
    return toValue(expression === null ? readMetric(metric, this.sourceOf(metric, this.since(expectation))) : this.compute(expression, expectation));
  }

  private since({ sinceStart }: Expectation): Counters {
    return sinceStart ? this.blocks[0]! : this.blocks.at(-1)!;
  }

  private plain(expectation: Expectation): PlainConstraint {
    const { constraint } = expectation;
    const value = (expression: MetricExpression): MetricValue => toValue(this.compute(expression, expectation));
    if (constraint.kind === 'computed-range') return { kind: 'range', min: Number(value(constraint.min)), max: Number(value(constraint.max)) };
    if (constraint.kind !== 'computed') return constraint;
    return compared(constraint.operator, value(constraint.value));
  }

  /** One metric alone may be a word or a truth; what is computed with are numbers. */
  private compute(expression: MetricExpression, expectation: Expectation): MetricReading {
    if (expression.kind === 'leaf') return this.readLeaf(expression.leaf, expectation);
    return evaluate(expression, (leaf): ExpressionValue => {
      const value = this.readLeaf(leaf, expectation);
      return typeof value === 'string' ? Number.NaN : typeof value === 'boolean' ? Number(value) : value;
    });
  }

  private readLeaf({ metric, checkpoint }: MetricLeaf, expectation: Expectation): MetricReading {
    if (checkpoint === null) return readMetric(metric, this.sourceOf(metric, this.since(expectation)));
    const value = this.remembered[checkpoint]?.get(metric.text);
    if (value !== undefined) return value;
    throw new RunError('CHECKPOINT_NOT_REACHED', `the checkpoint "${this.checkpoints[checkpoint]!.name}" has not been reached yet`, 'put the checkpoint step before the expectation');
  }
}

function compared(operator: Extract<Constraint, { kind: 'computed' }>['operator'], value: MetricValue): PlainConstraint {
  if (operator === '=') return { kind: 'equals', value };
  if (operator === '!=' && typeof value !== 'number') return { kind: 'not', value };
  return { kind: 'compare', operator, value: Number(value) };
}

function wordsOf(constraint: PlainConstraint): string {
  invariant(constraint.kind !== 'near', 'a nearness that is computed is a range');
  return constraint.kind === 'range' ? `${String(constraint.min)}..${String(constraint.max)}` : String(constraint.value);
}

/** A counter of 64 bits is told as a number as long as it is exact. */
function toValue(reading: MetricReading): MetricValue {
  if (typeof reading !== 'bigint') return reading;
  return reading <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(reading) : String(reading);
}
