/**
 * What is on the heap before a scenario's first step: the objects that a fresh Node process of this version has.
 *
 * Models:    their bytes, space by space, as measured at the first line of user code, array buffers included; which
 *            share is alive. They take part in the first collections, as they do in a real process.
 * Simplifies: arrays of one size instead of the real objects; no page of the snapshot is pinned. Half of the young
 *            garbage lies between the live objects, the rest in stretches.
 * Invariant: every space holds exactly the bytes that the preset says.
 */
import { WORD_BYTES } from '../base/units.ts';
import type { Baseline } from '../flags/presets/preset.ts';
import { pinningRule } from './collectors/object-pinning.ts';
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
/** Of the live young objects: what frames of the process's own lead to. Measured (quarantined_size of --scavenger-precise-object-pinning): Node 24 and 26. */
const FRAME_BYTES = 984;
/** Pointers of one old object. */
const HOLDER_SLOTS = OLD_OBJECT_WORDS - FIXED_ARRAY_ELEMENTS;
const LEAST_OBJECT_WORDS = FIXED_ARRAY_ELEMENTS + 1; // room for the link of the chain

export function populateBaseline(heap: Heap, baseline: Baseline): void {
  heap.collection.settingUp = true;
  const { oldBytes, oldDeadBytes, trustedBytes, largeBytes, externalBytes, youngBytes, youngLiveBytes, youngOfDeadBytes, youngLargestBytes } = baseline;
  const dying = new DyingHolders(heap, youngOfDeadBytes);
  buildOld(heap, oldBytes - oldDeadBytes, oldDeadBytes, dying);
  if (trustedBytes > 0) holdEach(heap, kindOf('BytecodeArray'), trustedBytes, OLD_OBJECT_WORDS);
  if (largeBytes > 0) heap.structure.roots.strong.add(heap.allocate(kindOf('ByteArray'), largeBytes / WORD_BYTES, false));
  if (externalBytes > 0) heap.external.adjustEmbedder(externalBytes);
  buildYoung(heap, youngLiveBytes, youngLargestBytes, youngBytes - youngLiveBytes, dying);
  dying.release();
  heap.collection.settingUp = false;
  heap.collection.startMarkingIfLimitReached(); // under stress, a real process marks already
}

/** Dead old objects that lead to young ones: scavenges keep these, full collections do not. Roots until all is made. */
class DyingHolders {
  private readonly heap: Heap;
  private readonly wanted: number;
  private readonly roots: number[] = [];
  private held = 0;

  constructor(heap: Heap, bytes: number) {
    this.heap = heap;
    this.wanted = Math.round(bytes / WORD_BYTES / YOUNG_OBJECT_WORDS);
  }

  /** Young objects to hold: no more than there is room for. */
  get count(): number {
    return Math.min(this.wanted, this.roots.length * HOLDER_SLOTS);
  }

  /** One more dead old object; a small one is of no use. */
  offer(address: number, sizeWords: number): void {
    if (sizeWords === OLD_OBJECT_WORDS && this.roots.length * HOLDER_SLOTS < this.wanted) this.roots.push(this.heap.structure.roots.strong.add(address));
  }

  hold(address: number): void {
    const holder = this.heap.structure.roots.strong.get(this.roots[Math.floor(this.held / HOLDER_SLOTS)]!);
    this.heap.store(holder, FIXED_ARRAY_ELEMENTS + (this.held++ % HOLDER_SLOTS), address);
  }

  release(): void {
    for (const root of this.roots) this.heap.structure.roots.strong.remove(root);
  }
}

/** Each live object points to the one before; the last one is a root. */
function buildOld(heap: Heap, liveBytes: number, deadBytes: number, dying: DyingHolders): void {
  const { strong } = heap.structure.roots;
  const root = strong.add(0);
  allocateInTurn(heap, pieces(liveBytes / WORD_BYTES, OLD_OBJECT_WORDS), pieces(deadBytes / WORD_BYTES, OLD_OBJECT_WORDS), false, (address) => {
    heap.store(address, FIXED_ARRAY_ELEMENTS, strong.get(root));
    strong.set(root, address);
  }, (address, sizeWords) => dying.offer(address, sizeWords));
}

/** Roots each: in a real process, too, they are found before what a program holds in its variables. */
function buildYoung(heap: Heap, liveBytes: number, largestBytes: readonly number[], deadBytes: number, dying: DyingHolders): void {
  const largest = largestBytes.map((bytes) => bytes / WORD_BYTES);
  const live = [...largest, ...pieces(liveBytes / WORD_BYTES - largest.reduce((sum, size) => sum + size, 0), YOUNG_OBJECT_WORDS)];
  // Only pinning asks for them.
  const firstOnFrames = live.length - (pinningRule(heap.configuration.flags) === null ? 0 : Math.round(FRAME_BYTES / WORD_BYTES / YOUNG_OBJECT_WORDS));
  allocateInTurn(
    heap,
    live,
    pieces(deadBytes / WORD_BYTES, YOUNG_OBJECT_WORDS),
    true,
    (address, index) => {
      if (index >= firstOnFrames) heap.structure.roots.stack.add(address);
      else if (isDue(index, live.length, dying.count)) dying.hold(address);
      else heap.structure.roots.strong.add(address);
    },
    null,
    Math.floor(STRETCH_BYTES / WORD_BYTES / YOUNG_OBJECT_WORDS),
  );
}

/** Live and dead objects, in proportion; a share of the dead ones so many at a time (0: none). */
function allocateInTurn(
  heap: Heap,
  live: readonly number[],
  dead: readonly number[],
  young: boolean,
  keep: (address: number, index: number) => void,
  drop: ((address: number, sizeWords: number) => void) | null,
  stretch = 0,
): void {
  const stretched = stretch === 0 ? 0 : STRETCHED_SHARE * dead.length;
  let deadMade = 0;
  for (const [made, size] of live.entries()) {
    keep(heap.allocate(FIXED_ARRAY, size, young), made);
    const share = (made + 1) / live.length;
    const due = share === 1 ? dead.length : share * (dead.length - stretched) + (stretch === 0 ? 0 : Math.floor((share * stretched) / stretch) * stretch);
    for (; deadMade < due; deadMade++) {
      const address = heap.allocate(FIXED_ARRAY, dead[deadMade]!, young);
      drop?.(address, dead[deadMade]!);
    }
  }
}

/** Whether number `index` of `all` is one of `some` that are spread evenly; the first ones, the largest objects, never are. */
function isDue(index: number, all: number, some: number): boolean {
  return Math.floor(((index + 1) * some) / all) > Math.floor((index * some) / all);
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
