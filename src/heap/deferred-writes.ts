/**
 * Memory that a program has allocated and not written yet, because nobody has looked at it.
 *
 * Models:    nothing of V8: a program that makes thousands of like objects between two collections owes the heap what
 *            it would have written, and pays when somebody looks. What dies before that is never written.
 * Simplifies: nothing that can be seen: afterwards the heap is as if everything had been written at once.
 * Invariant: `settle` is called before anything follows pointers (full collections, marking, the verifier),
 *            `writeHeaders` before anything walks new space from header to header. A scavenge needs only the slots:
 *            it knows what unmade objects look like, and makes those that survive where they go. Unwritten headers
 *            are those of dead objects in new space; they are forgotten when new space is emptied.
 */

/** A program that owes writes. */
export interface Debtor {
  /** Writes every slot that leads to an object it holds. Allocates nothing. */
  settle(): void;
}

/** Like objects side by side, each perhaps with a part behind it (the elements of an array). */
export interface ObjectStride {
  readonly stride: number;
  readonly header: number;
  /** 0 = no part. */
  readonly partOffset: number;
  readonly partHeader: number;
}

/** Objects that are not made at all, though slots may lead to them: all words behind the header are empty tagged ones. */
export interface UnmadeObjects extends ObjectStride {
  makeAt(address: number): void;
  makeStretch(from: number, to: number): void;
}

/** Addresses [from, to) with objects of one stride each, in the order in which they were allocated. */
export class Stretches<Stride extends ObjectStride> {
  /** from, to, from, to, … */
  bounds = new Int32Array(64);
  readonly strides: Stride[] = [];
  count = 0;

  push(from: number, to: number, stride: Stride): void {
    if (from === to) return;
    const last = this.count - 1;
    if (last >= 0 && this.bounds[2 * last + 1] === from && this.strides[last] === stride) {
      this.bounds[2 * last + 1] = to;
      return;
    }
    if (2 * this.count === this.bounds.length) {
      const larger = new Int32Array(2 * this.bounds.length);
      larger.set(this.bounds);
      this.bounds = larger;
    }
    this.bounds[2 * this.count] = from;
    this.bounds[2 * this.count + 1] = to;
    this.strides[this.count++] = stride;
  }

  clear(): void {
    if (this.count > 0) this.strides.length = 0;
    this.count = 0;
  }
}

export class DeferredWrites {
  debtor: Debtor | null = null;
  readonly unmade = new Stretches<UnmadeObjects>();
  /** The one object in them that has been made, or 0: a root may lead to it besides a slot. */
  made = 0;
  private readonly headless = new Stretches<ObjectStride>();
  private readonly words: Int32Array;

  constructor(words: Int32Array) {
    this.words = words;
  }

  /** Afterwards slots lead where they should; objects there may be unmade. */
  settleSlots(): void {
    this.debtor?.settle();
  }

  /** Afterwards pointers can be followed. */
  settle(): void {
    this.settleSlots();
    const { bounds, strides, count } = this.unmade;
    for (let i = 0; i < count; i++) strides[i]!.makeStretch(bounds[2 * i]!, bounds[2 * i + 1]!);
    this.unmade.clear();
    this.made = 0;
  }

  /** The objects in [from, to) have no headers yet. Headers written there meanwhile stay as they are. */
  deferHeaders(from: number, to: number, stride: ObjectStride): void {
    this.headless.push(from, to, stride);
  }

  /** The objects in [from, to) are not made. Until they are, each is held by one slot at most, but for `made`. */
  deferObjects(from: number, to: number, objects: UnmadeObjects): void {
    this.unmade.push(from, to, objects);
  }

  /** Afterwards every page of new space can be walked. */
  writeHeaders(): void {
    this.settle();
    const { bounds, strides, count } = this.headless;
    for (let i = 0; i < count; i++) writeStretch(this.words, bounds[2 * i]!, bounds[2 * i + 1]!, strides[i]!);
    this.forget();
  }

  /** New space is empty. */
  forget(): void {
    this.headless.clear();
    this.unmade.clear();
    this.made = 0;
  }
}

/** Objects of a stretch that live have their headers already: the same ones, since only a collection changes them. */
function writeStretch(words: Int32Array, from: number, to: number, { stride, header, partOffset, partHeader }: ObjectStride): void {
  for (let at = from; at < to; at += stride) words[at] = header;
  if (partOffset !== 0) for (let at = from + partOffset; at < to; at += stride) words[at] = partHeader;
}
