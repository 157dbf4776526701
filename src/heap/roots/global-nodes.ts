/**
 * Global handles: nodes that are in use until they are given back, strong or weak.
 *
 * Models:    V8's global handles: a full collection visits all strong nodes, a scavenge those that may show a young
 *            object; a weak node whose object dies is emptied by the collection that finds out, and listed for
 *            whoever set it weak.
 * Simplifies: phantom handles only, as since V8 9: no handle brings its object back to life.
 * Invariant: a node in use that may show a young object is in `young`; a free node holds 0; `emptied` has the weak
 *            nodes that collections emptied since somebody last took the list.
 */
import { invariant } from '../../base/invariant.ts';
import { grown } from './root-table.ts';

export const NODE_FREE = 0;
export const NODE_STRONG = 1;
export const NODE_WEAK = 2;

export class GlobalNodes {
  slots: Int32Array = new Int32Array(256);
  states = new Uint8Array(256);
  /** Nodes ever used. */
  length = 0;
  /** Nodes in use. */
  count = 0;
  readonly freed: number[] = [];
  /** Nodes that may show a young object. */
  young: number[] = [];
  private emptied: number[] = [];
  private inYoung = new Uint8Array(256);

  /** A strong node. `isYoung`: the object is. */
  add(value: number, isYoung: boolean): number {
    const node = this.freed.pop() ?? this.next();
    this.count++;
    this.states[node] = NODE_STRONG;
    this.set(node, value, isYoung);
    return node;
  }

  get(node: number): number {
    return this.slots[node]!;
  }

  set(node: number, value: number, isYoung: boolean): void {
    this.slots[node] = value;
    if (!isYoung || this.inYoung[node] === 1) return;
    this.inYoung[node] = 1;
    this.young.push(node);
  }

  isWeak(node: number): boolean {
    return this.states[node] === NODE_WEAK;
  }

  setWeak(node: number, weak: boolean): void {
    invariant(this.states[node] !== NODE_FREE, 'a node that is not in use is neither weak nor strong', { node });
    this.states[node] = weak ? NODE_WEAK : NODE_STRONG;
  }

  remove(node: number): void {
    invariant(node >= 0 && node < this.length && this.states[node] !== NODE_FREE, 'a global handle is given back once', { node });
    this.slots[node] = 0;
    this.states[node] = NODE_FREE;
    this.freed.push(node);
    this.count--;
  }

  // ── For collectors ────────────────────────────────────────────────────────────────────────────────────────

  /** The object of a weak node is dead. */
  empty(node: number): void {
    this.slots[node] = 0;
    this.emptied.push(node);
  }

  /** After a collection: only these nodes may show young objects. */
  keepYoung(nodes: number[]): void {
    for (const node of this.young) this.inYoung[node] = 0;
    for (const node of nodes) this.inYoung[node] = 1;
    this.young = nodes;
  }

  /** The weak nodes emptied since the last call, in order. */
  takeEmptied(): readonly number[] {
    if (this.emptied.length === 0) return [];
    const { emptied } = this;
    this.emptied = [];
    return emptied;
  }

  private next(): number {
    if (this.length === this.slots.length) {
      this.slots = grown(this.slots);
      const states = new Uint8Array(this.slots.length);
      states.set(this.states);
      this.states = states;
      const inYoung = new Uint8Array(this.slots.length);
      inYoung.set(this.inYoung);
      this.inYoung = inYoung;
    }
    return this.length++;
  }
}
