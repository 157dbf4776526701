/** The collections of a report with what their lines say of the one before. */
import { escapeText } from '../../base/escape-text.ts';
import type { Collection, RunResult } from '../../engine/result.ts';
import { YOUNG_COLLECTION_KINDS } from '../../vocabulary/collections.ts';
import type { RunReport } from '../run-report.ts';
import { hasFigures } from '../run-report.ts';

export interface TracedCollection {
  readonly preset: string;
  readonly collection: Collection;
  readonly previous: Collection | null;
}

export type LineOf = (traced: TracedCollection) => string;

/** A line for each collection; --trace-gc-ignore-scavenger leaves those of young collections out. */
export function traceOf({ collections, engine, flags }: Pick<RunResult, 'collections' | 'engine' | 'flags'>, lineOf: LineOf): readonly string[] {
  return collections
    .map((collection, index) => ({ preset: engine.preset, collection, previous: collections[index - 1] ?? null }))
    .filter(({ collection }) => !YOUNG_COLLECTION_KINDS.includes(collection.kind) || flags['trace-gc-ignore-scavenger'] !== true)
    .map(lineOf);
}

/** The traces of all runs; where there are several, each has its name before it, as a comment. */
export function tracesOf({ results }: RunReport, lineOf: LineOf): string {
  const traced = results.filter(hasFigures);
  const blocks = traced.map((result) => [
    ...(traced.length > 1 ? [`# ${escapeText(result.scenario.name)} (V8 ${result.engine.preset}, seed ${String(result.seed)})`] : []),
    ...traceOf(result, lineOf),
  ]);
  return blocks.flat().map((line) => `${line}\n`).join('');
}
