/** Kinds and reasons of garbage collections, with V8's own texts. Source: fact sheet §8 and §12. */

export const COLLECTION_KINDS = {
  scavenge: 'Young generation only: live objects are copied or promoted.',
  'minor-mark-sweep': 'Young generation only, with --minor-ms: live objects stay where they are, pages are swept or promoted whole.',
  'mark-sweep': 'Whole heap, nothing of the old generation moves (textbook heap only; newer V8s always say mark-compact).',
  'mark-compact': 'Whole heap; pages chosen as evacuation candidates are emptied.',
} as const;
export type CollectionKind = keyof typeof COLLECTION_KINDS;
/** The others are collections of the whole heap. */
export const YOUNG_COLLECTION_KINDS: readonly CollectionKind[] = ['scavenge', 'minor-mark-sweep'];

/** Why a collection was asked for. */
export const COLLECTION_REASONS = {
  'allocation failure': 'An allocation found no room.',
  'allocation limit': 'The old generation reached its limit.',
  'global allocation limit': 'V8 heap and embedder heap together reached their limit.',
  'external memory pressure': 'Off-heap memory held by objects grew past its limit.',
  'finalize incremental marking via stack guard': 'Incremental marking was complete; the mutator finished it.',
  'finalize incremental marking via task': 'Incremental marking was complete; a task finished it.',
  'last resort': 'Everything else failed; the collection before out-of-memory.',
  'low memory notification': 'The embedder asked for memory back.',
  'memory pressure': 'The embedder signalled memory pressure.',
  'memory reducer': 'The heap was idle and could be made smaller.',
  task: 'A posted task asked for it (for example: new space 80 % full).',
  testing: 'A scenario step asked for it.',
} as const;
export type CollectionReason = keyof typeof COLLECTION_REASONS;

/** Why this collector was chosen rather than a scavenge; printed behind the reason. */
export const COLLECTOR_REASONS = {
  'GC in old space requested': 'The failing space was not young.',
  'GC in old space forced by flags': 'A flag turns every collection into a full one.',
  'Incremental marking forced finalization': 'Marking was running and this version does not scavenge meanwhile.',
  'Incremental marking needs finalization': 'Marking was complete and the limit overshot.',
  'promotion limit reached': 'The old generation reached its limit (textbook heap only, which does not mark in steps).',
  'scavenge might not succeed': 'The old generation could not take all young survivors.',
} as const;
export type CollectorReason = keyof typeof COLLECTOR_REASONS;

/** `<where>` of V8's "FATAL ERROR: <where> Allocation failed - JavaScript heap out of memory". */
export const OUT_OF_MEMORY_PLACES = {
  'Reached heap limit': 'The old generation cannot grow by one more page and no callback raised the limit.',
  'Ineffective mark-compacts near heap limit': 'Four full collections in a row freed next to nothing.',
  CALL_AND_RETRY_LAST: 'The last-resort collections did not make room either.',
  'Scavenger: semi-space copy': 'A survivor could be neither copied nor promoted.',
  'MarkCompactCollector: young object promotion failed': 'A full collection found no old page for a young survivor.',
} as const;
export type OutOfMemoryPlace = keyof typeof OUT_OF_MEMORY_PLACES;
