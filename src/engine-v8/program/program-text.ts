/**
 * A program as JavaScript for a real engine: what its steps allocate, keep and let go, in their order, and as little
 * else as possible.
 *
 * Everything that can be made before the first step is; the loops of workloads are functions of their own.
 */
import { invariant } from '../../base/invariant.ts';
import { seedToState } from '../../base/prng.ts';
import type { Preset } from '../../flags/presets/preset.ts';
import type { AllocateStep, GcStep, LinkStep, Program, Step } from '../../scenario/program.ts';
import { drawBetween } from './draw-text.ts';
import { makeable } from './object-making.ts';
import { shapesByObject } from './portable.ts';
import { preludeText, RECORD } from './prelude-text.ts';
import { phaseText } from './workload-text.ts';

export interface ProgramText {
  readonly text: string;
  /** Flags without which the text cannot run. */
  readonly flags: readonly string[];
  /** The same up to the first step, and in place of the steps a scavenge and a full collection: they tell what was alive. */
  readonly startText: string;
}

export const START_FLAG = '--expose-gc';

const COLLECTIONS: Readonly<Record<GcStep['action'], string>> = {
  minor: 'gc(MINOR);',
  'atomic-minor': 'gc(MINOR);',
  major: 'gc();',
  'atomic-major': 'gc();',
  precise: 'gc();',
  'memory-reducing': 'gc(LAST_RESORT);',
  'last-resort': 'gc(LAST_RESORT);',
  'incremental-start': '',
  'incremental-step': '',
  'incremental-finish': '',
};

/** @param program all of its steps are portable (see portable.ts). */
export function programText(program: Program, preset: Preset): ProgramText {
  return new ProgramWriter(program, preset).write();
}

class ProgramWriter {
  private readonly program: Program;
  private readonly preset: Preset;
  private readonly preparations = new Set<string>();
  private readonly functions: string[] = [];
  private readonly flags = new Set<string>();
  private readonly shapes: ReturnType<typeof shapesByObject>;
  /** Steps that wait for the event loop are generators; without any, nothing but the steps' own objects is allocated. */
  private readonly waits: boolean;

  constructor(program: Program, preset: Preset) {
    this.program = program;
    this.preset = preset;
    this.shapes = shapesByObject(program);
    this.waits = waitsForEventLoop(program);
  }

  write(): ProgramText {
    const { program } = this;
    const procedures = program.procedures.map(({ steps }, index) => `function${this.star} procedure${String(index)}() {\n${this.steps(steps)}\n}`);
    const main = this.steps(program.steps);
    const parts = [
      preludeText(seedToState(program.settings.seed)),
      handlesText(program),
      ...this.preparations,
      ...this.functions,
      ...procedures,
      `function${this.star} main() {\n${main}\n}`,
    ].filter((part) => part !== '');
    const ending = (body: string): string => `${parts.join('\n')}\n${endText(body)}`;
    return { text: ending(this.waits ? 'drive(main());' : 'main();\nfinish();'), startText: ending('gc(MINOR);\ngc();\nfinish();'), flags: [...this.flags] };
  }

  private get star(): string {
    return this.waits ? '*' : '';
  }

  private steps(steps: readonly Step[]): string {
    return steps.map((step) => this.step(step)).join('\n');
  }

  private step(step: Step): string {
    switch (step.op) {
      case 'allocate':
        return this.allocate(step);
      case 'workload':
        return step.phases
          .map((phase, index) => {
            const name = `p${String(step.id)}_${String(index)}`;
            const { preparations, text } = phaseText(name, phase, this.preset);
            for (const preparation of preparations) this.preparations.add(preparation);
            this.functions.push(text);
            const run = phase.objectsPerTurn === Infinity ? `${name}_run(${String(0x7fffffff)});` : `for (let over = false; !over; ) { over = ${name}_run(${String(phase.objectsPerTurn)}); if (${name}_state[0] % ${String(phase.objectsPerTurn)} === 0) yield 0; }`;
            return `${name}_begin(); ${run} ${name}_end();`;
          })
          .join('\n');
      case 'keep':
        return `scopeOf[${String(step.object)}] = GLOBAL;`;
      case 'drop':
        return `named[${String(step.object)}] = null;`;
      case 'escape':
        return `scopeOf[${String(step.object)}] = depth - 1;`;
      case 'local':
        return `handles[${String(step.handle)}] = named[${String(step.object)}]; handleScope[${String(step.handle)}] = depth; handleBlock[${String(step.handle)}] = GLOBAL;`;
      case 'global':
        return `handles[${String(step.handle)}] = named[${String(step.object)}]; handleScope[${String(step.handle)}] = GLOBAL; handleBlock[${String(step.handle)}] = blocks;`;
      case 'persistent':
      case 'eternal':
        return `handles[${String(step.handle)}] = named[${String(step.object)}]; handleScope[${String(step.handle)}] = handleBlock[${String(step.handle)}] = GLOBAL;`;
      case 'reset':
        return `handles[${String(step.handle)}] = null;`;
      case 'link':
        return this.link(step);
      case 'gc':
        this.flags.add('--expose-gc');
        return repeated(step.times, COLLECTIONS[step.action]);
      case 'fill':
        this.flags.add('--allow-natives-syntax');
        return '%SimulateNewspaceFull();';
      case 'sample':
        return `record(${String(RECORD.sample)});`;
      case 'call':
        return this.waits ? `yield* procedure${String(step.procedure)}();` : `procedure${String(step.procedure)}();`;
      case 'idle':
        return `yield ${String(step.durationMs)};`;
      case 'group':
      case 'job':
      case 'seal-handles':
        return this.block(this.steps(step.steps));
      case 'repeat':
        return this.block(repeated(step.times, this.steps(step.steps)));
      case 'handle-scope':
        return this.block(`depth++; held.push([]);\n${this.steps(step.steps)}\ncloseScope();`);
      default:
        invariant(false, 'only portable steps are written', { op: step.op });
    }
  }

  private block(body: string): string {
    return `blocks++;\n${body}\ncloseBlock();`;
  }

  /** A function of its own, so that no register of the steps around keeps an object alive. */
  private allocate(step: AllocateStep): string {
    const { as, count, handle, shape, id } = step;
    const made = makeable(shape);
    invariant(made.ok, 'only portable steps are written', { type: shape.type });
    for (const preparation of made.making.preparations) this.preparations.add(preparation);
    const drawn = shape.units.min < shape.units.max;
    const name = `allocate${String(id)}`;
    const isHeld = handle !== 'none' && (as === null ? handle === 'local' : count > 1);
    const last = as === null || handle === 'none' ? '' : `named[${String(as)}] = o; scopeOf[${String(as)}] = ${handle === 'local' ? 'depth' : 'GLOBAL'};`;
    this.functions.push(`function ${name}() {
  let x = randomState, len = 0, o = null;
${isHeld ? `  const kept = table(${String(count)}); held[depth].push(kept);\n` : ''}\
  for (let i = 0; i < ${String(count)}; i++) {
    ${drawn ? drawBetween('len', shape.units.min, shape.units.max) : ''} o = ${made.making.expression(drawn ? 'len' : String(shape.units.min))}; ${isHeld ? 'kept[i] = o;' : 'sink.object = o;'}
  }
  randomState = x; objectCount += ${String(count)}; sink.object = null; ${last}
}`);
    return `${name}();`;
  }

  private link({ from, slot, to }: LinkStep): string {
    const field = this.shapes.get(from)?.type === 'JSArray' ? `[${String(slot)}]` : `.f${String(slot)}`;
    return `named[${String(from)}]${field} = ${to === null ? 'null' : `named[${String(to)}]`};`;
  }
}

function waitsForEventLoop(program: Program): boolean {
  const waits = (step: Step): boolean =>
    step.op === 'idle' || (step.op === 'workload' && step.phases.some(({ objectsPerTurn }) => objectsPerTurn !== Infinity)) || ('steps' in step && step.steps.some(waits));
  return program.steps.some(waits) || program.procedures.some(({ steps }) => steps.some(waits));
}

function repeated(times: number, body: string): string {
  return times === 1 ? body : `for (let i = 0; i < ${String(times)}; i++) {\n${body}\n}`;
}

/** Names and handles are slots of tables; a scope and a block let their own ones go. */
function handlesText({ objectNames, handleNames }: Program): string {
  return `const MINOR = { type: 'minor' }, LAST_RESORT = { type: 'major', flavor: 'last-resort' };
const GLOBAL = -1, held = [[]];
let depth = 0, blocks = 0;
const named = table(${String(objectNames.length)}), scopeOf = new Int32Array(${String(objectNames.length)});
const handles = table(${String(handleNames.length)}), handleScope = new Int32Array(${String(handleNames.length)}), handleBlock = new Int32Array(${String(handleNames.length)});
function closeScope() {
  held.pop();
  for (let i = 0; i < named.length; i++) if (scopeOf[i] === depth) { named[i] = null; scopeOf[i] = GLOBAL; }
  for (let i = 0; i < handles.length; i++) if (handleScope[i] === depth) { handles[i] = null; handleScope[i] = GLOBAL; }
  depth--;
}
function closeBlock() {
  for (let i = 0; i < handles.length; i++) if (handleBlock[i] === blocks) { handles[i] = null; handleBlock[i] = GLOBAL; }
  blocks--;
}`;
}

/** The first record is only practice: what it compiles is there when it counts. The process leaves at once, before the event loop can turn once more. */
function endText(body: string): string {
  return `function finish() { record(${String(RECORD.end)}); process.reallyExit(0); }
function drive(steps) {
  const { value, done } = steps.next();
  if (done) finish();
  else if (value === 0) setImmediate(drive, steps);
  else setTimeout(drive, value, steps);
}
record(${String(RECORD.start)});
startedAt = performance.now();
record(${String(RECORD.start)});
${body}
`;
}
