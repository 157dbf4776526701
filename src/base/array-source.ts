/**
 * Where the large tables of a heap come from. New ones cost more than a small heap's whole life: thousands of heaps
 * one after the other can share theirs.
 */
export interface ArraySource {
  /** An array of zeros. */
  int32(length: number): Int32Array;
}

/** Always new. */
export const NEW_ARRAYS: ArraySource = { int32: (length) => new Int32Array(length) };

/**
 * The arrays of one user after the other.
 *
 * Invariant: between two users every array is zero from end to end.
 */
export class RecycledArrays implements ArraySource {
  private readonly kept: Int32Array[] = [];
  private given: Int32Array[] = [];

  /** The arrays of one user differ in what they are for by the order in which they are asked for. */
  int32(length: number): Int32Array {
    const position = this.given.length;
    let array = this.kept[position];
    if (array === undefined || array.length < length) array = this.kept[position] = new Int32Array(length);
    const given = array.length === length ? array : array.subarray(0, length);
    this.given.push(given);
    return given;
  }

  /** Its user is gone, and has written to no more than this share of each array, from the beginning. */
  recycle(share: number): void {
    for (const array of this.given) array.fill(0, 0, Math.ceil(array.length * share));
    this.given = [];
  }
}
