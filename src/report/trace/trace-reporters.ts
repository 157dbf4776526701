/**
 * The reporters trace-gc and trace-gc-nvp: V8's own log as data. Each has the lines of its flag, and of all other trace
 * flags that are on.
 */
import type { TraceFlag } from '../../vocabulary/trace-events.ts';
import type { TraceRecord } from './trace-record.ts';
import { traceLines } from './trace-lines.ts';

export function reportTraceGc(record: TraceRecord): string {
  return traceLines(record, new Set([...record.flags.filter((flag) => flag !== 'trace-gc-nvp'), 'trace-gc' as const]));
}

export function reportTraceGcNvp(record: TraceRecord): string {
  return traceLines(record, new Set([...record.flags, 'trace-gc-nvp' as const]));
}

/** What the flags alone print. */
export function reportTraceFlags(record: TraceRecord): string {
  return traceLines(record, new Set<TraceFlag>(record.flags));
}
