/** Scenario texts for tests of the command line. */
export const GOOD = `name: good
params: { length: 100 }
steps:
  - allocate: { type: FixedArray, length: "\${length}" }
`;

/** Two unknown keys, in lines 2 and 3. */
export const BAD = `name: bad
stepz: []
seeed: 3
`;
