/**
 * A limit for the old generation and the memory outside the heap together.
 *
 * Models:    --external-memory-accounted-in-global-limit: external memory then counts against V8's global limit, not
 *            against that of the old generation.
 * Simplifies: no embedder heap, so without the flag this limit never binds. Source: V8, and measured on Node 24 and 26
 *            with --trace-gc-nvp: the first limit is twice that of the old generation, later ones grow with both.
 * Invariant: never below the limit of the old generation.
 */

/** Before the first full collection. */
export function firstGlobalLimit(oldLimitBytes: number): number {
  return 2 * oldLimitBytes;
}

export function globalLimitAfterFullCollection(input: {
  /** Of the old generation. */
  readonly consumedBytes: number;
  readonly externalBytes: number;
  readonly factor: number;
  /** --external-memory-max-growing-factor. */
  readonly maximumExternalFactor: number;
  readonly stepBytes: number;
  readonly newSpaceBytes: number;
  readonly maximumOldBytes: number;
  readonly physicalBytes: number;
  readonly oldLimitBytes: number;
}): number {
  const { consumedBytes, externalBytes, factor } = input;
  const current = consumedBytes + externalBytes;
  const grown = Math.floor(consumedBytes * factor + externalBytes * Math.min(factor, input.maximumExternalFactor));
  const wanted = Math.max(grown, current + input.stepBytes) + input.newSpaceBytes;
  const maximum = Math.min(input.physicalBytes, 8 * input.maximumOldBytes);
  return Math.max(Math.min(wanted, Math.floor((current + maximum) / 2)), input.oldLimitBytes);
}
