/** Lists of steps → steps of the program. Each step is checked by itself, so all their problems are found at once. */
import { didYouMean } from '../../base/did-you-mean.ts';
import type { AllocateStep, FillStep, LinkStep, Location, Step } from '../program.ts';
import { check } from '../schema/issues.ts';
import { step as stepSchema, STEP_KEYS } from '../schema/steps.ts';
import type { StepArguments, StepKey } from '../schema/steps.ts';
import { childOf, nodeAt, quote } from '../source-tree.ts';
import type { SourceNode, SourceRange } from '../source-tree.ts';
import { MAX_NESTING } from './call-graph.ts';
import type { CallGraph, Caller } from './call-graph.ts';
import type { CompileContext } from './context.ts';
import { compileExpectations } from './expectations.ts';
import { CONTROL_STEP_COMPILERS } from './control-steps.ts';
import { EVENT_LOOP_STEP_COMPILERS } from './event-loop-steps.ts';
import { HANDLE_STEP_COMPILERS } from './handle-steps.ts';
import type { StepSite } from './step-site.ts';
import { MEMORY_STEP_COMPILERS } from './memory-steps.ts';
import { ISOLATE_STEP_COMPILERS } from './isolate-steps.ts';
import { SCRIPT_STEP_COMPILERS } from './script-steps.ts';
import { SURGERY_STEP_COMPILERS } from './surgery-steps.ts';
import { compileShape, taggedSlotCount } from './shapes.ts';
import { compileWorkload } from './workloads.ts';

export const MAX_STEPS = 100_000;

/** Where a step stands. */
interface Place {
  readonly id: number;
  readonly location: Location;
  /** The arguments. */
  readonly node: SourceNode;
  /** Blocks around the step. */
  readonly depth: number;
}

type StepCompiler<Key extends StepKey> = (given: StepArguments[Key], place: Place) => readonly Step[];

const BLOCK_KEYS = ['group', 'repeat', 'always-allocate', 'handle-scope', 'seal-handles', 'job', 'expect-fatal', 'near-heap-limit', 'fail-allocations', 'while', 'until', 'if', 'for', 'only', 'isolate'] as const satisfies readonly StepKey[];

/** Compilers of steps in files of their own. */
const FAMILIES = { ...HANDLE_STEP_COMPILERS, ...EVENT_LOOP_STEP_COMPILERS, ...MEMORY_STEP_COMPILERS, ...SCRIPT_STEP_COMPILERS, ...ISOLATE_STEP_COMPILERS, ...CONTROL_STEP_COMPILERS, ...SURGERY_STEP_COMPILERS };
type FamilyKey = keyof typeof FAMILIES;

function isFamilyKey(key: StepKey): key is FamilyKey {
  return Object.hasOwn(FAMILIES, key);
}

/** What is written into an object, to be checked when the shapes of all objects are known. */
interface WrittenSlot {
  readonly object: number;
  readonly slot: number;
  readonly range: SourceRange;
}

export class StepCompilation {
  readonly #context: CompileContext;
  readonly #calls: CallGraph;
  #nextId = 0;
  #caller: Caller = null;
  /** Most tagged slots that any allocation of the name can have; by object. */
  readonly #slotCounts = new Map<number, number>();
  readonly #writtenSlots: WrittenSlot[] = [];

  constructor(context: CompileContext, calls: CallGraph) {
    this.#context = context;
    this.#calls = calls;
  }

  get stepCount(): number {
    return this.#nextId;
  }

  /** The steps of a procedure, or the scenario's own (null). */
  compileList(caller: Caller, list: SourceNode): readonly Step[] {
    this.#caller = caller;
    return this.#compileList(list, 0);
  }

  /** To be called when everything is compiled. */
  checkSlots(): void {
    for (const { object, slot, range } of this.#writtenSlots) {
      const slots = this.#slotCounts.get(object);
      if (slots === undefined || slot < slots) continue;
      const last = slots === 0 ? 'It has no tagged fields.' : `Its slots are 0 to ${String(slots - 1)}.`;
      this.#context.problems.add('NO_SUCH_SLOT', `The object has no slot ${String(slot)}.`, range, last);
    }
  }

  #compileList(list: SourceNode, depth: number): readonly Step[] {
    if (list.kind !== 'list') return [];
    if (depth > MAX_NESTING) {
      this.#context.problems.add('TOO_DEEP', `Blocks are nested more than ${String(MAX_NESTING)} deep.`, this.#context.problems.firstLine(list.range));
      return [];
    }
    this.#calls.addDepth(this.#caller, depth);
    const steps: Step[] = [];
    for (const item of list.items) {
      if (this.#nextId >= MAX_STEPS) {
        this.#context.problems.add('TOO_MANY_STEPS', `The scenario has more than ${String(MAX_STEPS)} steps.`, this.#context.problems.firstLine(item.range), 'Use repeat or workload.');
        break;
      }
      steps.push(...this.#compileStep(item, depth));
    }
    return steps;
  }

  #compileStep(item: SourceNode, depth: number): readonly Step[] {
    const id = this.#nextId++;
    const location = this.#context.location(item.range);
    const given = check(stepSchema, item, this.#context.problems);
    if (given === null) {
      this.#compileInside(item, depth);
      return [];
    }
    if (typeof given === 'string') return [{ op: given, id, location }];
    for (const key of STEP_KEYS) {
      const node = childOf(item, key);
      if (node !== null) return this.#dispatch(key, given, { id, location, node, depth });
    }
    return [];
  }

  #dispatch<Key extends StepKey>(key: Key, given: { readonly [K in Key]?: StepArguments[K] | undefined }, place: Place): readonly Step[] {
    const argument = given[key] as StepArguments[Key];
    if (key === 'weak-ref') this.#slotCounts.set(this.#context.objects.index((argument as StepArguments['weak-ref']).as), taggedSlotCount('JSWeakRef', 0));
    // The tables tie each key to its arguments; the compiler cannot follow that through an index.
    if (isFamilyKey(key)) return (FAMILIES[key] as (given: StepArguments[Key], site: StepSite) => readonly Step[])(argument, this.#site(place));
    return (this.#compilers as unknown as Readonly<Record<Key, StepCompiler<Key>>>)[key](argument, place);
  }

  /** A block with problems of its own: its steps and expectations may have some too. */
  #compileInside(item: SourceNode, depth: number): void {
    for (const key of BLOCK_KEYS) {
      const block = childOf(item, key);
      if (block !== null) this.#compileBlock(block, depth);
    }
  }

  #compileBlock(node: SourceNode, depth: number): Pick<Extract<Step, { op: 'group' }>, 'steps' | 'expect'> {
    const list = node.kind === 'list' ? node : childOf(node, 'steps');
    return {
      steps: list === null ? [] : this.#compileList(list, depth + 1),
      expect: compileExpectations(childOf(node, 'expect'), this.#context),
    };
  }

  /** One step for each name; the first has the place's id. */
  #forEachObject(given: string | readonly string[], { id, location, node }: Place, make: (object: number, id: number, location: Location) => Step): readonly Step[] {
    const names = typeof given === 'string' ? [given] : given;
    return names.flatMap((name, index) => {
      const { range } = nodeAt(node, node.kind === 'list' ? [index] : []).node;
      const object = this.#context.object(name, range);
      if (object === null) return [];
      return index === 0 ? make(object, id, location) : make(object, this.#nextId++, this.#context.location(range));
    });
  }

  #object(name: string, node: SourceNode, ...path: readonly string[]): number | null {
    return this.#context.object(name, nodeAt(node, path).node.range);
  }

  readonly #compilers: { readonly [Key in Exclude<StepKey, FamilyKey>]: StepCompiler<Key> } = {
    allocate: (given, place) => this.#compileAllocate(given, place) ?? [],
    link: (given, place) => this.#compileLink(given, place) ?? [],
    fill: (given, place) => this.#compileFill(given, place) ?? [],

    workload: (given, { id, location, node }) => {
      const phases = compileWorkload(given, node, this.#context);
      return phases === null ? [] : [{ op: 'workload', id, location, label: given.label ?? null, phases }];
    },
    keep: (given, place) => this.#forEachObject(given, place, (object, id, location) => ({ op: 'keep', id, location, object })),
    drop: (given, place) => this.#forEachObject(given, place, (object, id, location) => ({ op: 'drop', id, location, object })),
    seal: (_, { id, location }) => [{ op: 'seal', id, location }],
    abandon: (space, { id, location, node }) => {
      if (!this.#context.requireSpace(space, node.range)) return [];
      return this.#requirePages(space, ['paged'], node) ? [{ op: 'abandon', id, location, space }] : [];
    },
    evacuate: (name, { id, location, node }) => {
      const object = this.#object(name, node);
      return object === null ? [] : [{ op: 'evacuate', id, location, object }];
    },
    gc: (given, { id, location, node }) => {
      const { kind, times, reason, bytes, 'reduce-memory': reduceMemory } = typeof given === 'string' ? { kind: given, times: 1, reason: undefined, bytes: undefined, 'reduce-memory': false } : given;
      if (reduceMemory && kind !== 'major' && kind !== 'atomic-major') this.#conflict(`A collection of kind ${kind} cannot be told to reduce memory.`, node, 'reduce-memory');
      if (bytes !== undefined && kind !== 'incremental-step') {
        this.#conflict(`A collection of kind ${kind} takes no bytes.`, node, 'bytes', 'Only incremental-step does.');
      }
      const usual = kind === 'last-resort' ? 'last resort' : 'testing';
      return [{ op: 'gc', id, location, action: kind, times, reason: reason ?? usual, bytes: bytes ?? 0, reduceMemory }];
    },
    sample: (label, { id, location }) => [{ op: 'sample', id, location, label }],
    expect: (_, { id, location, node }) => [{ op: 'expect', id, location, expect: compileExpectations(node, this.#context) }],
    call: (given, place) => this.#compileCall(typeof given === 'string' ? given : given.procedure, place) ?? [],

    group: (given, { id, location, node, depth }) => [
      { op: 'group', id, location, label: Array.isArray(given) ? null : (given.label ?? null), ...this.#compileBlock(node, depth) },
    ],
    repeat: ({ times }, { id, location, node, depth }) => [{ op: 'repeat', id, location, times, ...this.#compileBlock(node, depth) }],
    'always-allocate': (_, { id, location, node, depth }) => [{ op: 'always-allocate', id, location, ...this.#compileBlock(node, depth) }],
    'handle-scope': (given, { id, location, node, depth }) => {
      const escapable = !Array.isArray(given) && given.escapable;
      return [{ op: 'handle-scope', id, location, escapable, ...this.#compileBlock(node, depth) }];
    },
    'seal-handles': (_, { id, location, node, depth }) => [{ op: 'seal-handles', id, location, ...this.#compileBlock(node, depth) }],
    job: (_, { id, location, node, depth }) => [{ op: 'job', id, location, ...this.#compileBlock(node, depth) }],
    'expect-fatal': (given, { id, location, node, depth }) => [
      { op: 'expect-fatal', id, location, function: Array.isArray(given) ? null : (given.function ?? null), ...this.#compileBlock(node, depth) },
    ],
    'fail-allocations': (given, { id, location, node, depth }) => {
      const settings = Array.isArray(given) ? { every: 1, after: 0, times: undefined, space: undefined, pages: undefined } : given;
      const spaces = settings.space === undefined ? [] : typeof settings.space === 'string' ? [settings.space] : settings.space;
      const listed = nodeAt(node, ['space']).node;
      for (const [index, space] of spaces.entries()) this.#context.requireSpace(space, nodeAt(listed, listed.kind === 'list' ? [index] : []).node.range);
      const { every, after, pages = false } = settings;
      // Without pages alone is a block of its own kind: attempts fail by themselves where they find no room.
      const attemptsFail = !pages || ['every', 'after', 'times', 'space'].some((key) => childOf(node, key) !== null);
      const times = attemptsFail ? (settings.times ?? Infinity) : 0;
      return [{ op: 'fail-allocations', id, location, spaces, every, after, times, pages, ...this.#compileBlock(node, depth) }];
    },
  };

  #compileAllocate(given: StepArguments['allocate'], { id, location, node }: Place): readonly [AllocateStep] | null {
    const placed = compileShape(given, node, this.#context);
    const condition = compileExpectations(childOf(node, 'while'), this.#context);
    const as = given.as === undefined ? null : this.#context.objects.index(given.as);
    const into = given.into === undefined ? null : this.#context.lists.index(given.into);
    if (as !== null && into !== null) this.#conflict('An object has one name: as or into.', node, 'into', 'Objects of a list have names such as items[0].');
    if (given.until === 'failure' && given.retry === 'last-resort') {
      this.#conflict('With retry: last-resort no allocation ever fails.', node, 'until', 'Use retry: none or retry: light.');
    }
    if (placed === null) return null;
    if (as !== null) {
      const { type, units } = placed.shape;
      this.#slotCounts.set(as, Math.max(taggedSlotCount(type, units.max), this.#slotCounts.get(as) ?? 0));
    }
    const isSingle = given.until === undefined && given.while === undefined;
    return [{
      op: 'allocate', id, location, ...placed,
      count: given.count ?? (isSingle ? 1 : Infinity),
      as,
      into,
      handle: given.handle ?? (as === null && into === null ? 'none' : 'local'),
      retry: given.retry,
      until: given.until ?? null,
      while: condition,
    }];
  }

  #compileLink(given: StepArguments['link'], { id, location, node }: Place): readonly [LinkStep] | null {
    const from = this.#object(given.from, node, 'from');
    const to = typeof given.to === 'string' ? this.#object(given.to, node, 'to') : null;
    if (from === null || (typeof given.to === 'string' && to === null)) return null;
    this.#writtenSlots.push({ object: from, slot: given.slot, range: nodeAt(node, ['slot']).node.range });
    return [{ op: 'link', id, location, from, slot: given.slot, to, number: typeof given.to === 'number' ? given.to : null, weak: given.weak }];
  }

  #site({ id, location, node, depth }: Place): StepSite {
    return {
      context: this.#context, id, location, node,
      nextId: () => this.#nextId++,
      noteCall: (procedure, range) => this.#calls.addCall(this.#caller, { procedure, depth, range }),
      compileBlock: (block = node) => this.#compileBlock(block, depth),
      compileList: (list) => (list === null ? [] : this.#compileList(list, depth + 1)),
    };
  }

  #compileFill(given: StepArguments['fill'], { id, location, node }: Place): readonly [FillStep] | null {
    const { space, page, leave, into } = typeof given === 'string' ? { space: given, page: undefined, leave: 0, into: undefined } : given;
    if (space !== undefined && page !== undefined) return this.#conflict('fill takes space or page, not both.', node, 'page');
    const filled = space ?? page;
    if (filled === undefined) {
      this.#context.problems.add('MISSING_KEY', 'fill needs a space or a page.', this.#context.problems.firstLine(node.range), 'Write fill: old_space.');
      return null;
    }
    const named = nodeAt(node, [page === undefined ? 'space' : 'page']).node;
    if (!this.#context.requireSpace(filled, named.range) || !this.#requirePages(filled, ['semispaces', 'paged'], named)) return null;
    if (leave > 0 && filled !== 'new_space') return this.#conflict('Only new_space can be filled but for some bytes.', node, 'leave', 'Leave it out: other spaces are filled by dropping their free memory.');
    if (into !== undefined && filled !== 'new_space') return this.#conflict('Only what fills new_space can be kept.', node, 'into', 'Use pad for the old generation.');
    return [{ op: 'fill', id, location, space: filled, extent: page === undefined ? 'space' : 'page', leaveBytes: leave, into: into === undefined ? null : this.#context.lists.index(into) }];
  }

  #compileCall(name: string, { id, location, node, depth }: Place): readonly [Step] | null {
    const { range } = nodeAt(node, ['procedure']).node;
    const expect = compileExpectations(childOf(node, 'expect'), this.#context);
    const procedure = this.#context.procedures.get(name);
    if (procedure === undefined) {
      const hint = didYouMean(name, this.#context.procedures.keys()) ?? 'Procedures are declared under procedures, at the top of the scenario.';
      this.#context.problems.add('UNKNOWN_PROCEDURE', `There is no procedure ${quote(name)}.`, range, hint);
      return null;
    }
    this.#calls.addCall(this.#caller, { procedure, depth, range });
    return [{ op: 'call', id, location, procedure, expect }];
  }

  #conflict(message: string, node: SourceNode, key: string, hint: string | null = null): null {
    const entry = node.kind === 'map' ? node.entries.get(key) : undefined;
    this.#context.problems.add('CONFLICTING_KEYS', message, entry?.keyRange ?? node.range, hint);
    return null;
  }

  /** Whether the space is made of ordinary pages; adds a problem if not. */
  #requirePages(space: FillStep['space'], kinds: readonly string[], node: SourceNode): boolean {
    const spaces = this.#context.preset?.spaces;
    if (spaces === undefined) return true;
    const fitting = spaces.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
    if (fitting.includes(space)) return true;
    this.#context.problems.add('BAD_VALUE', `This cannot be done with ${space}.`, node.range, `It can with ${fitting.join(', ')}.`);
    return false;
  }
}
