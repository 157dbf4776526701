/** The scenario that `init` writes: small, commented, and right as it stands. */

/** @param schema where the language's JSON Schema lies, from the file; null leaves the editor's line out. */
export function starterScenario(schema: string | null): string {
  return `${schema === null ? '' : `# yaml-language-server: $schema=${schema}\n`}name: my scenario
description: A server keeps a cache while it answers requests.
tags: [example]
v8: 14.6                       # the heap to simulate, by V8's version; --v8 overrides it
seed: 1                        # of all random draws: the same seed gives the same run
flags: { max-semi-space-size: 16 }
params: { requests: 64MiB }    # used below as \${requests}; --param requests=1GiB overrides it

steps:
  # Many objects, each with a lifetime.
  - workload:
      allocate: "\${requests}"
      rate: 100MiB/s
      objects:
        - { type: JSObject, fields: 4, weight: 80, lifetime: dies }
        - { type: JSArray, length: 8..64, weight: 15, lifetime: { ring: 10000 } }
        - { type: SeqOneByteString, length: 200, weight: 5, lifetime: { for: 8MiB } }
  - sample: steady             # spaces and heap as they are now
  - gc: major
  - sample: collected

# What must hold in the end. heapstress explain tells what a metric is.
expect:
  gc.scavenge.count: "> 0"
  old_space.used: "<= 16MiB"
  oom: false
  heap.verified: true
`;
}
