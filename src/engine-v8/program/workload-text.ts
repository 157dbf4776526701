/**
 * A phase of a workload as a loop of its own: monomorphic, specialised by its classes, allocating nothing but their
 * objects. Draws per object in the order of the language: class, size, lifetime, slot.
 *
 * The loop keeps its numbers in locals; what must outlive a turn of the event loop is put back at its end.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { Preset } from '../../flags/presets/preset.ts';
import type { ObjectClass, WorkloadPhase } from '../../scenario/program.ts';
import { DRAW, DRAWN, drawBetween } from './draw-text.ts';
import type { Holding } from './holding.ts';
import { holdingText } from './holding.ts';
import { loopObstacle, loopText } from './loop-text.ts';
import { drawnWordsText, wordsOf } from './nominal-words.ts';
import { makeable } from './object-making.ts';
import type { PhaseText } from './phase-text.ts';

/** More objects than any loop makes; a small integer. */
const NO_BOUND = 0x7fffffff;
const MOST_WORDS = 2 ** 31;

/** Why this phase cannot run on a real engine; null when it can. */
export function phaseObstacle(phase: WorkloadPhase): string | null {
  if (phase.bytes === Infinity && phase.objects === Infinity) return 'it ends by virtual time, which only the simulator has';
  if (phase.durationMs !== Infinity) return 'it may end by virtual time, which only the simulator has';
  if (phase.javascript) return loopObstacle(phase);
  for (const { shape, generation, lifetime } of phase.classes) {
    if (generation !== 'young') return `JavaScript cannot choose the ${generation} generation`;
    const made = makeable(shape);
    if (!made.ok) return made.reason;
    if ((lifetime.model === 'list' || lifetime.model === 'tree') && shape.type !== 'JSObject') return 'only JSObjects are linked through fields of their own';
  }
  const counted = phase.classes.length > 1 || phase.classes.some(({ shape }) => shape.units.min < shape.units.max);
  if (counted && phase.bytes !== Infinity && phase.bytes / WORD_BYTES >= MOST_WORDS) return 'more than 16 GiB of objects of several sizes cannot be counted without allocating';
  return null;
}

export function phaseText(name: string, phase: WorkloadPhase, preset: Preset): PhaseText {
  if (phase.javascript) return loopText(name, phase, preset);
  const { classes } = phase;
  const holdings = (phase.shared ? classes.slice(0, 1) : classes).map(({ lifetime }, index) => holdingText(`${name}c${String(index)}`, lifetime));
  const single = classes.length === 1 && classes[0]!.shape.units.min === classes[0]!.shape.units.max ? classes[0]! : null;
  const maxWords = phase.bytes / WORD_BYTES;
  // Objects of one size are counted; of several sizes their words are.
  const objects = Math.min(phase.objects, single === null ? Infinity : Math.ceil(maxWords / wordsOf(preset, single.shape, single.shape.units.min)), NO_BOUND);
  const boundByWords = single === null && maxWords !== Infinity;
  const needsWords = boundByWords || holdings.some((holding) => holding.needsWords);
  const numbers = [...(needsWords ? [['w', 0] as const] : []), ...holdings.flatMap((holding) => holding.numbers)];
  const references = holdings.flatMap((holding) => holding.references);
  const state = `${name}_state`;
  const kept = `${name}_kept`;
  const bodies = classes.map((objectClass, index) => classBody(objectClass, holdings[phase.shared ? 0 : index]!, preset, needsWords));
  const text = [
    ...holdings.map(({ declarations }) => declarations),
    `const ${state} = new Int32Array(${String(numbers.length + 1)});`,
    references.length > 0 ? `const ${kept} = table(${String(references.length)});` : '',
    `function ${name}_begin() {`,
    `  ${state}[0] = 0; ${numbers.map(([, initial], index) => `${state}[${String(index + 1)}] = ${String(initial)};`).join(' ')}`,
    ...holdings.map(({ begin }) => `  ${begin}`),
    '}',
    `function ${name}_end() {`,
    '  sink.object = null;',
    ...references.map((_, index) => `  ${kept}[${String(index)}] = null;`),
    ...holdings.map(({ end }) => `  ${end}`),
    '}',
    `function ${name}_run(chunk) {`,
    `  let x = randomState, i = ${state}[0], d = 0, j = 0, len = 0;`,
    `  const first = i, n = chunk < ${String(objects)} - i ? i + chunk : ${String(objects)};`,
    ...numbers.map(([variable], index) => `  let ${variable} = ${state}[${String(index + 1)}];`),
    ...references.map((variable, index) => `  let ${variable} = ${kept}[${String(index)}]; ${kept}[${String(index)}] = null;`),
    ...holdings.map(({ locals }) => `  ${locals}`),
    `  for (; i < n${boundByWords ? ` && w < ${String(Math.ceil(maxWords))}` : ''}; i++) {`,
    classes.length === 1 ? `    ${bodies[0]!}` : `    ${chooseClass(classes, bodies)}`,
    '  }',
    `  randomState = x; objectCount += i - first; ${state}[0] = i;`,
    ...numbers.map(([variable], index) => `  ${state}[${String(index + 1)}] = ${variable};`),
    ...references.map((variable, index) => `  ${kept}[${String(index)}] = ${variable};`),
    `  return i === ${String(objects)}${boundByWords ? ` || w >= ${String(Math.ceil(maxWords))}` : ''};`,
    '}',
  ]
    .filter((line) => line.trim() !== '')
    .join('\n');
  const preparations = classes.flatMap(({ shape }) => {
    const made = makeable(shape);
    return made.ok ? made.making.preparations : [];
  });
  return { preparations, text };
}

/** One draw: the first class whose share it falls into. */
function chooseClass(classes: readonly ObjectClass[], bodies: readonly string[]): string {
  const total = classes.reduce((sum, { weight }) => sum + weight, 0);
  let share = 0;
  const branches = classes.map(({ weight }, index) => {
    share += weight / total;
    const condition = index === classes.length - 1 ? '' : `if (d < ${String(Math.min(NO_BOUND, Math.round(share * 2 ** 31)))}) `;
    return `${condition}{ ${bodies[index]!} }`;
  });
  return `${DRAW} d = ${DRAWN};\n    ${branches.join('\n    else ')}`;
}

function classBody({ shape }: ObjectClass, holding: Holding, preset: Preset, needsWords: boolean): string {
  const made = makeable(shape);
  if (!made.ok) return '';
  const { min, max } = shape.units;
  const drawn = min < max;
  const size = drawn ? drawBetween('len', min, max) : '';
  const words = needsWords ? `w = (w + ${drawn ? drawnWordsText(preset, shape) : String(wordsOf(preset, shape, min))}) | 0;` : '';
  return [size, `const o = ${made.making.expression(drawn ? 'len' : String(min))};`, words, holding.body].filter((part) => part !== '').join(' ');
}
