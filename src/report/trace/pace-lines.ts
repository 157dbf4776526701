/** The lines of --trace-memory-reducer and --trace-mutator-utilization. */
import type { ReducerTrace, UtilizationTrace } from '../../vocabulary/trace-events.ts';
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

export function utilizationLine({ atMs, generation, utilization, mutatorSpeed, gcSpeed }: UtilizationTrace, heads: LineHeads): string {
  const name = { young: 'Young generation', old: 'Old generation', embedder: 'Embedder' }[generation];
  return `${heads.stamped(atMs)}${name} mutator utilization = ${fixed(utilization, 3)} (mutator_speed=${fixed(mutatorSpeed, 0)}, gc_speed=${fixed(gcSpeed, 0)})\n`;
}
