/**
 * Objects whose contents are outside the simulated memory: doubles and texts, which do not fit its words, and bytes that
 * V8, too, has outside its heap.
 *
 * Models:    V8's external string table and array buffer lists: a list of young owners that a scavenge looks through, and one of all owners
 *            for full collections; what a dead owner had is given back.
 * Simplifies: V8 has the contents of numbers and of most strings on its heap. Here the object has its size there, and
 *            the number of its entry in word 1.
 * Invariant: between collections owners[entry] is the address of the object whose word 1 is the entry, 0 for a free
 *            one; the entries of young owners are in the young list, each once.
 */
import { WordStack } from '../../base/word-stack.ts';
import { grown } from './root-table.ts';

/** Word of the owner that holds its entry: raw data for the collectors. */
export const PAYLOAD_WORD = 1;

export class PayloadTable {
  readonly name: string;
  /** By entry: the address of the owner, or 0. */
  owners: Int32Array = new Int32Array(1024);
  /** Entries ever used. */
  length = 0;
  private readonly young = new WordStack();
  private readonly free = new WordStack();
  private readonly onRelease: ((entry: number) => void) | null;

  /** `onRelease`: the owner of the entry is dead. */
  constructor(name: string, onRelease: ((entry: number) => void) | null = null) {
    this.name = name;
    this.onRelease = onRelease;
  }

  /** Entries in use. */
  get count(): number {
    return this.length - this.free.length;
  }

  /** An entry for the object; the caller writes it into the object's PAYLOAD_WORD. */
  add(owner: number, isYoung: boolean): number {
    const entry = this.free.length > 0 ? this.free.pop() : this.next();
    this.owners[entry] = owner;
    if (isYoung) this.young.push(entry);
    return entry;
  }

  forEachYoung(visit: (entry: number) => void): void {
    for (let i = 0; i < this.young.length; i++) visit(this.young.items[i]!);
  }

  // ── For collectors ────────────────────────────────────────────────────────────────────────────────────────

  /** `survivorOf`: where the young owner is now, 0 when it is dead; `isYoung` tells of that address. */
  followScavenge(survivorOf: (owner: number) => number, isYoung: (owner: number) => boolean): void {
    const { items, length } = this.young;
    let kept = 0;
    for (let i = 0; i < length; i++) {
      const entry = items[i]!;
      const owner = survivorOf(this.owners[entry]!);
      if (owner === 0) {
        this.release(entry);
        continue;
      }
      this.owners[entry] = owner;
      if (isYoung(owner)) items[kept++] = entry;
    }
    this.young.length = kept;
  }

  /** The end of marking. */
  releaseDead(isLive: (owner: number) => boolean): void {
    for (let entry = 0; entry < this.length; entry++) {
      const owner = this.owners[entry]!;
      if (owner !== 0 && !isLive(owner)) this.release(entry);
    }
    this.young.clear(); // nothing is young any more when the collection is over
  }

  private release(entry: number): void {
    this.owners[entry] = 0;
    this.free.push(entry);
    this.onRelease?.(entry);
  }

  private next(): number {
    if (this.length === this.owners.length) this.owners = grown(this.owners);
    return this.length++;
  }
}
