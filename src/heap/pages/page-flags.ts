/**
 * What a page is, as bits that the collectors test with one load.
 *
 * Models:    V8's memory-chunk flags.
 * Simplifies: only the flags that a rule of ours reads.
 * Invariant: a page is young iff it has FROM or TO; all pages of a large object's run carry the same flags.
 */
/** Young, and being emptied by the running scavenge. */
export const FROM = 1 << 0;
/** Young, where allocation happens. */
export const TO = 1 << 1;
export const YOUNG = FROM | TO;
/** Holds one large object. */
export const LARGE = 1 << 2;
/** Objects here (up to the age mark, on the page that holds it) have survived a collection. */
export const BELOW_AGE_MARK = 1 << 3;
export const HOLDS_AGE_MARK = 1 << 4;
/** The running full collection empties this page. */
export const EVACUATION_CANDIDATE = 1 << 5;
/** A scenario asked for this page to be evacuated next. */
export const FORCED_CANDIDATE = 1 << 6;
/** Nothing is allocated here any more; its free memory is not on the free list. */
export const NEVER_ALLOCATE = 1 << 7;
export const READ_ONLY = 1 << 8;
/** Live objects are marked, free memory is not yet on the free list. */
export const UNSWEPT = 1 << 9;
/** Evacuation was given up half-way for lack of memory; until the page is swept. */
export const ABORTED = 1 << 10;
/** Handed from new space to the old generation whole, in the running collection. */
export const PROMOTED_WHOLE = 1 << 11;
/** Nothing on this page moves (V8's pinned pages). */
export const NEVER_EVACUATE = 1 << 12;
/** Young, and holds objects that a scavenge pinned: in the scavenge that empties the rest of it, and until the next one. */
export const QUARANTINED = 1 << 13;
