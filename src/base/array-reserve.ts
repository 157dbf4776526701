/**
 * Large arrays that outlive their user, where there may be several users at once and one may break down. Reserving
 * gigabytes is cheap; but the engine below counts them, and runs collections of its own to get the last user's back.
 * Who makes many heaps one after the other lends them the same. Those of the first user in a process are shared
 * memory, which the engine does not count: a short program ends before it would collect. All later ones are counted,
 * so that however many users there are or break down, theirs are freed in time.
 *
 * Invariant: an array holds zeros when it is handed out.
 */
import type { ArraySource } from './array-source.ts';

/** Clearing more than this costs more than new arrays do, and the host wants the memory back: 64 MiB. */
const MOST_CLEARED_ELEMENTS = 16 * 1024 * 1024;

export class ArrayReserve {
  private kept: Int32Array[] = [];
  private lent: LentArrays | null = null;
  private static isFirst = true;

  /** Arrays for one user; new ones while another has those of the reserve. */
  lend(): LentArrays {
    const isFree = this.lent === null;
    const arrays = new LentArrays(isFree ? this.kept : [], ArrayReserve.isFirst);
    ArrayReserve.isFirst = false;
    if (isFree) this.lent = arrays;
    return arrays;
  }

  /**
   * The user is done and reads them no more. Never called for a user that broke down: then they are not used again.
   * @param end of `whole` equal parts of each array, all behind this one are zeros still.
   */
  takeBack(arrays: LentArrays, end: number, whole: number): void {
    if (this.lent !== arrays) return;
    this.lent = null;
    this.kept = arrays.cleared(end, whole);
  }

  /** The user broke down. */
  forget(arrays: LentArrays): void {
    if (this.lent !== arrays) return;
    this.lent = null;
    this.kept = [];
  }
}

export class LentArrays implements ArraySource {
  /** By the order in which they are asked for, which is the same for every user. */
  private readonly arrays: Int32Array[];
  private readonly lengths: number[] = [];
  private readonly isShared: boolean;

  constructor(arrays: readonly Int32Array[], isShared: boolean) {
    this.arrays = [...arrays];
    this.isShared = isShared;
  }

  int32(length: number): Int32Array {
    const position = this.lengths.push(length) - 1;
    const kept = this.arrays[position];
    if (kept !== undefined && kept.length >= length) return kept.length === length ? kept : kept.subarray(0, length);
    return (this.arrays[position] = this.isShared ? new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT)) : new Int32Array(length));
  }

  /** All zeros again; none when there is too much to clear. */
  cleared(end: number, whole: number): Int32Array[] {
    const touched = this.lengths.map((length) => Math.ceil((length / whole) * end));
    if (touched.reduce((sum, elements) => sum + elements, 0) > MOST_CLEARED_ELEMENTS) return [];
    touched.forEach((elements, position) => this.arrays[position]!.fill(0, 0, elements));
    return this.arrays;
  }
}
