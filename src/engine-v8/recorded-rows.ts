/** The rows that a program has written (see program/prelude-text.ts): a line with the names of spaces, then numbers. */
import type { RealSample, RealSpace, RealStart, RealWork } from '../engine/real-run.ts';
import { RECORD, RECORD_HEAD, SPACE_FIGURES } from './program/prelude-text.ts';

export interface RecordedRows {
  readonly start: RealStart | null;
  /** Without their labels. */
  readonly samples: readonly RealSample[];
  readonly end: RealWork | null;
}

/** Reads as much as there is: a process may have died before it wrote anything. */
export function readRows(bytes: Uint8Array): RecordedRows {
  const lineEnd = bytes.indexOf(10);
  if (lineEnd < 0) return { start: null, samples: [], end: null };
  const names = JSON.parse(new TextDecoder().decode(bytes.subarray(0, lineEnd))) as readonly string[];
  const perRow = RECORD_HEAD + SPACE_FIGURES.length * names.length;
  const whole = bytes.length - ((bytes.length - lineEnd - 1) % 8);
  const numbers = new Float64Array(Uint8Array.from(bytes.subarray(lineEnd + 1, whole)).buffer);
  let start: RealStart | null = null;
  let end: RealWork | null = null;
  const samples: RealSample[] = [];
  for (let at = 0; at + perRow <= numbers.length; at += perRow) {
    const row = numbers.subarray(at, at + perRow);
    const sample: RealSample = { label: '', atMs: row[1]!, spaces: spacesOf(row, names) };
    if (row[0] === RECORD.start) start = { ...sample, label: 'start', atMs: 0, externalBytes: row[4]! };
    else if (row[0] === RECORD.sample) samples.push(sample);
    else {
      samples.push({ ...sample, label: 'end' });
      end = { objects: row[2]!, randomState: row[3]! };
    }
  }
  return { start, samples, end };
}

function spacesOf(row: Float64Array, names: readonly string[]): readonly RealSpace[] {
  return names.map((space_name, index) => {
    const figures = SPACE_FIGURES.map((_, figure) => row[RECORD_HEAD + SPACE_FIGURES.length * index + figure]!);
    const [space_size = 0, space_used_size = 0, space_available_size = 0, physical_space_size = 0] = figures;
    return { space_name, space_size, space_used_size, space_available_size, physical_space_size };
  });
}
