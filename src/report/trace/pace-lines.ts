/** The lines of --trace-memory-reducer and --trace-mutator-utilization. */
import type { ReducerTrace, UtilizationTrace } from '../../vocabulary/trace-events.ts';
import type { Dialect } from './dialects.ts';
import type { LineHeads } from './line-heads.ts';
import { fixed } from './printf.ts';

export function reducerLine(event: ReducerTrace, heads: LineHeads): string {
  return `${heads.stamped(event.atMs)}Memory reducer: ${reducerText(event)}\n`;
}

function reducerText(event: ReducerTrace): string {
  switch (event.kind) {
    case 'reducer-looked':
      return `${event.idle ? 'low' : 'high'} alloc, foreground`;
    case 'reducer-started':
      return `started GC #${String(event.collection)}`;
    case 'reducer-waits':
      return `waiting for ${fixed(event.ms, 0)} ms`;
    case 'reducer-finished':
      return `finished GC #${String(event.collection)} (${event.more ? 'will do more' : 'done'})`;
  }
}

/** Whoever asks for the old generation asks for the embedder’s heap, too, which is empty. */
export function utilizationLines({ atMs, generation, utilization, mutatorSpeed, gcSpeed }: UtilizationTrace, { embedderUtilization }: Dialect, heads: LineHeads): string {
  const head = heads.stamped(atMs);
  const name = generation === 'young' ? 'Young generation' : 'Old generation';
  const line = `${head}${name} mutator utilization = ${fixed(utilization, 3)} (mutator_speed=${fixed(mutatorSpeed, 0)}, gc_speed=${fixed(gcSpeed, 0)})\n`;
  return generation === 'young' ? line : `${line}${head}Embedder mutator utilization = ${embedderUtilization}\n`;
}
