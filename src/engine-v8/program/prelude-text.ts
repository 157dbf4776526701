/**
 * What every program begins with: tables, segments and queues that allocate as the simulated workload's do, and the
 * recorder. Plain JavaScript, in a string because it runs in another process.
 *
 * Records are fixed rows of numbers, written at once: what was sampled is known even of a process that dies.
 */
import { GROWING_TABLE } from './growing-table.ts';

/** Rows: what happened, milliseconds since the steps began, objects, state of the draws, bytes of array buffers (at the start), then four figures per space. */
export const RECORD = { start: 0, sample: 1, end: 2 } as const;
export const RECORD_HEAD = 5;
/** Keys of a space's figures, in the order of a row. */
export const SPACE_FIGURES = ['space_size', 'space_used_size', 'space_available_size', 'physical_space_size'] as const;

export function preludeText(seedState: number): string {
  const { firstSegment, doublingSegments, doublingSlots, largestSegment } = GROWING_TABLE;
  return `'use strict';
const fs = require('fs'), v8 = require('v8');
const out = fs.openSync(process.argv[2], 'w');
let randomState = ${String(seedState)}, objectCount = 0;
const sink = { object: null }, constructors = [], bigints = [], staying = [];
const table = (length) => { const t = Array(length); for (let i = 0; i < length; i++) t[i] = null; return t; };

function Segments(first) { this.first = first; this.tables = []; this.capacity = 0; this.used = 0; this.free = new Int32Array(4096); this.freeCount = 0; if (first > 0) this.grow(); }
Segments.prototype.grow = function () {
  const index = this.tables.length, doubling = this.first > 0 ? 0 : ${String(doublingSegments)};
  const length = index < doubling ? ${String(firstSegment)} << index : index === 0 ? this.first : ${String(largestSegment)};
  this.tables.push(table(length)); this.capacity += length;
};
Segments.prototype.put = function (slot, o) {
  if (this.first > 0) {
    const beyond = slot - this.first, at = beyond % ${String(largestSegment)};
    if (beyond < 0) this.tables[0][slot] = o; else this.tables[1 + (beyond - at) / ${String(largestSegment)}][at] = o;
  } else if (slot < ${String(doublingSlots)}) {
    const index = 31 - Math.clz32((slot >>> ${String(Math.log2(firstSegment))}) + 1);
    this.tables[index][slot - ${String(firstSegment)} * ((1 << index) - 1)] = o;
  } else {
    const beyond = slot - ${String(doublingSlots)}, at = beyond % ${String(largestSegment)};
    this.tables[${String(doublingSegments)} + (beyond - at) / ${String(largestSegment)}][at] = o;
  }
};
Segments.prototype.take = function () {
  if (this.freeCount > 0) return this.free[--this.freeCount];
  if (this.used === this.capacity) this.grow();
  return this.used++;
};
Segments.prototype.give = function (slot) {
  this.put(slot, null);
  if (this.freeCount === this.free.length) this.free = longer(this.free);
  this.free[this.freeCount++] = slot;
};
function longer(numbers) { const copy = new Int32Array(numbers.length * 2); copy.set(numbers); return copy; }

function Fifo() { this.expiries = new Int32Array(4096); this.slots = new Int32Array(4096); this.clear(); }
Fifo.prototype.clear = function () { this.head = 0; this.length = 0; };
Fifo.prototype.next = function () { return this.expiries[this.head]; };
Fifo.prototype.push = function (expiry, slot) {
  const size = this.slots.length;
  if (this.length === size) {
    const { expiries, slots, head } = this;
    this.expiries = new Int32Array(size * 2); this.slots = new Int32Array(size * 2); this.head = 0;
    this.expiries.set(expiries.subarray(head)); this.expiries.set(expiries.subarray(0, head), size - head);
    this.slots.set(slots.subarray(head)); this.slots.set(slots.subarray(0, head), size - head);
  }
  const tail = (this.head + this.length++) & (this.slots.length - 1);
  this.expiries[tail] = expiry; this.slots[tail] = slot;
};
Fifo.prototype.pop = function () {
  const slot = this.slots[this.head];
  this.head = (this.head + 1) & (this.slots.length - 1); this.length--;
  return slot;
};

function Queue() { this.expiries = new Int32Array(4096); this.slots = new Int32Array(4096); this.length = 0; }
Queue.prototype.clear = function () { this.length = 0; };
Queue.prototype.next = function () { return this.expiries[0]; };
Queue.prototype.before = function (expiry, slot, at) {
  const difference = (expiry - this.expiries[at]) | 0;
  return difference < 0 || (difference === 0 && slot < this.slots[at]);
};
Queue.prototype.move = function (from, to) { this.expiries[to] = this.expiries[from]; this.slots[to] = this.slots[from]; };
Queue.prototype.push = function (expiry, slot) {
  if (this.length === this.slots.length) { this.expiries = longer(this.expiries); this.slots = longer(this.slots); }
  let at = this.length++;
  while (at > 0 && this.before(expiry, slot, (at - 1) >> 1)) { this.move((at - 1) >> 1, at); at = (at - 1) >> 1; }
  this.expiries[at] = expiry; this.slots[at] = slot;
};
Queue.prototype.pop = function () {
  const first = this.slots[0], last = --this.length, expiry = this.expiries[last], slot = this.slots[last];
  let at = 0;
  for (let child = 1; child < last; child = 2 * at + 1) {
    if (child + 1 < last && this.before(this.expiries[child + 1], this.slots[child + 1], child)) child++;
    if (this.before(expiry, slot, child)) break;
    this.move(child, at); at = child;
  }
  this.expiries[at] = expiry; this.slots[at] = slot;
  return first;
};

const spaceNames = v8.getHeapSpaceStatistics().map((space) => space.space_name);
const row = new Float64Array(${String(RECORD_HEAD)} + 4 * spaceNames.length);
fs.writeSync(out, JSON.stringify(spaceNames) + '\\n');
let startedAt = 0;
function record(kind) {
  const spaces = v8.getHeapSpaceStatistics();
  row[0] = kind; row[1] = performance.now() - startedAt; row[2] = objectCount; row[3] = randomState;
  if (kind === ${String(RECORD.start)}) row[4] = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < spaces.length; i++) {
    const space = spaces[i], at = ${String(RECORD_HEAD)} + 4 * i;
    ${SPACE_FIGURES.map((key, index) => `row[at + ${String(index)}] = space.${key};`).join(' ')}
  }
  fs.writeSync(out, row);
}
`;
}
