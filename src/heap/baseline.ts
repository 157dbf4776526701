/**
 * What is on the heap before a scenario's first step: the objects that a fresh Node process of this version has.
 *
 * Models:    their bytes, space by space, as measured at the first line of user code, array buffers included; which
 *            share is alive, and which only as long as old garbage is there. They take part in the first collections, as
 *            they do in a real process.
 * Simplifies: arrays of one size instead of the real objects; no page of the snapshot is pinned. Half of the young
 *            garbage lies between the live objects, the rest in stretches.
 * Invariant: every space holds exactly the bytes that the preset says.
 */
import { WORD_BYTES } from '../base/units.ts';
import type { Baseline } from '../flags/presets/preset.ts';
import type { Heap } from './heap.ts';
import { FIXED_ARRAY, FIXED_ARRAY_ELEMENTS, kindOf } from './layout/object-layout.ts';

/**
 * Of the young garbage, in stretches of 2 KB and more. Measured (--minor-ms --trace-page-promotions: what a page can be
 * allocated in again after the first collection): 52 % in Node 22, 24 and 26.
 */
const STRETCHED_SHARE = 0.52;
const STRETCH_BYTES = 4096;
const OLD_OBJECT_WORDS = 128;
const YOUNG_OBJECT_WORDS = 12;
const LEAST_OBJECT_WORDS = FIXED_ARRAY_ELEMENTS + 1; // room for the link of the chain

export function populateBaseline(heap: Heap, baseline: Baseline): void {
  heap.collection.settingUp = true;
  const { oldBytes, oldDeadBytes, trustedBytes, largeBytes, externalBytes } = baseline;
  const oldGarbage = buildOld(heap, oldBytes - oldDeadBytes, oldDeadBytes);
  if (trustedBytes > 0) holdEach(heap, kindOf('BytecodeArray'), trustedBytes, OLD_OBJECT_WORDS);
  if (largeBytes > 0) heap.structure.roots.strong.add(heap.allocate(kindOf('ByteArray'), largeBytes / WORD_BYTES, false));
  if (externalBytes > 0) heap.external.adjustEmbedder(externalBytes);
  buildYoung(heap, baseline, oldGarbage);
  heap.collection.settingUp = false;
  heap.collection.startMarkingIfLimitReached(); // under stress, a real process marks already
}

/** Each live object points to the one before; the last one is a root. The addresses of the dead ones. */
function buildOld(heap: Heap, liveBytes: number, deadBytes: number): readonly number[] {
  const { strong } = heap.structure.roots;
  const root = strong.add(0);
  return allocateInTurn(heap, pieces(liveBytes / WORD_BYTES, OLD_OBJECT_WORDS), pieces(deadBytes / WORD_BYTES, OLD_OBJECT_WORDS), false, (address) => {
    heap.store(address, FIXED_ARRAY_ELEMENTS, strong.get(root));
    strong.set(root, address);
  });
}

/**
 * Roots each: in a real process, too, they are found before what a program holds in its variables. Some, in proportion, hang on
 * old garbage instead.
 */
function buildYoung(heap: Heap, baseline: Baseline, oldGarbage: readonly number[]): void {
  const { youngBytes, youngLiveBytes, youngLargestBytes, youngUntilFullBytes } = baseline;
  const largest = youngLargestBytes.map((bytes) => bytes / WORD_BYTES);
  const untilFull = pieces(youngUntilFullBytes / WORD_BYTES, YOUNG_OBJECT_WORDS);
  const rooted = [...largest, ...pieces((youngLiveBytes - youngUntilFullBytes) / WORD_BYTES - largest.reduce((sum, size) => sum + size, 0), YOUNG_OBJECT_WORDS)];
  const live: number[] = [];
  const hangs: boolean[] = [];
  let hanging = 0;
  for (const [made, size] of rooted.entries()) {
    live.push(size);
    hangs.push(false);
    for (; hanging < Math.floor(((made + 1) / rooted.length) * untilFull.length); hanging++) {
      live.push(untilFull[hanging]!);
      hangs.push(true);
    }
  }
  // The last piece of garbage may be too small.
  const holders = oldGarbage.slice(0, -1);
  const room = holders.length * (OLD_OBJECT_WORDS - FIXED_ARRAY_ELEMENTS);
  let index = 0;
  let held = 0;
  allocateInTurn(
    heap,
    live,
    pieces((youngBytes - youngLiveBytes) / WORD_BYTES, YOUNG_OBJECT_WORDS),
    true,
    (address) => {
      if (hangs[index++]! && held < room) heap.store(holders[held % holders.length]!, FIXED_ARRAY_ELEMENTS + Math.floor(held++ / holders.length), address);
      else heap.structure.roots.strong.add(address);
    },
    Math.floor(STRETCH_BYTES / WORD_BYTES / YOUNG_OBJECT_WORDS),
  );
}

/** Live and dead objects, in proportion; a share of the dead ones so many at a time (0: none). The dead ones. */
function allocateInTurn(heap: Heap, live: readonly number[], dead: readonly number[], young: boolean, keep: (address: number) => void, stretch = 0): readonly number[] {
  const garbage: number[] = [];
  const stretched = stretch === 0 ? 0 : STRETCHED_SHARE * dead.length;
  for (const [made, size] of live.entries()) {
    keep(heap.allocate(FIXED_ARRAY, size, young));
    const share = (made + 1) / live.length;
    const due = share === 1 ? dead.length : share * (dead.length - stretched) + (stretch === 0 ? 0 : Math.floor((share * stretched) / stretch) * stretch);
    while (garbage.length < due) garbage.push(heap.allocate(FIXED_ARRAY, dead[garbage.length]!, young));
  }
  return garbage;
}

function holdEach(heap: Heap, kind: number, bytes: number, sizeWords: number): void {
  for (const size of pieces(bytes / WORD_BYTES, sizeWords)) heap.structure.roots.strong.add(heap.allocate(kind, size, false));
}

/** Sizes that add up to `words`, all `sizeWords` but the last one. */
function pieces(words: number, sizeWords: number): readonly number[] {
  const sizes: number[] = [];
  let left = words;
  for (; left >= sizeWords + LEAST_OBJECT_WORDS; left -= sizeWords) sizes.push(sizeWords);
  if (left > 0) sizes.push(left);
  return sizes;
}
