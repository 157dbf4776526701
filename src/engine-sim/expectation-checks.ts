/** Compares expectations with the heap as it is, and keeps what came of each. */
import type { ExpectationResult } from '../engine/result.ts';
import { METRICS } from '../scenario/metrics.ts';
import type { Expectation, Location, MetricRef } from '../scenario/program.ts';
import { satisfies } from './constraints.ts';
import type { Counters } from './counters.ts';
import type { MetricSource, MetricValue } from './metrics.ts';
import { readMetric } from './metrics.ts';

export class ExpectationChecks {
  readonly results: ExpectationResult[] = [];
  /** Where blocks began to count, innermost last. */
  private readonly blocks: Counters[] = [];
  private readonly sourceOf: (metric: MetricRef, since: Counters) => MetricSource;

  constructor(sourceOf: (metric: MetricRef, since: Counters) => MetricSource) {
    this.sourceOf = sourceOf;
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
      const actual = this.read(expectation);
      const { metric, constraint, text, location } = expectation;
      this.note({ metric: metric.text, expected: text, actual, unit: METRICS[metric.name].unit, passed: satisfies(actual, constraint) }, location);
    }
  }

  holds(condition: Expectation): boolean {
    return satisfies(this.read(condition), condition.constraint);
  }

  note(result: Omit<ExpectationResult, 'line' | 'column'>, { line, column }: Location): void {
    this.results.push({ ...result, line, column });
  }

  private read({ metric }: Expectation): MetricValue {
    return readMetric(metric, this.sourceOf(metric, this.blocks.at(-1)!));
  }
}
