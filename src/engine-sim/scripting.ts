/**
 * The scripts of a run: one isolate over its heap, the contexts that the scenario names, and what the host does when
 * a script calls it.
 *
 * A script that calls a procedure stands still until its steps are done: they may collect, wait, and run other scripts.
 *
 * Invariant: what is executed here ends or is unwound before its step is over, so the interpreter's frames are those
 * of the steps that are running.
 */
import type { ConsoleLines } from '../engine/result.ts';
import type { Context } from '../runtime/context.ts';
import type { BuiltinCode } from '../runtime/builtin.ts';
import type { Execution } from '../runtime/execution.ts';
import { hostCall } from '../runtime/host-functions.ts';
import { Isolate } from '../runtime/isolate.ts';
import type { ScriptFailure } from '../runtime/script-errors.ts';
import { compileIn } from '../runtime/script.ts';
import type { PrimitiveValue, Script, ScriptOutcome } from '../runtime/script.ts';
import { invariant } from '../base/invariant.ts';
import { seedToState } from '../base/prng.ts';
import type { AccessorCode, ScriptOrigin } from '../scenario/program.ts';
import { placeInFile } from '../scenario/script-places.ts';
import type { StepContext } from './step-context.ts';
import { RunError } from './run-error.ts';

/** Work of a pause, in objects allocated. */
const PAUSE_WORK = 100_000;

type HostCall = { readonly kind: 'procedure'; readonly procedure: number } | { readonly kind: 'unreachable'; readonly what: string };

export class Scripting {
  readonly isolate: Isolate;
  /** What the last script yielded, and the exception that ended it. */
  last: { readonly result: PrimitiveValue; readonly error: string } = { result: 'undefined', error: 'none' };
  steps = 0;
  private readonly host: StepContext;
  private readonly named = new Map<number, Context>();
  /** Weak root slots of all native contexts that were made. */
  private readonly natives: number[] = [];
  /** For scripts of scenarios that make no context. */
  private own: Context | null = null;
  private readonly calls: HostCall[] = [];
  private readonly callNumbers = new Map<string, number>();
  private readonly codes: BuiltinCode[] = [];
  private readonly origins = new Map<string, ScriptOrigin>();

  constructor(host: StepContext) {
    this.host = host;
    this.isolate = new Isolate(host.heap, { randomState: seedToState(host.program.settings.seed) });
  }

  // ── Contexts ──────────────────────────────────────────────────────────────────────────────────────────────

  makeContext(name: number): void {
    const before = this.named.get(name);
    if (before !== undefined && !before.isDisposed) throw this.mistake('CONTEXT_EXISTS', name, 'is there already', 'dispose of it first, or give the new one another name');
    const context = this.newContext();
    this.named.set(name, context);
    this.host.objects.bind(name, context.native, 'none');
  }

  enter(name: number): void {
    this.context(name).enter();
  }

  exit(name: number): void {
    const context = this.context(name);
    if (this.isolate.entered.at(-1) !== context) throw this.mistake('CONTEXT_NOT_ENTERED', name, 'is not the one that was entered last', 'contexts are left in the reverse order of entering');
    context.exit();
  }

  dispose(name: number): void {
    const context = this.context(name);
    if (this.isolate.entered.includes(context)) throw this.mistake('CONTEXT_ENTERED', name, 'is entered', 'exit it before it is disposed of');
    context.dispose();
  }

  /** The context of this name. */
  context(name: number): Context {
    const context = this.named.get(name);
    if (context === undefined) throw this.mistake('CONTEXT_NOT_MADE', name, 'has not been made yet', 'make it with context: { new: … } in an earlier step');
    if (context.isDisposed) throw this.mistake('CONTEXT_NOT_MADE', name, 'has been disposed of', null);
    return context;
  }

  /** The one entered last; without any, one that lasts as long as the run. */
  current(): Context {
    return this.isolate.entered.at(-1) ?? (this.own ??= this.newContext());
  }

  /** Native contexts on the heap, and those of them that nobody holds any more. */
  contextCounts(): { readonly native: number; readonly detached: number } {
    const alive = this.natives.filter((slot) => this.host.heap.structure.roots.weak.get(slot) !== 0).length;
    const held = [...this.named.values(), ...(this.own === null ? [] : [this.own])].filter((context) => !context.isDisposed).length;
    return { native: alive, detached: alive - held };
  }

  private newContext(): Context {
    const context = this.isolate.createContext();
    this.natives.push(this.host.heap.structure.roots.weak.add(context.native));
    const { params } = this.host.program.settings;
    if (Object.keys(params).length > 0) this.giveParams(context, params);
    return context;
  }

  private giveParams(context: Context, params: Readonly<Record<string, number | string | boolean>>): void {
    const source = `globalThis.params = Object.freeze(${JSON.stringify(params)})`;
    const step = this.compile(source).run(context).next();
    invariant(step.done === true && step.value.failure === null, 'params become an object');
  }

  // ── Scripts ───────────────────────────────────────────────────────────────────────────────────────────────

  /** `receive`: is given the value, a tagged one, before anything else is allocated. */
  async run(source: string, origin: ScriptOrigin, context: Context, stepLimit: number, receive: (value: number) => void): Promise<ScriptOutcome> {
    this.origins.set(source, origin);
    const outcome = await this.finish(this.compile(source).run(context, { steps: stepLimit }, receive));
    this.steps += outcome.steps;
    this.last = { result: outcome.value ?? 'undefined', error: outcome.failure?.message ?? 'none' };
    return outcome;
  }

  /** Functions that a task of the event loop wants called, and microtasks. */
  async runJobs(): Promise<void> {
    if (this.isolate.machine.jobs.isEmpty) return;
    const failure = await this.finish(this.isolate.eventLoop.runJobs(this.current()));
    if (failure !== null) throw this.errorOf(failure);
  }

  /** The problem that a script's failure is to the scenario. */
  errorOf({ kind, message, place }: ScriptFailure): RunError {
    const origin = place === null ? undefined : this.origins.get(place.source);
    const at = origin === undefined || place === null ? null : { ...placeInFile(origin, place.source, place.start, place.end), file: origin.file };
    const inside = at?.within ?? null;
    const within = inside === null ? '' : `, in ${inside}`;
    if (kind === 'step-limit') return new RunError('SCRIPT_STEP_LIMIT', `${lowered(message)}${within}`, 'give it more steps, or an end', at);
    return new RunError('SCRIPT_EXCEPTION', `uncaught ${message}${within}`, 'catch it in the script, or say with throws that it is expected', at);
  }

  private compile(source: string): Script {
    const compiled = compileIn(this.isolate, source);
    invariant(compiled.ok, 'a script was checked with its scenario');
    return compiled.script;
  }

  private async finish<Result>(execution: Execution<Result>): Promise<Result> {
    try {
      let step = execution.next();
      while (step.done !== true) {
        const { value } = step;
        if (value.kind === 'paused') {
          await this.host.checkpoints.worked(PAUSE_WORK);
          step = execution.next();
        } else {
          step = execution.next(await this.answer(this.calls[value.call]!));
        }
      }
      return step.value;
    } finally {
      // Unwinds the frames of a script that is not going to end.
      execution.return(undefined as never);
    }
  }

  // ── What scripts call ─────────────────────────────────────────────────────────────────────────────────────

  /** The number of the call that the accessor makes; null when there is none. */
  callNumber(code: AccessorCode, what: string): number | null {
    if (code.kind === 'none') return null;
    const key = code.kind === 'procedure' ? String(code.procedure) : what;
    const known = this.callNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.calls.push(code.kind === 'procedure' ? code : { kind: 'unreachable', what }) - 1;
    this.callNumbers.set(key, number);
    this.codes.push(hostCall(number));
    return number;
  }

  readonly codeOf = (call: number): BuiltinCode => this.codes[call]!;

  /** Runs the procedure; whether everything held that was expected in it. */
  private async answer(call: HostCall): Promise<boolean> {
    if (call.kind === 'unreachable') throw new RunError('UNREACHABLE_CALLED', `${call.what} was called, which the scenario says is unreachable`);
    const { host } = this;
    const { current } = host;
    const { results } = host.checks;
    const before = results.length;
    await host.inBlock([], () => host.runSteps(host.program.procedures[call.procedure]!.steps));
    host.current = current;
    return results.slice(before).every(({ passed }) => passed);
  }

  // ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────

  get lineCount(): number {
    const { lines, leftOut } = this.isolate.machine.console;
    return lines.length + leftOut;
  }

  get output(): ConsoleLines {
    const { lines, leftOut } = this.isolate.machine.console;
    return { lines, leftOut };
  }

  private mistake(code: 'CONTEXT_EXISTS' | 'CONTEXT_NOT_MADE' | 'CONTEXT_NOT_ENTERED' | 'CONTEXT_ENTERED', name: number, what: string, hint: string | null): RunError {
    return new RunError(code, `context "${this.host.program.objectNames[name]!}" ${what}`, hint);
  }
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
