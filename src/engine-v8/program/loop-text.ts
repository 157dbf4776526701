/**
 * A workload with `loop: javascript` as the loop whose bytecode engine-sim/javascript-loop counts: one function that is
 * entered once, all of its variables in registers, literals that leave mementos while they are interpreted.
 *
 * Invariant: the draws of the language, in its order; between two objects nothing is allocated. `t` has the tables of the
 * phase, `S` the field that keeps the newest object.
 */
import { probabilityThreshold } from '../../base/prng.ts';
import { WORD_BYTES } from '../../base/units.ts';
import type { Preset } from '../../flags/presets/preset.ts';
import type { Lifetime, ObjectShape, WorkloadPhase } from '../../scenario/program.ts';
import { DRAW, DRAWN, drawBetween } from './draw-text.ts';
import { bindingText, queuesText } from './holding.ts';
import { drawnWordsText, wordsOf } from './nominal-words.ts';
import { makeable, oneByteSource } from './object-making.ts';
import type { PhaseText } from './phase-text.ts';

/** Literals with more fields are dictionaries; one without any has room for four. */
const MOST_LITERAL_FIELDS = 127;
const MOST_WORDS = 2 ** 31;
const NO_BOUND = 0x7fffffff;
const NEWEST = 'S.object = o;';

/** Why this loop cannot run on a real engine; null when it can. */
export function loopObstacle({ classes, bytes, objectsPerTurn }: WorkloadPhase): string | null {
  if (objectsPerTurn !== Infinity) return 'a loop of JavaScript that waits for the event loop would be another one';
  if (bytes !== Infinity && bytes / WORD_BYTES >= MOST_WORDS) return 'more than 16 GiB of objects cannot be counted without allocating';
  for (const { shape } of classes) {
    const { type, units } = shape;
    if (type === 'JSObject') {
      if (units.min !== units.max) return 'a literal has as many fields as are written';
      if (units.min === 0 || units.max > MOST_LITERAL_FIELDS) return `literals have 1 to ${String(MOST_LITERAL_FIELDS)} fields`;
    }
    const made = makeable(shape);
    if (!made.ok) return made.reason;
  }
  return null;
}

export function loopText(name: string, phase: WorkloadPhase, preset: Preset): PhaseText {
  const { classes, objects, bytes } = phase;
  const { tables, numbers, locals, body, end } = lifeText(classes[0]!.lifetime);
  const { shape } = classes[0]!;
  const isCounted = classes.length === 1 && shape.units.min === shape.units.max;
  // Objects of one size are counted; of several sizes their words are.
  const count = Math.min(objects, isCounted ? Math.ceil(bytes / WORD_BYTES / wordsOf(preset, shape, shape.units.min)) : Infinity, NO_BOUND);
  const words = isCounted || bytes === Infinity ? null : Math.ceil(bytes / WORD_BYTES);
  const strings = classes.filter(({ shape: { type } }) => type === 'SeqOneByteString').map(({ shape: { units } }) => units.max);
  const source = strings.length === 0 ? null : oneByteSource(Math.max(...strings));
  const t = `${name}_tables`;
  const text = [
    `const ${t} = { ${numbers.map(([key, length]) => `${key}: new Int32Array(${String(length)})`).join(', ')} }, ${name}_out = new Int32Array(3);`,
    `function ${name}_begin() { ${tables.map(([key, length]) => `${t}.${key} = table(${String(length)});`).join(' ')} }`,
    `function ${name}_loop(t, S, src, seed, R) {`,
    `  let x = seed | 0, w = 0, len = 0, d = 0, o = null, j = 0; const n = ${String(count)} | 0;`,
    `  ${locals}`,
    words === null ? '  for (let i = 0; i < n; i++) {' : `  let i = 0; for (; i < n && w < ${String(words)}; i++) {`,
    `    ${allocationText(phase, preset)}`,
    `    ${body}`,
    '  }',
    `  R[0] = x; R[1] = ${words === null ? 'n' : 'i'};`,
    '}',
    `function ${name}_run() {`,
    `  ${name}_loop(${t}, sink, ${source?.name ?? 'null'}, randomState, ${name}_out);`,
    `  randomState = ${name}_out[0]; objectCount += ${name}_out[1]; return true;`,
    '}',
    `function ${name}_end() { sink.object = null; ${end(t)} ${[...tables, ...numbers].map(([key]) => `${t}.${key} = null;`).join(' ')} }`,
  ].join('\n');
  return { preparations: source === null ? [] : [source.preparation], text };
}

/** One more object into `o`, its words to `w`: a class by weight, a length, the object. */
function allocationText({ classes }: WorkloadPhase, preset: Preset): string {
  const made = classes.map(({ shape, lifetime }) => {
    const isDrawn = shape.units.min < shape.units.max;
    const words = isDrawn ? drawnWordsText(preset, shape) : String(wordsOf(preset, shape, shape.units.min));
    return `${isDrawn ? drawBetween('len', shape.units.min, shape.units.max) : ''} o = ${literalText(shape, lifetime, isDrawn ? 'len' : String(shape.units.min))}; w = (w + ${words}) | 0;`;
  });
  if (classes.length === 1) return made[0]!;
  const total = classes.reduce((sum, { weight }) => sum + weight, 0);
  let share = 0;
  const branches = classes.map(({ weight }, index) => {
    share += weight / total;
    return `${index === classes.length - 1 ? '' : `if (d < ${String(probabilityThreshold(share))}) `}{ ${made[index]!} }`;
  });
  return `${DRAW} d = ${DRAWN}; ${branches.join(' else ')}`;
}

/** Fields that lifetimes link through hold pointers from the beginning, so that the literal keeps its map. */
function literalText({ type, units }: ObjectShape, { model }: Lifetime, length: string): string {
  switch (type) {
    case 'JSObject': {
      const links = model === 'list' ? 1 : model === 'tree' ? 2 : 0;
      return `{ ${Array.from({ length: units.min }, (_, field) => `f${String(field)}: ${field < links ? 'null' : String(field)}`).join(', ')} }`;
    }
    case 'JSArray':
      return `new Array(${length})`;
    case 'SeqOneByteString':
      return `src.latin1Slice(0, ${length})`;
    case 'JSTypedArray':
      return `new Uint8Array(${length})`;
    default:
      return `new ArrayBuffer(${length})`;
  }
}

interface LifeText {
  /** Of references, made when the phase begins; and of numbers, made before the first step. */
  readonly tables: readonly (readonly [key: string, length: number])[];
  readonly numbers: readonly (readonly [key: string, length: number])[];
  /** At the beginning of the function, and what each turn does with `o`. */
  readonly locals: string;
  readonly body: string;
  /** When the phase is over. */
  readonly end: (tables: string) => string;
}

function life(parts: Partial<LifeText>): LifeText {
  return { tables: [], numbers: [], locals: '', body: NEWEST, end: () => '', ...parts };
}

const advance = (position: string, size: number): string => `${position}++; if (${position} === ${String(size)}) ${position} = 0;`;

function lifeText(lifetime: Lifetime): LifeText {
  switch (lifetime.model) {
    case 'dies':
    case 'for': // these two hold objects in tables that grow: none of a loop's
    case 'sampled':
      return life({});
    case 'forever': {
      const { share, slots, name } = lifetime;
      const all = share === 1;
      return life({
        tables: [['r', slots]],
        locals: all ? 'const r = t.r;' : 'const r = t.r; let p = 0;',
        body: all ? 'r[i] = o;' : `${NEWEST} ${DRAW} if (${DRAWN} < ${String(probabilityThreshold(share))}) { r[p] = o; p++; }`,
        end: (tables) => (name === null ? `staying.push(${tables}.r);` : bindingText(name, `${tables}.r`)),
      });
    }
    case 'ring': {
      const { size, every } = lifetime;
      const put = `r[p] = o; ${advance('p', size)}`;
      return life({ tables: [['r', size]], locals: 'const r = t.r; let p = 0;', body: every > 1 ? `${NEWEST} if (i % ${String(every)} === 0) { ${put} }` : put });
    }
    case 'stack':
      return life({ tables: [['r', lifetime.depth]], locals: 'const r = t.r; let p = 0;', body: `r[p] = o; p++; if (p === ${String(lifetime.depth)}) { while (p > ${String(lifetime.base)}) { p--; r[p] = null; } }` });
    case 'queues': {
      const names = lifetime.queues.map((_, index) => ({ queue: `q${String(index)}`, ages: `e${String(index)}`, head: `h${String(index)}`, tail: `t${String(index)}`, length: `c${String(index)}` }));
      const lengths = lifetime.queues.map(({ slots }) => slots);
      return life({
        tables: names.map(({ queue }, index) => [queue, lengths[index]!]),
        numbers: names.map(({ ages }, index) => [ages, lengths[index]!]),
        locals: names.map(({ queue, ages, head, tail, length }) => `const ${queue} = t.${queue}, ${ages} = t.${ages}; let ${head} = 0, ${tail} = 0, ${length} = 0;`).join(' '),
        body: `${NEWEST} ${DRAW} d = ${DRAWN}; ${queuesText(lifetime.queues, names)}`,
      });
    }
    case 'cache': {
      const { slots, share } = lifetime;
      const put = `${DRAW} r[${DRAWN} % ${String(slots)}] = o;`;
      return life({ tables: [['r', slots]], locals: 'const r = t.r;', body: share < 1 ? `${NEWEST} ${DRAW} if (${DRAWN} < ${String(probabilityThreshold(share))}) { ${put} }` : put });
    }
    case 'request': {
      const [concurrent, objects] = [String(lifetime.concurrent), String(lifetime.objects)];
      return life({
        tables: [['r', lifetime.concurrent * lifetime.objects]],
        numbers: [['f', lifetime.concurrent]],
        locals: 'const r = t.r, f = t.f;',
        body: `${DRAW} d = ${DRAWN} % ${concurrent}; r[d * ${objects} + f[d]] = o; f[d]++; if (f[d] === ${objects}) { for (j = d * ${objects}, len = j + ${objects}; j < len; j++) r[j] = null; f[d] = 0; }`,
      });
    }
    case 'list':
      return lifetime.order === 'fifo'
        ? life({ locals: 'let head = null, tail = null, c = 0;', body: `if (tail === null) { head = o; tail = o; c = 1; } else { tail.f0 = o; tail = o; c++; } if (c > ${String(lifetime.length)}) { head = head.f0; c--; } S.object = head;` })
        : life({ locals: 'let head = null, c = 0;', body: `o.f0 = head; head = o; c++; if (c === ${String(lifetime.length)}) { while (c > ${String(lifetime.base)}) { head = head.f0; c--; } } S.object = head;` });
    case 'tree': {
      const { depth, keep } = lifetime;
      const inner = String(2 ** depth);
      return life({
        tables: [['r', keep], ['nodes', 2 ** depth]],
        locals: 'const r = t.r, nodes = t.nodes; let p = 0, c = 0, root = null;',
        body: `if (c === 0) { root = o; nodes[1] = o; c = 2; } else { if (c < ${inner}) nodes[c] = o; if (c & 1) nodes[c >> 1].f1 = o; else nodes[c >> 1].f0 = o; c++; }
    if (c === ${String(2 ** (depth + 1))}) { c = 0; r[p] = root; ${advance('p', keep)} root = null; }`,
      });
    }
  }
}
