/** What a flag does beyond its one line in flag-definitions, for readers who ask. Source: fact sheet §4, §7 and §13, measured. */
import type { FlagName } from './flag-definitions.ts';

export const FLAG_EXPLANATIONS: Readonly<Partial<Record<FlagName, string>>> = {
  'min-semi-space-size': 'A larger one spares a program that is known to need it the first small scavenges. It is lowered to the largest semispace.',
  'max-semi-space-size':
    'The heap limit grows by three times this size. Larger semispaces mean fewer scavenges and less promoted garbage, and longer pauses when much survives; a small old generation is eaten into, because a scavenge must be able to promote all of new space. --optimize-for-size overrides it.',
  'semi-space-growth-factor': 'It applies each time more bytes survived since the last growth than a semispace holds.',
  'scavenger-max-new-space-capacity-mb': 'The bound is twice this, rounded up to a power of two. --max-semi-space-size overrides it.',
  'incremental-marking-hard-trigger': 'With either trigger the two decide alone: how much is left below the limit does not count. The way begins at what the last full collection left.',
  'max-old-space-size':
    'Not the size of the heap: heap_size_limit is this and three semispaces, so a process needs more than this. The size of the semispaces does not follow from it.',
  'max-heap-size': 'The one flag that gives heap_size_limit exactly, unless it is too small: V8 divides it between the generations. With --max-old-space-size the rest is the young generation, with --max-semi-space-size the old one.',
  'initial-old-space-size': 'At most half of the maximum. Given, it is neither lowered by scavenges before the first full collection nor later; without it the first limit is 512 MB and falls quickly when little survives.',
  'initial-heap-size': 'Divided like --max-heap-size; the old part is then the first limit, as by --initial-old-space-size.',
  'heap-growing-percent': 'By default V8 computes the factor from how fast it marks and how fast the program allocates, which no two runs agree on. A fixed one makes the limits of runs comparable.',
  'separate-gc-phases': 'On from 13.6: new space then grows beyond its capacity while marking runs, and a young allocation that fails ends the cycle.',
  'late-heap-limit-check': 'On in 14.6: more collections are tried before the process is out of memory.',
  'minor-gc-task': 'A program that never returns to the event loop gets no such scavenge.',
  'incremental-marking-task': 'Off, only allocation moves marking on.',
  'memory-reducer': 'After a full collection that left more memory than last time it waits until the program hardly allocates, then collects up to three times (11.3; two later) with less memory in mind: new space shrinks, pages are emptied, the limit falls.',
  'predictable-gc-schedule': 'It overrides the sizes of semispaces that are given.',
  'incremental-marking': 'Off, a full collection marks everything in its pause, and comes only when the old generation cannot grow any more.',
  'page-promotion': 'Off, every young survivor of a full collection is copied.',
  compact: 'Off, fragmented pages stay as they are, and young survivors still move.',
  'compact-on-every-full-gc': 'For tests that need every old object to move.',
  'gc-global': 'Scavenges become full collections with the reason “GC in old space forced by flags”.',
  'detect-ineffective-gcs-near-heap-limit': 'Off, a heap near its limit goes on collecting until an allocation fails for good.',
  'allocation-buffer-parking': 'Ends of at least 4 KB are tried again when the pages are used up.',
  'optimize-for-size': 'It overrides --max-semi-space-size, and full collections leave less room to grow.',
};
