/** A workload as a scenario for the simulator. */
import type { Holding, Shape, Workload } from './workloads.ts';
import { SEED, bytesPerObject } from './workloads.ts';

/**
 * New space as large as the real engine's default up to Node 22. Later versions have up to 32 MiB, which makes fewer
 * collections: the simulator is never given the larger one.
 */
const SEMISPACE_MIB = 16;

export function scenarioText({ name, shape, holding }: Workload, objects: number): string {
  const objectClass = { ...shapeKeys(shape), lifetime: lifetime(holding, bytesPerObject(shape)) };
  return JSON.stringify({
    name,
    seed: SEED,
    flags: { 'max-semi-space-size': SEMISPACE_MIB },
    steps: [{ workload: { count: objects, objects: [objectClass] } }],
  });
}

function shapeKeys(shape: Shape): object {
  return shape.kind === 'object' ? { type: 'JSObject', fields: shape.fields } : { type: 'JSArray', length: shape.length };
}

function lifetime(holding: Holding, bytesPerObject: number): unknown {
  switch (holding.model) {
    case 'dies':
      return 'dies';
    case 'ring':
      return { ring: holding.size };
    case 'kept':
      // The language lets objects go by age, not by number: as old as the queue is long on average.
      return { for: { bytes: (holding.queue / holding.share) * bytesPerObject, share: holding.share } };
    case 'cache':
      return { cache: holding.slots };
    case 'tree':
      return { tree: { depth: holding.depth, keep: holding.keep } };
  }
}
