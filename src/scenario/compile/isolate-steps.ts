/** Steps about isolates → steps of the program. Each isolate is compiled as a program of its own. */
import type { IsolateBlock, Step } from '../program.ts';
import { check } from '../schema/issues.ts';
import type { ISOLATE_STEP_SCHEMAS } from '../schema/isolates.ts';
import { parallelEntry } from '../schema/isolates.ts';
import type { StepArguments } from '../schema/steps.ts';
import { childOf, nodeAt, quote } from '../source-tree.ts';
import type { SourceNode } from '../source-tree.ts';
import type { StepSite } from './step-site.ts';

type IsolateKey = keyof typeof ISOLATE_STEP_SCHEMAS;

export const ISOLATE_STEP_COMPILERS: { readonly [Key in IsolateKey]: (given: StepArguments[Key], site: StepSite) => readonly Step[] } = {
  isolate: (given, site) => [compileIsolate(given, site.id, site.node, false, site)],
  parallel: (_, site) => {
    if (site.node.kind !== 'list') return [];
    site.context.isolates.hasParallel = true;
    const isolates = site.node.items.flatMap((item) => {
      const given = check(parallelEntry, item, site.context.problems);
      const node = childOf(item, 'isolate');
      return given === null || node === null ? [] : [compileIsolate(given.isolate, site.nextId(), node, true, site)];
    });
    return [{ op: 'parallel', id: site.id, location: site.location, isolates }];
  },
};

function compileIsolate(given: StepArguments['isolate'], id: number, node: SourceNode, isParallel: boolean, site: StepSite): IsolateBlock {
  const { context } = site;
  const { name } = given;
  if (!context.isolates.declare(name)) {
    const { range } = nodeAt(node, ['name']).node;
    const hint = isParallel ? 'One isolate runs on one thread at a time.' : 'An isolate lives as long as its block: the next one has another name.';
    context.problems.add('ISOLATE_IN_USE', `There is an isolate ${quote(name)} already.`, range, hint);
  }
  const block = context.isolates.inside(name, () => site.compileBlock(node));
  return { op: 'isolate', id, location: context.location(node.range), name, seed: given.seed ?? null, ...block };
}
