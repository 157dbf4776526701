/**
 * A workload as a JavaScript program for the real engine: one specialised loop, in which nothing is allocated but
 * the objects themselves. Tables are made before, all numbers are small integers, so that nothing is boxed.
 */
import { probabilityThreshold, seedToState } from '../src/base/prng.ts';
import type { Holding, Shape, Workload } from './workloads.ts';
import { SEED } from './workloads.ts';

/** The same step as base/prng, written out. */
const DRAW = 'x ^= x << 13; x ^= x >>> 17; x ^= x << 5;';
/** A store that the compiler cannot prove useless, so that the object is allocated. */
const NEWEST = 'newest.object = o;';

interface Loop {
  /** Tables and variables, before the clock starts. */
  readonly tables: string;
  readonly variables: string;
  /** What happens to the object `o`. */
  readonly body: string;
}

/** See bench/child for what such a program begins and ends with. */
export function realProgramText({ shape, holding }: Workload, objects: number): string {
  const { tables, variables, body } = loopFor(holding);
  return `'use strict';
const newest = { object: null };
const table = (length) => { const a = new Array(length); for (let i = 0; i < length; i++) a[i] = null; return a; };
${tables}
function run(n, seed) {
  let x = seed | 0, count = 0;
  ${variables}
  for (let i = 0; i < n; i++) {
    const o = ${expressionFor(shape)};
    count++;
    ${body}
  }
  return [count, x];
}
const clock = startClock();
const [objects, state] = run(${objects}, ${seedToState(SEED)});
report({ objects, state, ...clock() });
`;
}

function expressionFor(shape: Shape): string {
  if (shape.kind === 'array') return `new Array(${shape.length})`;
  return `{ ${Array.from({ length: shape.fields }, (_, field) => `f${field}: null`).join(', ')} }`;
}

function loopFor(holding: Holding): Loop {
  switch (holding.model) {
    case 'dies':
      return { tables: '', variables: '', body: NEWEST };
    case 'ring':
      return {
        tables: `const ring = table(${holding.size});`,
        variables: 'let at = 0;',
        body: `ring[at] = o; if (++at === ${holding.size}) at = 0;`,
      };
    case 'kept':
      return {
        tables: `const queue = table(${holding.queue});`,
        variables: 'let at = 0;',
        body: `${NEWEST} ${DRAW} if ((x >>> 1) < ${probabilityThreshold(holding.share)}) { queue[at] = o; if (++at === ${holding.queue}) at = 0; }`,
      };
    case 'cache':
      return {
        tables: `const cache = table(${holding.slots});`,
        variables: '',
        body: `${DRAW} cache[(x >>> 1) % ${holding.slots}] = o;`,
      };
    case 'tree':
      return treeLoop(2 ** holding.depth, holding.keep);
  }
}

/** Nodes in heap order, so that the parent of node c is c >> 1; inner nodes are found through a table. */
function treeLoop(innerNodes: number, keep: number): Loop {
  return {
    tables: `const inner = table(${innerNodes}), trees = table(${keep});`,
    variables: 'let c = 1, at = 0;',
    body: `if (c < ${innerNodes}) inner[c] = o;
    if (c > 1) { if (c & 1) inner[c >> 1].f1 = o; else inner[c >> 1].f0 = o; }
    if (++c === ${innerNodes * 2}) { trees[at] = inner[1]; if (++at === ${keep}) at = 0; c = 1; }`,
  };
}
