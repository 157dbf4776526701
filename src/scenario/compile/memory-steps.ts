/** Steps about memory → steps of the program. */
import { didYouMean } from '../../base/did-you-mean.ts';
import type { Step } from '../program.ts';
import type { MEMORY_STEP_SCHEMAS } from '../schema/memory.ts';
import type { StepArguments } from '../schema/steps.ts';
import { nodeAt, quote } from '../source-tree.ts';
import type { StepSite } from './step-site.ts';

type MemoryKey = keyof typeof MEMORY_STEP_SCHEMAS;

export const MEMORY_STEP_COMPILERS: { readonly [Key in MemoryKey]: (given: StepArguments[Key], site: StepSite) => readonly Step[] } = {
  external: ({ add, remove }, { id, location, node, context }) => {
    if ((add === undefined) === (remove === undefined)) {
      const code = add === undefined ? 'MISSING_KEY' : 'CONFLICTING_KEYS';
      context.problems.add(code, 'external takes either add or remove.', context.problems.firstLine(node.range), 'Write external: { add: 100MiB }.');
      return [];
    }
    return [{ op: 'external', id, location, bytes: add ?? -(remove ?? 0) }];
  },
  'near-heap-limit': (given, site) => {
    const { id, location, context } = site;
    const block = site.compileBlock();
    let procedure: number | null = null;
    if (given.call !== undefined) {
      const { range } = nodeAt(site.node, ['call']).node;
      const found = context.procedures.get(given.call);
      if (found === undefined) {
        context.problems.add('UNKNOWN_PROCEDURE', `There is no procedure ${quote(given.call)}.`, range, didYouMean(given.call, context.procedures.keys()));
        return [];
      }
      site.noteCall(found, range);
      procedure = found;
    }
    return [{
      op: 'near-heap-limit', id, location, ...block,
      raiseBytes: given['raise-by'],
      times: given.times,
      restoreBelow: given['restore-below'] ?? null,
      restores: given.restore,
      endsForceOom: given['end-force-oom'],
      procedure,
    }];
  },
  'memory-pressure': (level, { id, location }) => [{ op: 'memory-pressure', id, location, level }],
};
