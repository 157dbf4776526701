/** Every kind of heap that there is: each preset, those that have a second young collector with that, and scavenges that pin. */
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
  // The one version where scavenges pin and come while marking runs, and one whose quarantined pages stay young.
  { label: '13.6 --scavenger-precise-object-pinning --no-separate-gc-phases', preset: '13.6', flags: { 'scavenger-precise-object-pinning': true, 'separate-gc-phases': false } },
  {
    label: '14.6 --scavenger-precise-object-pinning --no-scavenger-promote-quarantined-pages',
    preset: '14.6',
    flags: { 'scavenger-precise-object-pinning': true, 'scavenger-promote-quarantined-pages': false },
  },
];

export function casesWithMinorMarkSweep(): readonly HeapCase[] {
  return HEAP_CASES.filter(({ flags }) => flags['minor-ms'] === true);
}
