/**
 * What stands behind the names of spaces and collections: the second sentence and the third, for readers who ask.
 * The first is the name's own declaration in spaces.ts and collections.ts. Source: fact sheet §1 and §4 to §8.
 */
import type { CollectionKind, CollectionReason, CollectorReason, OutOfMemoryPlace } from './collections.ts';
import type { SpaceName } from './spaces.ts';

export const SPACE_EXPLANATIONS: Readonly<Record<SpaceName, string>> = {
  read_only_space: 'It comes with the engine, is shared by all isolates and is never collected. V8 reports it with all figures 0 although it is in use.',
  new_space:
    'Objects are allocated one behind the other in one semispace; an object never straddles two pages, so the end of a page may be lost. When the semispace is full, a scavenge copies what is alive to the other one, or promotes it to the old generation the second time it survives. The semispaces double when more bytes survived since the last growth than one of them holds. All of a page but the current one counts as used.',
  old_space:
    'Pages with free lists: dead objects are swept into free blocks, which later objects are put into. A full collection may empty pages that are mostly free. When no block fits and the limit of the old generation leaves room, a page is added.',
  old_pointer_space: 'Objects there have to be searched for pointers into new space and into pages that are emptied; those of old_data_space do not. V8 merged both into old_space in 4.4.',
  old_data_space: 'Nothing in it points anywhere, so the collectors never look into its objects. V8 merged it into old_space in 4.4.',
  code_space: 'Code pages hold less than data pages in V8 11 and 12, which kept guard pages around the code. Code never lies in new space.',
  map_space: 'Maps have one size, so any hole fits any map. Since V8 11 they live in old_space.',
  cell_space: 'Cells of one value each. They live in old_space since V8 4.4.',
  property_cell_space: 'Global properties as cells. They live in old_space since V8 4.3.',
  shared_space: 'It belongs to JavaScript’s shared structs, which are off by default, so it is empty.',
  trusted_space: 'With a sandbox it lies outside of it; without one it is an old space like any other. A fresh Node process has 0.8 to 1 MB in it.',
  shared_trusted_space: 'It is in the list of spaces since V8 13.6, and empty.',
  new_large_object_space:
    'Large objects are never copied: the first collection that finds one alive hands its page to large_object_space, and counts it as promoted. Together they may take as much as a semispace; beyond that a scavenge comes.',
  large_object_space: 'An object of more than 128 KiB gets a page of its own, of whole 4 KiB. The page is released when a full collection finds the object dead.',
  code_large_object_space: 'Code of more than half a code page.',
  shared_large_object_space: 'It belongs to the shared heap, and is empty.',
  shared_trusted_large_object_space: 'It belongs to the shared heap, and is empty.',
  trusted_large_object_space: 'As large_object_space, for trusted objects.',
};

export const COLLECTION_KIND_EXPLANATIONS: Readonly<Record<CollectionKind, string>> = {
  scavenge:
    'It starts from the roots and from the old-to-new slots that the write barrier remembered, and never looks at the rest of the old generation. An object that survives for the first time is copied within new space, the second time it is promoted; what is left behind is free as a whole. Its cost is that of the survivors. A dead old object keeps the young objects it points to alive until the next full collection.',
  'minor-mark-sweep':
    'With --minor-ms. It starts where a scavenge starts, but marks what it finds and leaves it where it is. A page that is more than half alive, and on which little was allocated since the last collection, becomes a page of old space as it is, as does one that has stayed young for four collections; the dead objects on it stay until the next full collection. The other pages are swept when allocation needs them, and pieces of less than 2 KB are lost until then. No half of new space is kept empty.',
  'mark-sweep': 'It marks everything that can be reached from the roots and turns the rest of each old page into free blocks. Addresses stay as they are, holes as well.',
  'mark-compact':
    'It marks everything that can be reached, moves all young survivors to the old generation, empties the old pages chosen for it and sweeps the others. New space is empty afterwards. It then sets the limit at which the next one begins.',
};

export const COLLECTION_REASON_EXPLANATIONS: Readonly<Record<CollectionReason, string>> = {
  'allocation failure':
    'The usual reason of a scavenge: new space is full. In an old space it means that no free block fits and no page may be added; then it is a full collection. The allocation is tried again afterwards, and further collections follow when it fails again (see allocation.retries).',
  'allocation limit':
    'What survived has made the old generation as large as the last full collection allowed. Marking starts, and the collection follows when marking is complete. Frequent ones mean a heap that is small for what lives in it: look at old-generation.limit and old-generation.max.',
  'global allocation limit': 'As allocation limit, with the objects of the embedder (in Node: C++ objects that take part in garbage collection) counted in.',
  'external memory pressure':
    'Array buffers and strings may hold memory outside the heap that only a collection can release. When it has grown by some 64 MB since the last full collection, V8 collects although the heap itself has room.',
  'finalize incremental marking via stack guard': 'Marking had been done in steps while the program ran; the pause only did the rest: updating, evacuating, sweeping. The program came to a point where it can be interrupted.',
  'finalize incremental marking via task': 'As via stack guard, but at a turn of the event loop. Code that never returns to the event loop does not get it.',
  'last resort': 'Two to seven full collections that give back all they can. If the allocation fails even then, the process ends with CALL_AND_RETRY_LAST.',
  'low memory notification': 'Full collections that give memory back, because the embedder said that it is short of it.',
  'memory pressure': 'As low memory notification, graded: critical pressure leads to one or two full collections at once.',
  'memory reducer': 'Some seconds after the program has gone quiet, a full collection makes the heap smaller. It needs the event loop, and never comes in a busy program.',
  task: 'Work put off to the next turn of the event loop: a scavenge when new space was 80 % full, or the start of marking when the limit came near.',
  testing: 'What gc() reports in a program run with --expose-gc, too.',
};

export const COLLECTOR_REASON_EXPLANATIONS: Readonly<Record<CollectorReason, string>> = {
  'GC in old space requested': 'A scavenge frees nothing in an old space, so only a full collection can help.',
  'GC in old space forced by flags': 'See --gc-global.',
  'Incremental marking forced finalization':
    'V8 13.6 and later do not scavenge while marking runs. New space grows meanwhile; when it may not any more, marking is completed in the pause and the collection is a full one.',
  'Incremental marking needs finalization': 'V8 11.3 and 12.4 scavenge while marking runs, but not when it has nothing left to do and the limit is far behind.',
  'promotion limit reached': 'The textbook heap does not mark ahead: it collects fully when the next scavenge would be due.',
  'scavenge might not succeed':
    'If all of new space survived, the old generation could not take it within its maximum. This is how a heap near its limit shows: the larger the semispace, the earlier it begins.',
};

export const OUT_OF_MEMORY_EXPLANATIONS: Readonly<Record<OutOfMemoryPlace, string>> = {
  'Reached heap limit': 'Up to V8 13.6 this is checked after every collection, so a single full collection may be the last. A callback near the limit (in Node: --heapsnapshot-near-heap-limit) may raise it.',
  'Ineffective mark-compacts near heap limit': 'The heap is nearly at its maximum (80 % of it, from 14.6 on 95 %) and the program gets less than 40 % of the time between full collections, four times in a row. Without this check it would go on, ever slower.',
  CALL_AND_RETRY_LAST: 'The allocation that failed was tried a last time, with permission to pass the soft limit.',
  'Scavenger: semi-space copy': 'New space was too full to copy a survivor, and the old generation could not take it. Collections go before that, so it needs a fault or a heap at its very limit.',
  'MarkCompactCollector: young object promotion failed': 'A full collection cannot leave a young object where it is.',
};
