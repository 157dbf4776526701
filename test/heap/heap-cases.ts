/** Every kind of heap that there is: each preset, and those that have a second young collector with that. */
import type { GivenFlags } from '../../src/flags/flag-definitions.ts';
import { PRESETS } from '../../src/flags/presets/index.ts';

export interface HeapCase {
  readonly label: string;
  readonly preset: string;
  readonly flags: GivenFlags;
}

export const HEAP_CASES: readonly HeapCase[] = [
  ...PRESETS.map(({ name }) => ({ label: name, preset: name, flags: {} })),
  ...PRESETS.filter(({ newSpace }) => newSpace.minorMarkSweep !== null).map(({ name }) => ({ label: `${name} --minor-ms`, preset: name, flags: { 'minor-ms': true } })),
];

export function casesWithMinorMarkSweep(): readonly HeapCase[] {
  return HEAP_CASES.filter(({ flags }) => flags['minor-ms'] === true);
}
