/** An event as V8 prints it with the trace flags that are shown: which lines, in which order. */
import type { CollectionTrace, TraceFlag } from '../../vocabulary/trace-events.ts';
import { collectionLine, isYoung } from './collection-line.ts';
import { candidateLine, evacuationLine } from './compaction-lines.ts';
import type { Dialect } from './dialects.ts';
import { dialectOf } from './dialects.ts';
import { freeListLines, layoutLines } from './heap-lines.ts';
import type { LineHeads } from './line-heads.ts';
import { lineHeads } from './line-heads.ts';
import { markingLines } from './marking-lines.ts';
import { nvpLine } from './nvp-line.ts';
import { reducerLine, utilizationLine } from './pace-lines.ts';
import { limitLines, spaceLines } from './space-lines.ts';
import type { TraceRecord } from './trace-record.ts';

export function traceLines({ scenario, preset, trace }: TraceRecord, shown: ReadonlySet<TraceFlag>): string {
  const dialect = dialectOf(preset);
  const heads = lineHeads(scenario, dialect);
  switch (trace.kind) {
    case 'collection':
      return collectionLines(trace, dialect, heads, shown);
    case 'free-lists':
      return freeListLines(trace, heads);
    case 'heap-layout':
      return layoutLines(trace);
    case 'candidate-weighed':
    case 'candidates-chosen':
    case 'candidate-taken':
      return candidateLine(trace, heads);
    case 'page-promotion':
    case 'page-evacuated':
    case 'evacuation-ended':
      return evacuationLine(trace, dialect, heads);
    case 'marking-started':
    case 'marking-step':
    case 'marking-interrupted':
    case 'marking-resumed':
    case 'marking-stopped':
    case 'marking-task':
      return markingLines(trace, dialect, heads);
    case 'reducer-looked':
    case 'reducer-started':
    case 'reducer-waits':
    case 'reducer-finished':
      return shown.has('trace-memory-reducer') || dialect.verboseReducer ? reducerLine(trace, heads) : '';
    case 'mutator-utilization':
      return utilizationLine(trace, heads);
  }
}

function collectionLines(event: CollectionTrace, dialect: Dialect, heads: LineHeads, shown: ReadonlySet<TraceFlag>): string {
  if (isYoung(event.collector) && shown.has('trace-gc-ignore-scavenger')) return '';
  const verbose = shown.has('trace-gc-verbose');
  const limits = verbose ? limitLines(event.limits, event.atMs, dialect, heads) : '';
  const line = shown.has('trace-gc-nvp') ? nvpLine(event, dialect, heads) : shown.has('trace-gc') ? collectionLine(event, dialect, heads) : '';
  const body = line + (verbose ? spaceLines(event, dialect, heads) : '');
  return dialect.limits === 'before' ? limits + body : body + limits;
}
