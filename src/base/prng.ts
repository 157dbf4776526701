/**
 * The random numbers of the scenario language: xorshift32 with shifts 13, 17, 5 on an int32 state.
 *
 * Part of the language, not an implementation detail: the program that a real engine runs makes the
 * same draws, so the sequence, the threshold rule and the order of draws must never change.
 * Invariant: the state is a non-zero int32.
 */

/** The seed used when a scenario asks for 0, which xorshift cannot leave. */
const SEED_FOR_ZERO = 88172645;

export function seedToState(seed: number): number {
  const state = seed | 0;
  return state === 0 ? SEED_FOR_ZERO : state;
}

/** The state after one draw; the value drawn is `drawnValue(state)`. */
export function nextState(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  return next;
}

/** 31 bits, 0 ≤ value < 2^31. */
export function drawnValue(state: number): number {
  return state >>> 1;
}

/** A draw below this threshold happens with the given probability (0..1). */
export function probabilityThreshold(probability: number): number {
  return Math.min(0x7fffffff, Math.round(probability * 0x80000000));
}
