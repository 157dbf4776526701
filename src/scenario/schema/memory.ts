/** Steps about memory: outside the heap, and what the embedder says of it; part of the table in schema/steps.ts. */
import { blockKeys } from './blocks.ts';
import { either, mapping, word } from './mapping.ts';
import { count, flag, name, share, size } from './values.ts';

export const PRESSURES = {
  none: 'There is enough again.',
  moderate: 'Marking starts, and memory is spared from now on.',
  critical: 'Full collections at once, and memory is spared from now on.',
} as const;

/** Bytes that the embedder may report: a petabyte. */
const MAX_EXTERNAL_BYTES = 2 ** 50;
const MAX_RAISE_BYTES = 4 * 2 ** 30;

export const MEMORY_STEP_SCHEMAS = {
  external: either('a mapping: { add: 100MiB } or { remove: 100MiB }', [
    mapping('external', {
      add: size({ max: MAX_EXTERNAL_BYTES }).optional().describe('So many bytes more.'),
      remove: size({ max: MAX_EXTERNAL_BYTES }).optional().describe('So many bytes fewer.'),
    }),
  ]).describe('The embedder reports that its objects hold more or less memory outside the heap (V8’s AdjustAmountOfExternalAllocatedMemory).'),
  'near-heap-limit': mapping('near-heap-limit', {
    'raise-by': size({ min: 0, max: MAX_RAISE_BYTES }).prefault(0).describe('The callback returns a limit that is so much greater; 0, the default: the same limit.'),
    times: count({ max: 100 }).prefault(1).describe('So many calls raise the limit; later ones return the same.'),
    'restore-below': share().optional().describe('A full collection that leaves less than this share of the initial limit takes the raised one back (AutomaticallyRestoreInitialHeapLimit).'),
    'end-force-oom': flag('end-force-oom').prefault(false).describe('The callback switches force-oom off, as V8’s own tests do: then pages can be had again.'),
    restore: flag('restore').prefault(false).describe('At the end of the block the limit falls back, as far as the objects on the heap let it.'),
    call: name('a procedure').optional().describe('A procedure that runs after the step in which the callback was called.'),
    ...blockKeys,
  }).describe('While the steps run, V8 calls a callback when the old generation has reached its limit (AddNearHeapLimitCallback).'),
  'memory-pressure': word('a level of memory pressure', PRESSURES).describe('The embedder tells V8 how short memory is.'),
} as const;
