/**
 * A size and how it came about: the rule that gave it, and what was then done to it.
 *
 * Models:    nothing of its own; it is how heap-sizes keeps its reasons.
 * Simplifies: an adjustment that changes nothing leaves no trace.
 * Invariant: bytes are those of the last adjustment, of the rule when there is none.
 */

/** Where a size comes from: a flag, the preset, the machine, or another size. */
export type SizeRule =
  | 'optimize-for-size'
  | 'max-semi-space-size'
  | 'lazy-new-space-shrinking'
  | 'min-semi-space-size'
  | 'max-old-space-size'
  | 'initial-old-space-size'
  | 'preconfigured-old-space-size'
  /** The preset's division of a heap of this size. */
  | 'max-heap-size'
  /** What --max-heap-size leaves beside the other generation. */
  | 'max-heap-size-remainder'
  | 'initial-heap-size'
  | 'machine'
  | 'preset';

export type SizeAdjustmentKind =
  | 'power-of-two'
  | 'whole-pages'
  /** Bounds of the rule itself. */
  | 'rule-minimum'
  | 'rule-maximum'
  /** The version takes no less. */
  | 'least'
  | 'minimum-semispace'
  | 'maximum-semispace'
  | 'half-of-maximum';

export interface SizeAdjustment {
  readonly kind: SizeAdjustmentKind;
  readonly bytes: number;
}

export interface SizeDerivation {
  readonly bytes: number;
  readonly rule: SizeRule;
  /** What the rule gave before any adjustment; may be fractional. */
  readonly askedBytes: number;
  readonly adjustments: readonly SizeAdjustment[];
}

export function byRule(rule: SizeRule, bytes: number): SizeDerivation {
  return { bytes, rule, askedBytes: bytes, adjustments: [] };
}

export function adjusted(size: SizeDerivation, kind: SizeAdjustmentKind, bytes: number): SizeDerivation {
  return bytes === size.bytes ? size : { ...size, bytes, adjustments: [...size.adjustments, { kind, bytes }] };
}

export function atLeast(size: SizeDerivation, kind: SizeAdjustmentKind, bytes: number): SizeDerivation {
  return adjusted(size, kind, Math.max(size.bytes, bytes));
}

export function atMost(size: SizeDerivation, kind: SizeAdjustmentKind, bytes: number): SizeDerivation {
  return adjusted(size, kind, Math.min(size.bytes, bytes));
}
