/**
 * One line of V8's own traces, read. Four dialects are in use: --trace-gc (all versions), --trace-gc-nvp as key=value
 * (11.3 to 13.6) or as JSON (14.6), and --trace-gc-verbose, which prints the spaces and the limits in further lines.
 */

/** Figures of one collection by V8's own names; numbers, flags and texts as they are printed. */
export type TraceFields = Readonly<Record<string, number | boolean | string>>;

export type TraceLine =
  | { readonly kind: 'collection'; readonly atMs: number; readonly fields: TraceFields }
  /** A plain line of --trace-gc. */
  | { readonly kind: 'plain'; readonly atMs: number; readonly plain: PlainLine }
  /** A space after the collection before it, bytes. */
  | { readonly kind: 'space'; readonly space: string; readonly usedBytes: number; readonly availableBytes: number; readonly committedBytes: number }
  /** The limit that a full collection computed, bytes. */
  | { readonly kind: 'limit'; readonly limitBytes: number };

export interface PlainLine {
  /** As V8 writes it: `Scavenge`, `Mark-Compact`. */
  readonly collector: string;
  readonly reduceMemory: boolean;
  readonly usedBeforeMb: number;
  readonly usedAfterMb: number;
  readonly pauseMs: number;
  readonly reason: string;
  readonly collectorReason: string;
}

/** `[1234:0x3a1] ` or `[1234:0x3a1:0] `. */
const HEAD = /^\[\d+:0x[0-9a-f]+(?::\d+)?\]\s+(.*)$/;
const TIMED = /^(\d+) ms: (.*)$/;
const SPACE = /^([A-Z][a-z-]*(?: [a-z]+)* spaces?),\s+used:\s*(\d+) KB, available:\s*(\d+) KB\*?, committed:\s*(\d+) KB/;
const LIMIT = /^\[HeapController\] Limit: old size: \d+ KB, new limit: (\d+) KB/;
const PLAIN =
  /^((?:Incremental )?(?:Scavenge|Mark-Compact|Mark-sweep|Minor Mark-Sweep|Minor Mark-Compact))( \(reduce\))?(?: \((?:interleaved|during sweeping)\))* ([\d.]+) \([\d.]+\) -> ([\d.]+) \([\d.]+\) MB,(?: pooled: [\d.]+ MB,)? ([\d.]+) \/ [\d.]+ ms .*?\(average mu = [\d.]+, current mu = [\d.]+\) ?([^;]*); ?(.*)$/;
const KIB = 1024;

/** Null for a line that tells nothing about the heap. */
export function readTraceLine(line: string): TraceLine | null {
  const rest = HEAD.exec(line)?.[1];
  if (rest === undefined) return null;
  const [, time, text = ''] = TIMED.exec(rest) ?? [];
  if (time === undefined) return spaceLine(rest);
  const atMs = Number(time);
  if (text.startsWith('GC: {')) {
    const fields = readJson(text.slice('GC: '.length));
    return fields === null ? null : { kind: 'collection', atMs, fields };
  }
  if (text.startsWith('pause=')) return { kind: 'collection', atMs, fields: readPairs(text) };
  return limitLine(text) ?? plainLine(atMs, text);
}

function spaceLine(text: string): TraceLine | null {
  const [, space, used, available, committed] = SPACE.exec(text) ?? [];
  if (space === undefined) return null;
  return { kind: 'space', space, usedBytes: Number(used) * KIB, availableBytes: Number(available) * KIB, committedBytes: Number(committed) * KIB };
}

function limitLine(text: string): TraceLine | null {
  const limit = LIMIT.exec(text)?.[1];
  return limit === undefined ? null : { kind: 'limit', limitBytes: Number(limit) * KIB };
}

function plainLine(atMs: number, text: string): TraceLine | null {
  const [whole, collector = '', reduce, before, after, pause, reason = '', collectorReason = ''] = PLAIN.exec(text) ?? [];
  if (whole === undefined) return null;
  return {
    kind: 'plain',
    atMs,
    plain: {
      collector,
      reduceMemory: reduce !== undefined,
      usedBeforeMb: Number(before),
      usedAfterMb: Number(after),
      pauseMs: Number(pause),
      reason: reason.trim(),
      collectorReason: collectorReason.trim(),
    },
  };
}

/** `a=1 b=2.5% c=3d=4`: 13.6 forgets a blank between two of them. */
function readPairs(text: string): TraceFields {
  const fields: Record<string, number | string> = {};
  for (const [, key = '', value = ''] of text.matchAll(/([a-z_][\w.]*?)=(-?[\d.]+(?:e[+-]?\d+)?|[a-z]+)%?/g)) {
    const number = Number(value);
    fields[key] = Number.isNaN(number) ? value : number;
  }
  return fields;
}

/** A line that was cut off, as the last one of a killed process is, tells nothing. */
function readJson(text: string): TraceFields | null {
  try {
    return JSON.parse(text.trim()) as TraceFields;
  } catch {
    return null;
  }
}
