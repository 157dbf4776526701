/**
 * When the objects of one allocation site go to the old generation at once.
 *
 * Models:    V8's allocation sites: a site nearly all of whose objects survive their first scavenge is tenured, once
 *            new space is large enough for that to mean something.
 * Simplifies: a tenured site stays so; V8 may take it back when code is thrown away.
 * Invariant: nothing is decided from fewer objects than the policy's minimum.
 */
import type { PretenuringPolicy } from '../../flags/presets/preset.ts';

export interface SiteFeedback {
  /** Objects made since the last scavenge. */
  readonly created: number;
  /** Share of them that survived it. */
  readonly survivedShare: number;
  /** Page bytes of one semispace now, and at most. */
  readonly semispaceBytes: number;
  readonly maximumSemispaceBytes: number;
}

export function shouldTenure(feedback: SiteFeedback, policy: PretenuringPolicy): boolean {
  if (!policy.enabled || feedback.created < policy.minimumCreated) return false;
  if (feedback.semispaceBytes < Math.min(feedback.maximumSemispaceBytes, policy.minimumSemispaceBytes)) return false;
  return feedback.survivedShare >= policy.survivedShare;
}
