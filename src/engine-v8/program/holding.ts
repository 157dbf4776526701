/**
 * What a loop does with each new object `o`, as text, by lifetime: the holders of src/engine-sim/workload written as
 * JavaScript, with tables of the same lengths made in the same order and the same draws.
 *
 * Numbers are small integers throughout, so that nothing but the objects is allocated. `w` counts the words of the
 * phase modulo 2^32.
 */
import { probabilityThreshold } from '../../base/prng.ts';
import { WORD_BYTES } from '../../base/units.ts';
import type { Lifetime } from '../../scenario/program.ts';
import { DRAW, DRAWN } from './draw-text.ts';

export interface Holding {
  /** Module-level declarations. */
  readonly declarations: string;
  /** When the phase begins: tables. */
  readonly begin: string;
  /** When it ends: what it held is garbage. */
  readonly end: string;
  /** Numbers and references of the loop, kept between its turns: name and first value. */
  readonly numbers: readonly (readonly [name: string, initial: number])[];
  readonly references: readonly string[];
  /** At the beginning of the loop's function. */
  readonly locals: string;
  readonly body: string;
  /** The body reads `w`. */
  readonly needsWords: boolean;
}

/** The newest object is reachable until the next one is made; and a compiler cannot prove the store useless. */
const NEWEST = 'sink.object = o;';
/** Drawn for an object that is kept for ever. */
const FOR_EVER = -1;

/** @param name prefix of all names, unique in the program. */
export function holdingText(name: string, lifetime: Lifetime): Holding {
  switch (lifetime.model) {
    case 'dies':
      return holding({ body: NEWEST });
    case 'ring':
      return ring(name, lifetime.size, lifetime.every);
    case 'stack':
      return stack(name, lifetime.depth, lifetime.base);
    case 'forever':
      return forever(name, lifetime);
    case 'queues':
      return queues(name, lifetime.queues);
    case 'for':
      return timed(name, 'Fifo', [lifetime.bytes], lifetime.share);
    case 'sampled':
      return timed(name, 'Queue', lifetime.quantiles, 1);
    case 'request':
      return requests(name, lifetime.concurrent, lifetime.objects);
    case 'cache':
      return cache(name, lifetime.slots, lifetime.share);
    case 'list':
      return lifetime.order === 'fifo' ? fifoList(name, lifetime.length) : lifoList(name, lifetime.length, lifetime.base);
    case 'tree':
      return trees(name, lifetime.depth, lifetime.keep);
  }
}

function holding(parts: Partial<Holding>): Holding {
  return { declarations: '', begin: '', end: '', numbers: [], references: [], locals: '', body: '', needsWords: false, ...parts };
}

/** A table on the heap, made when the phase begins and let go at its end; `t` in the loop. */
function withTables(name: string, tables: Readonly<Record<string, number>>): Pick<Holding, 'declarations' | 'begin' | 'end' | 'locals'> {
  const names = Object.keys(tables);
  return {
    declarations: names.map((table) => `let ${name}_${table} = null;`).join(' '),
    begin: names.map((table) => `${name}_${table} = table(${String(tables[table])});`).join(' '),
    end: names.map((table) => `${name}_${table} = null;`).join(' '),
    locals: names.map((table) => `const ${name}${table} = ${name}_${table};`).join(' '),
  };
}

/** Runs `body` for a share of the objects, which costs a draw unless it is all of them. */
function forShare(share: number, body: string): string {
  return share < 1 ? `${DRAW} if (${DRAWN} < ${String(probabilityThreshold(share))}) { ${body} }` : body;
}

function ring(name: string, size: number, every: number): Holding {
  const at = `${name}at`;
  const skipped = `${name}skipped`;
  const keep = `${name}ring[${at}] = o; if (++${at} === ${String(size)}) ${at} = 0;`;
  return holding({
    ...withTables(name, { ring: size }),
    numbers: every > 1 ? [[at, 0], [skipped, every - 1]] : [[at, 0]],
    body: every > 1 ? `${NEWEST} if (++${skipped} === ${String(every)}) { ${skipped} = 0; ${keep} }` : keep,
  });
}

function stack(name: string, depth: number, base: number): Holding {
  const top = `${name}top`;
  return holding({
    ...withTables(name, { stack: depth }),
    numbers: [[top, 0]],
    body: `${name}stack[${top}++] = o; if (${top} === ${String(depth)}) while (${top} > ${String(base)}) ${name}stack[--${top}] = null;`,
  });
}

function cache(name: string, slots: number, share: number): Holding {
  const put = `${DRAW} ${name}cache[${DRAWN} % ${String(slots)}] = o;`;
  return holding({ ...withTables(name, { cache: slots }), body: share < 1 ? `${NEWEST} ${forShare(share, put)}` : put });
}

function requests(name: string, concurrent: number, objects: number): Holding {
  const filled = `${name}_filled`;
  const tables = withTables(name, { requests: concurrent * objects });
  return holding({
    ...tables,
    declarations: `${tables.declarations} const ${filled} = new Int32Array(${String(concurrent)});`,
    begin: `${tables.begin} ${filled}.fill(0);`,
    body: `${DRAW} d = ${DRAWN} % ${String(concurrent)}; j = d * ${String(objects)}; ${name}requests[j + ${filled}[d]] = o;
    if (++${filled}[d] === ${String(objects)}) { for (const end = j + ${String(objects)}; j < end; j++) ${name}requests[j] = null; ${filled}[d] = 0; }`,
  });
}

/** Objects that stay outlive the phase, and so do the segments that hold them; or the one that has a name in the scenario. */
function forever(name: string, { share, slots, name: object }: Extract<Lifetime, { model: 'forever' }>): Holding {
  const segments = `${name}_segments`;
  return holding({
    declarations: `const ${segments} = [];`,
    begin: `${segments}.push(new Segments(${String(slots)}));`,
    end: object === null ? '' : bindingText(object, `${segments}.pop().tables[0]`),
    numbers: [[`${name}next`, 0]],
    locals: `const ${name}held = ${segments}[${segments}.length - 1];`,
    body: `${NEWEST} ${forShare(share, `if (${name}next === ${name}held.capacity) ${name}held.grow(); ${name}held.put(${name}next++, o);`)}`,
  });
}

/** The object of this position gets its name for good. */
export function bindingText(object: number, expression: string): string {
  return `named[${String(object)}] = ${expression}; scopeOf[${String(object)}] = GLOBAL;`;
}

/** Rings with an age for each slot: one draw says which of them keeps the object; a full one gives up its oldest. */
function queues(name: string, given: Extract<Lifetime, { model: 'queues' }>['queues']): Holding {
  const tables = withTables(name, Object.fromEntries(given.map(({ slots }, index) => [`q${String(index)}`, slots])));
  const parts = given.map((_, index) => ({ queue: `${name}q${String(index)}`, ages: `${name}_e${String(index)}`, head: `${name}h${String(index)}`, tail: `${name}t${String(index)}`, length: `${name}c${String(index)}` }));
  return holding({
    ...tables,
    declarations: `${tables.declarations} ${parts.map(({ ages }, index) => `const ${ages} = new Int32Array(${String(given[index]!.slots)});`).join(' ')}`,
    numbers: parts.flatMap(({ head, tail, length }) => [[head, 0] as const, [tail, 0] as const, [length, 0] as const]),
    body: `${NEWEST} ${DRAW} d = ${DRAWN};\n    ${queuesText(given, parts)}`,
    needsWords: true,
  });
}

/** Variables of one queue. */
export interface QueueNames {
  readonly queue: string;
  readonly ages: string;
  readonly head: string;
  readonly tail: string;
  readonly length: string;
}

/** What a turn does with its object `o`, its draw `d` and its queues. */
export function queuesText(queues: Extract<Lifetime, { model: 'queues' }>['queues'], names: readonly QueueNames[]): string {
  let share = 0;
  const puts = queues.map(({ share: own, bytes, slots }, index) => {
    share += own;
    const { queue, ages, head, tail, length } = names[index]!;
    return `if (d < ${String(probabilityThreshold(share))}) { if (${length} === ${String(slots)}) { ${advanceText(head, slots)} ${length}--; } ${queue}[${tail}] = o; ${ages}[${tail}] = (w + ${String(Math.ceil(bytes / WORD_BYTES))}) | 0; ${advanceText(tail, slots)} ${length}++; }`;
  });
  const lets = queues.map(({ slots }, index) => {
    const { queue, ages, head, length } = names[index]!;
    return `while (${length} !== 0 && ((w - ${ages}[${head}]) | 0) >= 0) { ${queue}[${head}] = null; ${advanceText(head, slots)} ${length}--; }`;
  });
  return [puts.join(' else '), ...lets].join('\n    ');
}

function advanceText(position: string, slots: number): string {
  return `${position}++; if (${position} === ${String(slots)}) ${position} = 0;`;
}

/** Kept for so many bytes of further allocation; what is due is let go after each object. */
function timed(name: string, order: 'Fifo' | 'Queue', lifetimes: readonly number[], share: number): Holding {
  const words = lifetimes.map((bytes) => (bytes === Infinity ? FOR_EVER : Math.ceil(bytes / WORD_BYTES)));
  const drawn = words.length > 1;
  const life = drawn ? 'd' : String(words[0]);
  const keep = [
    drawn ? `${DRAW} d = ${name}_lifetimes[${DRAWN} % ${String(words.length)}];` : '',
    `j = ${name}held.take(); ${name}held.put(j, o);`,
    drawn && words.includes(FOR_EVER) ? `if (d >= 0) ${name}due.push((w + d) | 0, j);` : words[0] === FOR_EVER ? '' : `${name}due.push((w + ${life}) | 0, j);`,
  ].join(' ');
  return holding({
    declarations: [
      `let ${name}_held = null; const ${name}_due = new ${order}();`,
      drawn ? `const ${name}_lifetimes = Int32Array.of(${words.join(', ')});` : '',
    ].join(' '),
    begin: `${name}_held = new Segments(0); ${name}_due.clear();`,
    end: `${name}_held = null;`,
    locals: `const ${name}held = ${name}_held, ${name}due = ${name}_due;`,
    body: `${NEWEST} ${forShare(share, keep)} while (${name}due.length > 0 && ((w - ${name}due.next()) | 0) >= 0) ${name}held.give(${name}due.pop());`,
    needsWords: true,
  });
}

/** The next node is in field 0; the oldest is let go when the list is too long. */
function fifoList(name: string, maximum: number): Holding {
  const [head, tail, length] = [`${name}head`, `${name}tail`, `${name}length`];
  return holding({
    numbers: [[length, 0]],
    references: [head, tail],
    body: `if (${length} === 0) ${head} = o; else ${tail}.f0 = o; ${tail} = o; if (++${length} > ${String(maximum)}) { ${head} = ${head}.f0; ${length}--; }`,
  });
}

function lifoList(name: string, maximum: number, base: number): Holding {
  const [head, length] = [`${name}head`, `${name}length`];
  return holding({
    numbers: [[length, 0]],
    references: [head],
    body: `o.f0 = ${head}; ${head} = o; if (++${length} === ${String(maximum)}) for (; ${length} > ${String(base)}; ${length}--) ${head} = ${head}.f0;`,
  });
}

/** Nodes in heap order from 1, so that the parent of node n is n >> 1. */
function trees(name: string, depth: number, keep: number): Holding {
  const [at, node] = [`${name}at`, `${name}node`];
  const innerNodes = 2 ** depth;
  const root = depth === 0 ? 0 : 1;
  return holding({
    ...withTables(name, { trees: keep, inner: innerNodes }),
    numbers: [[at, 0], [node, 0]],
    body: `${node}++; if (${node} < ${String(innerNodes)}) ${name}inner[${node}] = o;${depth === 0 ? ` ${name}inner[0] = o;` : ''}
    if (${node} > 1) { if (${node} & 1) ${name}inner[${node} >> 1].f1 = o; else ${name}inner[${node} >> 1].f0 = o; }
    if (${node} === ${String(innerNodes * 2 - 1)}) { ${name}trees[${at}] = ${name}inner[${String(root)}]; if (++${at} === ${String(keep)}) ${at} = 0; ${node} = 0; }`,
  });
}
