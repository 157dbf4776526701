/**
 * The metrics that expectations name: one tree, declared once. Validation, help, the JSON Schema and the
 * reference page derive from it; the engine must supply every one of them (checked by the type system).
 *
 * `count` metrics count from the beginning of the block they are checked in; `gauge` metrics are the state now.
 * `<space>` stands for any space name, `<object>` for the name of an object, `<list>` and `<handle>` for
 * those of a list and of a handle.
 */
import { COLLECTION_KINDS, COLLECTION_REASONS } from '../vocabulary/collections.ts';
import { OBJECT_TYPE_NAMES } from '../vocabulary/object-types.ts';
import { SPACE_NAMES } from '../vocabulary/spaces.ts';

export interface Metric {
  readonly doc: string;
  /** `value`: a number, true or false, or any text. */
  readonly unit: 'bytes' | 'count' | 'ratio' | 'ms' | 'boolean' | 'text' | 'address' | 'value';
  readonly kind: 'gauge' | 'count';
  /** All that a text metric can be. */
  readonly values?: readonly string[];
}

export const METRICS = {
  'heap.used': { doc: 'Bytes of objects in all spaces but read_only_space.', unit: 'bytes', kind: 'gauge' },
  'heap.committed': { doc: 'Bytes of memory held by all spaces.', unit: 'bytes', kind: 'gauge' },
  'heap.pooled': { doc: 'Bytes of pages that spaces have given back and the heap keeps for the next; no committed figure counts them.', unit: 'bytes', kind: 'gauge' },
  'heap.available': { doc: 'Bytes that can be allocated before the heap limit.', unit: 'bytes', kind: 'gauge' },
  'heap.limit': { doc: 'heap_size_limit: old generation maximum plus three semispaces.', unit: 'bytes', kind: 'gauge' },
  'heap.peak': { doc: 'Highest heap.used seen at a collection or sample so far.', unit: 'bytes', kind: 'gauge' },
  'heap.verified': { doc: 'The verifier has run over the heap as it is now and found it sound.', unit: 'boolean', kind: 'gauge' },
  'old-generation.used': { doc: 'Bytes of objects in the old generation.', unit: 'bytes', kind: 'gauge' },
  'old-generation.limit': { doc: 'Limit at which the old generation is collected.', unit: 'bytes', kind: 'gauge' },
  'old-generation.available': { doc: 'Bytes up to that limit.', unit: 'bytes', kind: 'gauge' },
  'old-generation.max': { doc: 'Maximum size of the old generation.', unit: 'bytes', kind: 'gauge' },

  '<space>.used': { doc: 'Bytes of objects in the space.', unit: 'bytes', kind: 'gauge' },
  '<space>.committed': { doc: 'Bytes of memory held by the space.', unit: 'bytes', kind: 'gauge' },
  '<space>.available': { doc: 'Bytes that can be allocated in the space without a new page.', unit: 'bytes', kind: 'gauge' },
  '<space>.waste': { doc: 'Bytes too small or too misplaced to be allocated.', unit: 'bytes', kind: 'gauge' },
  '<space>.pages': { doc: 'Pages of the space.', unit: 'count', kind: 'gauge' },
  '<space>.objects': { doc: 'Objects in the space, dead ones not yet swept included; counted by a walk.', unit: 'count', kind: 'gauge' },
  '<space>.capacity': { doc: 'Allocatable bytes: of one semispace, of all pages, or of all large objects.', unit: 'bytes', kind: 'gauge' },
  '<space>.allocation-counter': { doc: 'Bytes allocated in the space since the heap began or set-counter, modulo 2^64.', unit: 'bytes', kind: 'gauge' },
  '<space>.unswept-pages': { doc: 'Pages of the space that wait to be swept.', unit: 'count', kind: 'gauge' },
  'new_space.quarantined-pages': { doc: 'Pages beside those of the semispaces, with objects that a scavenge did not move (object pinning).', unit: 'count', kind: 'gauge' },
  'new_space.quarantined': { doc: 'Bytes of objects on quarantined pages: a scavenge did not move them.', unit: 'bytes', kind: 'gauge' },
  'new_space.page-bytes': { doc: 'Bytes of the pages of one semispace, headers included: V8’s total capacity.', unit: 'bytes', kind: 'gauge' },

  'gc.count': { doc: 'Collections of any kind.', unit: 'count', kind: 'count' },
  'gc.time': { doc: 'Virtual time spent in collections.', unit: 'ms', kind: 'count' },
  'gc.scavenge.count': { doc: 'Scavenges.', unit: 'count', kind: 'count' },
  'gc.scavenge.copied': { doc: 'Bytes copied within new space, or pinned there.', unit: 'bytes', kind: 'count' },
  'gc.scavenge.promoted': { doc: 'Bytes promoted to the old generation by scavenges.', unit: 'bytes', kind: 'count' },
  'gc.scavenge.survival': { doc: 'Copied and promoted bytes as a share of the bytes the scavenges looked at.', unit: 'ratio', kind: 'count' },
  'gc.minor.count': { doc: 'Young collections: scavenges, or minor mark-sweeps with --minor-ms.', unit: 'count', kind: 'count' },
  'gc.minor.kept': { doc: 'Bytes that survived young collections and stayed young: copied, or left where they are.', unit: 'bytes', kind: 'count' },
  'gc.minor.promoted': { doc: 'Bytes promoted to the old generation by young collections.', unit: 'bytes', kind: 'count' },
  'gc.minor.promoted-pages': { doc: 'New-space pages that young collections handed to the old generation whole.', unit: 'count', kind: 'count' },
  'gc.minor.survival': { doc: 'Bytes that survived young collections as a share of the bytes that they looked at.', unit: 'ratio', kind: 'count' },
  'gc.major.count': { doc: 'Full collections: mark-sweeps and mark-compacts.', unit: 'count', kind: 'count' },
  'gc.mark-compact.count': { doc: 'Mark-compacts.', unit: 'count', kind: 'count' },
  'gc.mark-sweep.count': { doc: 'Mark-sweeps (textbook heap).', unit: 'count', kind: 'count' },
  'gc.major.promoted': { doc: 'Bytes promoted to the old generation by full collections.', unit: 'bytes', kind: 'count' },
  'gc.major.moved': { doc: 'Bytes of old objects moved by compaction.', unit: 'bytes', kind: 'count' },
  'gc.major.evacuated-pages': { doc: 'Old pages emptied by compaction.', unit: 'count', kind: 'count' },
  'gc.major.aborted-pages': { doc: 'Old pages whose evacuation was given up for lack of memory.', unit: 'count', kind: 'count' },
  'gc.major.promoted-pages': { doc: 'New-space pages handed to the old generation whole.', unit: 'count', kind: 'count' },
  'gc.major.released-pages': { doc: 'Empty pages given back by full collections.', unit: 'count', kind: 'count' },
  'gc.last.kind': { doc: 'Kind of the last collection of the run, or none.', unit: 'text', kind: 'gauge', values: [...Object.keys(COLLECTION_KINDS), 'none'] },
  'gc.last.reason': { doc: 'Reason of the last collection of the run, or none.', unit: 'text', kind: 'gauge', values: [...Object.keys(COLLECTION_REASONS), 'none'] },
  'gc.sweeping': { doc: 'Pages wait to be swept.', unit: 'boolean', kind: 'gauge' },
  'gc.flags': { doc: 'What the running collection cycle was told: reduce-memory, or none.', unit: 'text', kind: 'gauge', values: ['none', 'reduce-memory'] },
  'gc.marking': { doc: 'State of incremental marking: stopped, marking or complete.', unit: 'text', kind: 'gauge', values: ['stopped', 'marking', 'complete'] },

  'allocation.objects': { doc: 'Objects allocated.', unit: 'count', kind: 'count' },
  'allocation.bytes': { doc: 'Bytes allocated.', unit: 'bytes', kind: 'count' },
  'allocation.large-objects': { doc: 'Objects allocated on pages of their own.', unit: 'count', kind: 'count' },
  'allocation.retries': { doc: 'Attempts repeated after a collection.', unit: 'count', kind: 'count' },
  'allocation.failures': { doc: 'Allocations that failed in the end and were reported as a value.', unit: 'count', kind: 'count' },
  'allocation.tracked': { doc: 'Objects allocated since track-allocations.', unit: 'count', kind: 'gauge' },
  'allocation.last-size': { doc: 'Bytes of the last one of them.', unit: 'bytes', kind: 'gauge' },
  'allocation.last-address': { doc: 'Byte address of the last one of them, where it was allocated.', unit: 'address', kind: 'gauge' },
  'allocation.injected-failures': { doc: 'Attempts that fault injection let fail.', unit: 'count', kind: 'count' },

  'near-heap-limit.calls': { doc: 'Calls of the callback of a near-heap-limit block.', unit: 'count', kind: 'count' },
  'external.bytes': { doc: 'Bytes outside the heap that its objects and the embedder hold.', unit: 'bytes', kind: 'gauge' },
  'external.young': { doc: 'Bytes outside the heap that young objects hold.', unit: 'bytes', kind: 'gauge' },
  'external.old': { doc: 'Bytes outside the heap that old objects hold.', unit: 'bytes', kind: 'gauge' },
  'external.embedder': { doc: 'Bytes outside the heap that the embedder has reported.', unit: 'bytes', kind: 'gauge' },
  'external.limit': { doc: 'Bytes outside the heap beyond which full collections come.', unit: 'bytes', kind: 'gauge' },
  'external.holders': { doc: 'Objects that hold memory outside the heap.', unit: 'count', kind: 'gauge' },
  'remembered-set.slots': { doc: 'Old-to-new slots recorded now.', unit: 'count', kind: 'gauge' },
  'free-list.blocks': { doc: 'Blocks on all free lists.', unit: 'count', kind: 'gauge' },
  'free-list.largest': { doc: 'Largest block on any free list.', unit: 'bytes', kind: 'gauge' },
  'handle.local': { doc: 'Local handles in all open scopes.', unit: 'count', kind: 'gauge' },
  'handle.global': { doc: 'Global handles.', unit: 'count', kind: 'gauge' },
  'handle.scopes': { doc: 'Open handle scopes.', unit: 'count', kind: 'gauge' },
  'handle.blocks': { doc: 'Blocks of 1,022 slots that local handles are in.', unit: 'count', kind: 'gauge' },
  'handle.spare-blocks': { doc: 'Blocks kept for the next local handles: 0 or 1.', unit: 'count', kind: 'gauge' },
  'handle.eternal': { doc: 'Eternal handles.', unit: 'count', kind: 'gauge' },
  'handle.callbacks': { doc: 'Callbacks of weak handles whose object died.', unit: 'count', kind: 'count' },
  'handle.second-callbacks': { doc: 'Callbacks that came a second time, outside the pause.', unit: 'count', kind: 'count' },
  'handle.pending-callbacks': { doc: 'Second callbacks that wait for a task or the next collection.', unit: 'count', kind: 'gauge' },

  'handle.<handle>.empty': { doc: 'The handle shows nothing: not made yet, reset, or its object has died.', unit: 'boolean', kind: 'gauge' },
  'handle.<handle>.alive': { doc: 'The handle shows an object or a number.', unit: 'boolean', kind: 'gauge' },
  'handle.<handle>.weak': { doc: 'The handle does not keep its object alive.', unit: 'boolean', kind: 'gauge' },
  'handle.<handle>.location': { doc: 'Number of the handle’s slot, which never changes; -1 when it has none.', unit: 'count', kind: 'gauge' },
  'handle.<handle>.address': { doc: 'Byte address that the handle shows; 0 when it is empty.', unit: 'address', kind: 'gauge' },
  'maybe-local.last': { doc: 'What the last maybe-local step got: a value, empty, or none before the first.', unit: 'text', kind: 'gauge', values: ['value', 'empty', 'none'] },

  'weak.cleared': { doc: 'Weak references that collections cleared.', unit: 'count', kind: 'count' },
  'weak.deleted-entries': { doc: 'Entries of weak maps and sets that collections deleted.', unit: 'count', kind: 'count' },
  'weak.kept': { doc: 'Objects kept until the end of the running job.', unit: 'count', kind: 'gauge' },
  'finalization.callbacks': { doc: 'Callbacks of finalization registries.', unit: 'count', kind: 'count' },
  'tasks.pending': { doc: 'Tasks that wait for the event loop and could run now.', unit: 'count', kind: 'gauge' },
  'tasks.delayed': { doc: 'Tasks whose time has not come yet.', unit: 'count', kind: 'gauge' },
  'tasks.run': { doc: 'Tasks that the event loop has run.', unit: 'count', kind: 'count' },

  'memory-reducer.state': { doc: 'What the memory reducer does: done, wait or run.', unit: 'text', kind: 'gauge', values: ['done', 'wait', 'run'] },
  'memory-reducer.collections': { doc: 'Collections that the memory reducer has begun since it last began to wait for one.', unit: 'count', kind: 'gauge' },

  'object.<object>.alive': { doc: 'The object has not been collected.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.moved': { doc: 'The object has another address than at its allocation.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.space': { doc: 'Space that the object is in, or none.', unit: 'text', kind: 'gauge', values: [...SPACE_NAMES, 'none'] },
  'object.<object>.size': { doc: 'Size of the object; 0 when collected.', unit: 'bytes', kind: 'gauge' },
  'object.<object>.age': { doc: 'Collections survived, 7 meaning 7 or more.', unit: 'count', kind: 'gauge' },
  'object.<object>.target': { doc: 'What its first weak field shows: an object, nothing yet, or cleared; none when it has no weak field.', unit: 'text', kind: 'gauge', values: ['object', 'empty', 'cleared', 'none'] },
  'object.<object>.cleared': { doc: 'Weak fields of the object that collections cleared.', unit: 'count', kind: 'gauge' },
  'object.<object>.entries': { doc: 'Entries of a weak map or set.', unit: 'count', kind: 'gauge' },
  'object.<object>.deleted-entries': { doc: 'Deleted entries that still take room in its table.', unit: 'count', kind: 'gauge' },
  'object.<object>.address': { doc: 'Byte address in the simulated memory; 0 when collected.', unit: 'address', kind: 'gauge' },

  'object.<object>.page': { doc: 'Number of the page that the object is on; 0 when collected.', unit: 'count', kind: 'gauge' },
  'object.<object>.page.candidate': { doc: 'Its page is to be emptied: by the running cycle, or by the next because flag-page said so.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.page.aborted': { doc: 'The evacuation of its page was given up, and the page has not been swept yet.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.page.pinned': { doc: 'Nothing on its page moves.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.page.never-allocate': { doc: 'Nothing more is allocated on its page.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.page.large': { doc: 'Its page holds no other object.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.page.young': { doc: 'Its page is a young one, in to-space.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.page.unswept': { doc: 'Its page waits to be swept.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.page.live': { doc: 'Bytes on its page that the last marking found.', unit: 'bytes', kind: 'gauge' },
  'object.<object>.page.allocated': { doc: 'Bytes allocated on its page.', unit: 'bytes', kind: 'gauge' },
  'object.<object>.page.area': { doc: 'Allocatable bytes of its page.', unit: 'bytes', kind: 'gauge' },
  'object.<object>.page.committed': { doc: 'Bytes of memory that its page holds.', unit: 'bytes', kind: 'gauge' },
  'object.<object>.page.marks': { doc: 'Mark bits that are set on its page.', unit: 'count', kind: 'gauge' },
  'object.<object>.page.slots': { doc: 'Old-to-new slots recorded on its page.', unit: 'count', kind: 'gauge' },
  'object.<object>.length': { doc: 'Elements, characters, slots … of the object, as its type counts them; 0 when collected.', unit: 'count', kind: 'gauge' },
  'object.<object>.type': { doc: 'Type of the object, or none.', unit: 'text', kind: 'gauge', values: [...OBJECT_TYPE_NAMES, 'none'] },
  'object.<object>.marked': { doc: 'The object has its mark bit set: marking has found it, or it was allocated black.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.filler-behind': { doc: 'Words of the filler right behind the object; 0 when none follows.', unit: 'count', kind: 'gauge' },
  'object.<object>.filler-marked': { doc: 'The filler right behind the object has its mark bit set.', unit: 'boolean', kind: 'gauge' },
  'object.<object>.bytes-to-page-end': { doc: 'Bytes from the end of the object to the end of its page’s area.', unit: 'bytes', kind: 'gauge' },

  'object.<object>.slot.kind': { doc: 'What the slot, as in object.a.slot[0].kind, holds.', unit: 'text', kind: 'gauge', values: ['object', 'weak', 'cleared', 'number', 'empty', 'none'] },
  'object.<object>.slot.address': { doc: 'Byte address that the slot holds, weakly or not; 0 when it holds none.', unit: 'address', kind: 'gauge' },
  'object.<object>.slot.space': { doc: 'Space of the object that the slot points to, or none.', unit: 'text', kind: 'gauge', values: [...SPACE_NAMES, 'none'] },
  'object.<object>.slot.type': { doc: 'Type of the object that the slot points to, or none.', unit: 'text', kind: 'gauge', values: [...OBJECT_TYPE_NAMES, 'none'] },
  'object.<object>.slot.value': { doc: 'The small integer in the slot; 0 when it holds none.', unit: 'count', kind: 'gauge' },

  'list.<list>.count': { doc: 'Objects that were put into the list.', unit: 'count', kind: 'gauge' },
  'list.<list>.alive': { doc: 'Objects of the list that have not been collected.', unit: 'count', kind: 'gauge' },
  'list.<list>.moved': { doc: 'Objects of the list with another address than at their allocation.', unit: 'count', kind: 'gauge' },
  'list.<list>.moved-first': { doc: 'Objects of the list before the first one that has not moved; equal to moved when those that moved are the first.', unit: 'count', kind: 'gauge' },
  'list.<list>.moved-last': { doc: 'Objects of the list behind the last one that has not moved.', unit: 'count', kind: 'gauge' },
  'list.<list>.space': { doc: 'Space that all objects of the list are in; several when they are not in one, none when there are none.', unit: 'text', kind: 'gauge', values: [...SPACE_NAMES, 'several', 'none'] },
  'list.<list>.pages': { doc: 'Pages that the objects of the list are on.', unit: 'count', kind: 'gauge' },
  'list.<list>.bytes': { doc: 'Bytes of the objects of the list.', unit: 'bytes', kind: 'gauge' },
  'list.<list>.page-of-last': { doc: 'Number of the page that the last object of the list is on; 0 when there is none.', unit: 'count', kind: 'gauge' },

  'observer.<observer>.notifications': { doc: 'How often the observer was told.', unit: 'count', kind: 'gauge' },
  'observer.<observer>.bytes': { doc: 'Bytes that it was told of: allocated since the time before, without the object at hand.', unit: 'bytes', kind: 'gauge' },

  'page.released': { doc: 'Bytes that the last shrink-page gave back.', unit: 'bytes', kind: 'gauge' },
  'compaction-space.pages': { doc: 'Pages of the last compaction-space, before it was merged.', unit: 'count', kind: 'gauge' },
  'read-only.used': { doc: 'Bytes of objects in the space that read-only-space works on.', unit: 'bytes', kind: 'gauge' },
  'read-only.capacity': { doc: 'Allocatable bytes of its pages.', unit: 'bytes', kind: 'gauge' },
  'read-only.committed': { doc: 'Bytes of memory that it holds.', unit: 'bytes', kind: 'gauge' },
  'repeat.index': { doc: 'Rounds that the innermost repeat, while or until has behind it.', unit: 'count', kind: 'gauge' },
  'deref.last': { doc: 'What the last deref step got: an object, undefined, or none before the first.', unit: 'text', kind: 'gauge', values: ['object', 'undefined', 'none'] },
  'object.<object>.descriptors': { doc: 'Of a function: accessors that the initial map has descriptors for; of an object: those of its map.', unit: 'count', kind: 'gauge' },

  'script.result': { doc: 'What the last script yielded: a number, true or false, a string, or the text that console.log shows for any other value.', unit: 'value', kind: 'gauge' },
  'script.error': { doc: 'The exception that ended the last script, as text; none when there was none.', unit: 'value', kind: 'gauge' },
  'script.output': { doc: 'Lines that scripts have printed, joined with line breaks.', unit: 'value', kind: 'gauge' },
  'script.lines': { doc: 'Lines that scripts have printed.', unit: 'count', kind: 'count' },
  'script.steps': { doc: 'Instructions that scripts have run, to the nearest few thousand while one is running.', unit: 'count', kind: 'count' },
  'context.count': { doc: 'Native contexts on the heap: number_of_native_contexts.', unit: 'count', kind: 'gauge' },
  'context.detached': { doc: 'Those of them that were disposed of: number_of_detached_contexts.', unit: 'count', kind: 'gauge' },

  time: { doc: 'Virtual time.', unit: 'ms', kind: 'count' },
  oom: { doc: 'The simulated heap ran out of memory.', unit: 'boolean', kind: 'gauge' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

export function metric(name: MetricName): Metric {
  return METRICS[name];
}
