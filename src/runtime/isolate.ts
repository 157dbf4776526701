/**
 * An isolate: one heap with its contexts, its interpreter and its event loop. Nothing of it is shared with another.
 *
 * Scripts are executed as generators, so that whoever runs them may do something else in between: see execution.ts.
 */
import { invariant } from '../base/invariant.ts';
import type { Heap } from '../heap/heap.ts';
import type { CompiledFunction } from '../script/compiled-function.ts';
import type { Context } from './context.ts';
import { createContext } from './context.ts';
import { EventLoop } from './event-loop.ts';
import type { Execution } from './execution.ts';
import { HANDLERS } from './instructions/handlers.ts';
import { Machine } from './machine.ts';
import { BuiltinRegistry } from './builtins/registry.ts';
import type { Script } from './script.ts';
import type { ScriptFailure } from './script-errors.ts';

export interface IsolateOptions {
  /** Of Math.random. */
  readonly randomState?: number;
}

export class Isolate {
  readonly heap: Heap;
  readonly eventLoop: EventLoop;
  /** Contexts entered, the current one last. */
  readonly entered: Context[] = [];
  /** For the other parts of the runtime. */
  readonly machine: Machine;
  readonly registry: BuiltinRegistry;
  /** Compiled once, however many contexts run it. */
  readonly templateNumbers = new Map<CompiledFunction, number>();
  readonly scripts = new Map<string, Script>();
  private nextContext = 0;

  /** One for each heap. */
  constructor(heap: Heap, options: IsolateOptions = {}) {
    this.heap = heap;
    this.machine = new Machine(heap, HANDLERS);
    this.registry = new BuiltinRegistry(this.machine);
    if (options.randomState !== undefined) this.machine.randomState = options.randomState;
    this.eventLoop = new EventLoop(this.machine);
  }

  /** A context with a global object of its own, alive until it is disposed of. */
  createContext(): Context {
    return createContext(this, this.nextContext++);
  }

  /** The context entered last. */
  get currentContext(): Context {
    const context = this.entered.at(-1);
    invariant(context !== undefined, 'a context is entered');
    return context;
  }

  /** Lets so much virtual time pass: tasks, timers and microtasks run. What a script throws there is a failure. */
  *idle(context: Context, durationMs: number): Execution<ScriptFailure | null> {
    const { stack } = this.machine;
    const native = stack.push(context.native);
    const failure = yield* this.eventLoop.run(durationMs, native);
    stack.length = native;
    return failure;
  }

  /** Everything that scripts have printed. */
  get output(): string {
    return this.machine.console.text;
  }
}
