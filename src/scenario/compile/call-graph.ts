/**
 * Which procedure calls which, and how deep: calls must end, and blocks and calls together must not nest deeper
 * than an engine may recurse.
 */
import type { ProblemCollector } from '../problems.ts';
import type { SourceRange } from '../source-tree.ts';

/** Blocks and calls inside each other. */
export const MAX_NESTING = 64;

/** A list of steps that calls are made from: a procedure, or the scenario's own steps (null). */
export type Caller = number | null;

interface Call {
  readonly procedure: number;
  /** Blocks around the call. */
  readonly depth: number;
  readonly range: SourceRange;
}

export class CallGraph {
  readonly #calls = new Map<Caller, Call[]>();
  /** Deepest block by caller. */
  readonly #depths = new Map<Caller, number>();

  addCall(caller: Caller, call: Call): void {
    const calls = this.#calls.get(caller) ?? [];
    calls.push(call);
    this.#calls.set(caller, calls);
  }

  /** A block this deep was seen. */
  addDepth(caller: Caller, depth: number): void {
    this.#depths.set(caller, Math.max(depth, this.#depths.get(caller) ?? 0));
  }

  check(names: readonly string[], problems: ProblemCollector): void {
    const finished = new Map<Caller, number>();
    /** Callers being looked at, outermost first; never longer than MAX_NESTING, so recursion is bounded. */
    const open: Caller[] = [];
    const depthOf = (caller: Caller): number => {
      const known = finished.get(caller);
      if (known !== undefined) return known;
      open.push(caller);
      let deepest = this.#depths.get(caller) ?? 0;
      for (const call of this.#calls.get(caller) ?? []) deepest = Math.max(deepest, depthOfCall(call));
      open.pop();
      finished.set(caller, deepest);
      return deepest;
    };
    const depthOfCall = (call: Call): number => {
      const cycleStart = open.indexOf(call.procedure);
      if (cycleStart >= 0) {
        const cycle = [...open.slice(cycleStart), call.procedure].map((index) => names[index ?? 0]).join(' → ');
        problems.add('RECURSIVE_PROCEDURE', `A procedure calls itself: ${cycle}.`, call.range, 'Use repeat for steps that run several times.');
        return 0;
      }
      const depth = open.length > MAX_NESTING ? Infinity : call.depth + 1 + depthOf(call.procedure);
      if (depth <= MAX_NESTING) return depth;
      problems.add('TOO_DEEP', `From here, blocks and calls nest more than ${String(MAX_NESTING)} deep.`, call.range);
      // Reported once; callers further out would only repeat it.
      return 0;
    };
    depthOf(null);
    for (const index of names.keys()) depthOf(index);
  }
}
