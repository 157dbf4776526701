/**
 * How tables grow that hold as many objects as happen to live: by segments of doubling size, then by the longest that
 * fit a regular page. The same lengths as the simulated workload's; a test compares the two.
 */
export const GROWING_TABLE = { firstSegment: 64, doublingSegments: 8, doublingSlots: 16_320, largestSegment: 16_382 } as const;
