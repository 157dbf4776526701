/** Listens to a heap for who traces the run: to collections, and to what else the trace flags ask for. */
import type { V8Flags } from '../flags/flag-definitions.ts';
import type { Heap } from '../heap/heap.ts';
import type { TraceEvent } from '../vocabulary/trace-events.ts';
import { TRACE_FLAG_NAMES, TRACE_FLAGS } from '../vocabulary/trace-events.ts';

export function traceHeap(heap: Heap, tell: (event: TraceEvent) => void): void {
  const wanted = tracedKinds(heap.configuration.flags);
  heap.collection.traceTo({
    wants: (kind) => wanted.has(kind),
    tell: (event) => {
      if (wanted.has(event.kind)) tell(event);
    },
  });
}

function tracedKinds(flags: V8Flags): ReadonlySet<TraceEvent['kind']> {
  return new Set(['collection', ...TRACE_FLAG_NAMES.filter((name) => flags[name]).flatMap((name): readonly TraceEvent['kind'][] => TRACE_FLAGS[name])]);
}
