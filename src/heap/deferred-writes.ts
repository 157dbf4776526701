/**
 * Memory that a program has allocated and not written yet, because nobody has looked at it.
 *
 * Models:    nothing of V8: a program that makes thousands of like objects between two collections owes the heap what
 *            it would have written, and pays when somebody looks. What dies before that is never written.
 * Simplifies: nothing that can be seen: afterwards the heap is as if everything had been written at once.
 * Invariant: `settle` is called before anything follows pointers (collections, marking, the verifier), `writeHeaders`
 *            before anything walks new space from header to header. Unwritten headers are those of dead objects in
 *            new space; they are forgotten when new space is emptied.
 */

/** A program that owes writes. */
export interface Debtor {
  /** Writes everything that is reachable. Allocates nothing. */
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

export class DeferredWrites {
  debtor: Debtor | null = null;
  private readonly words: Int32Array;
  /** Stretches of objects: from, to, from, to, … */
  private bounds = new Int32Array(64);
  private readonly strides: ObjectStride[] = [];
  private count = 0;

  constructor(words: Int32Array) {
    this.words = words;
  }

  settle(): void {
    this.debtor?.settle();
  }

  /** The objects in [from, to) have no headers yet. Headers written there meanwhile stay as they are. */
  deferHeaders(from: number, to: number, stride: ObjectStride): void {
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

  /** Afterwards every page of new space can be walked. */
  writeHeaders(): void {
    this.settle();
    for (let i = 0; i < this.count; i++) writeStretch(this.words, this.bounds[2 * i]!, this.bounds[2 * i + 1]!, this.strides[i]!);
    this.forgetHeaders();
  }

  /** New space is empty. */
  forgetHeaders(): void {
    this.count = 0;
    this.strides.length = 0;
  }
}

/** Objects of a stretch that live have their headers already: the same ones, since only a collection changes them. */
function writeStretch(words: Int32Array, from: number, to: number, { stride, header, partOffset, partHeader }: ObjectStride): void {
  for (let at = from; at < to; at += stride) words[at] = header;
  if (partOffset !== 0) for (let at = from + partOffset; at < to; at += stride) words[at] = partHeader;
}
