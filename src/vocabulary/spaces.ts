/**
 * The names of heap spaces, as V8 reports them (v8.getHeapSpaceStatistics) or, for the textbook heap,
 * as V8 3.x called them. Source: fact sheet §1.
 */
export const SPACES = {
  read_only_space: 'Immortal, immovable objects: oddballs, empty arrays. Never swept, never moved.',
  new_space: 'Young objects: two semispaces of pages, collected by the scavenger; with --minor-ms one space with free blocks.',
  old_space: 'Objects that survived, and objects allocated old at once.',
  old_pointer_space: 'Textbook heap: old objects that may hold pointers.',
  old_data_space: 'Textbook heap: old objects with raw data only (strings, boxed numbers, double arrays).',
  code_space: 'Machine code, on executable pages.',
  map_space: 'Maps (hidden classes) only; gone since V8 11.',
  cell_space: 'Textbook heap: cells.',
  property_cell_space: 'Textbook heap: property cells.',
  shared_space: 'The shared heap; off by default, size 0.',
  trusted_space: 'Bytecode and code metadata that must not be corrupted (since V8 12.4).',
  shared_trusted_space: 'Trusted part of the shared heap; off by default, size 0.',
  new_large_object_space: 'Young objects above the large-object threshold, one page each.',
  large_object_space: 'Old objects above the large-object threshold, one page each; they never move.',
  code_large_object_space: 'Machine code above the large-object threshold.',
  shared_large_object_space: 'Large objects of the shared heap; off by default, size 0.',
  shared_trusted_large_object_space: 'Large trusted objects of the shared heap; off by default, size 0.',
  trusted_large_object_space: 'Trusted objects above the large-object threshold.',
} as const;

export type SpaceName = keyof typeof SPACES;
export const SPACE_NAMES = Object.keys(SPACES) as readonly SpaceName[];

/** Where an allocation is asked for; the preset maps a generation and a type to a space (fact sheet §1). */
export const GENERATIONS = {
  young: 'new_space, or new_large_object_space above the threshold',
  old: 'old_space, or large_object_space above the threshold',
  code: 'code_space, or code_large_object_space above the threshold',
  map: 'where the preset keeps maps: map_space where it has one, else old_space',
  trusted: 'trusted_space where the preset has one, else old_space',
} as const;

export type Generation = keyof typeof GENERATIONS;
export const GENERATION_NAMES = Object.keys(GENERATIONS) as readonly Generation[];
