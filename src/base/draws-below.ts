/**
 * Which of many draws in a row lie below a threshold.
 *
 * One draw needs the state that the last one left, so a processor that could do four at a time waits. Four stretches
 * of the same sequence do not wait for each other: where the second, third and fourth begin is found by jumping ahead,
 * which is linear in the bits of the state.
 *
 * Invariant: what is found, and the state afterwards, is what draws one by one give.
 */
import { drawnValue, nextState } from './prng.ts';

/** Draws in a stretch. */
const STRETCH = 128;
const BLOCK = 4 * STRETCH;

/** The state STRETCH draws later is the exclusive or of four entries, one for each byte of the state. */
const AHEAD = jumpTables(STRETCH);

export class DrawsBelow {
  /** Of the draws that were below, counted from 0, ascending. */
  positions = new Int32Array(1024);
  /** After the draws. */
  state = 0;
  private readonly found = new Int32Array(BLOCK + 4);

  /** Makes `count` draws; how many of them are below the threshold (0..2^31 - 1). */
  find(state: number, threshold: number, count: number): number {
    if (this.positions.length < count) this.positions = new Int32Array(2 * count);
    const { positions } = this;
    this.state = state;
    let hits = 0;
    let position = 0;
    for (; position + BLOCK <= count; position += BLOCK) hits = this.findInBlock(threshold, position, hits);
    let next = this.state;
    for (; position < count; position++) {
      next = nextState(next);
      if (drawnValue(next) < threshold) positions[hits++] = position;
    }
    this.state = next;
    return hits;
  }

  /** Without branches that depend on what is drawn: each stretch notes every position, and keeps those of hits. */
  private findInBlock(threshold: number, first: number, hits: number): number {
    const { found, positions } = this;
    let a = this.state;
    let b = ahead(a);
    let c = ahead(b);
    let d = ahead(c);
    let inA = 0;
    let inB = STRETCH + 1;
    let inC = 2 * (STRETCH + 1);
    let inD = 3 * (STRETCH + 1);
    for (let i = 0; i < STRETCH; i++) {
      a = nextState(a);
      found[inA] = i;
      inA += (drawnValue(a) - threshold) >>> 31;
      b = nextState(b);
      found[inB] = i;
      inB += (drawnValue(b) - threshold) >>> 31;
      c = nextState(c);
      found[inC] = i;
      inC += (drawnValue(c) - threshold) >>> 31;
      d = nextState(d);
      found[inD] = i;
      inD += (drawnValue(d) - threshold) >>> 31;
    }
    this.state = d;
    let total = hits;
    for (let i = 0; i < inA; i++) positions[total++] = first + found[i]!;
    for (let i = STRETCH + 1; i < inB; i++) positions[total++] = first + STRETCH + found[i]!;
    for (let i = 2 * (STRETCH + 1); i < inC; i++) positions[total++] = first + 2 * STRETCH + found[i]!;
    for (let i = 3 * (STRETCH + 1); i < inD; i++) positions[total++] = first + 3 * STRETCH + found[i]!;
    return total;
  }
}

function ahead(state: number): number {
  return AHEAD[state & 255]! ^ AHEAD[256 + ((state >>> 8) & 255)]! ^ AHEAD[512 + ((state >>> 16) & 255)]! ^ AHEAD[768 + (state >>> 24)]!;
}

function jumpTables(draws: number): Int32Array {
  const ofBit = Array.from({ length: 32 }, (_, bit) => {
    let state = 1 << bit;
    for (let i = 0; i < draws; i++) state = nextState(state);
    return state;
  });
  return Int32Array.from({ length: 4 * 256 }, (_, index) => {
    let jumped = 0;
    for (let bit = 0; bit < 8; bit++) if (((index >>> bit) & 1) !== 0) jumped ^= ofBit[8 * (index >>> 8) + bit]!;
    return jumped;
  });
}
