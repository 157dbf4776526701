/** Leaving loops, switches, labelled statements and functions: through finalizers, back to the right context. */
import type { GuardedRegion } from './function-builder.ts';
import type { FunctionBuilder, Label } from './function-builder.ts';
import type { Scope } from '../scopes.ts';

/** What lies around a point of the code, as far as jumps are concerned. */
export type JumpTarget =
  /** A scope with a context: the register holds the one around it. */
  | { readonly kind: 'context'; readonly outer: number }
  | { readonly kind: 'loop'; readonly labels: readonly string[]; readonly end: Label; readonly next: Label }
  | { readonly kind: 'breakable'; readonly labels: readonly string[]; readonly plain: boolean; readonly end: Label }
  | { readonly kind: 'finally'; readonly scope: Scope; readonly context: number; readonly region: GuardedRegion; readonly compile: () => void };

export function compileBreak(b: FunctionBuilder, label: string | null): void {
  leave(b, (target) => {
    if (target.kind !== 'loop' && target.kind !== 'breakable') return null;
    const isMeant = label === null ? target.kind === 'loop' || target.plain : target.labels.includes(label);
    return isMeant ? target.end : null;
  });
}

export function compileContinue(b: FunctionBuilder, label: string | null): void {
  leave(b, (target) => (target.kind === 'loop' && (label === null || target.labels.includes(label)) ? target.next : null));
}

/** Runs every finalizer of the function. */
export function compileFinalizers(b: FunctionBuilder): void {
  leave(b, () => null);
}

/** Walks outwards to the target that `find` names; without one, out of the function. */
function leave(b: FunctionBuilder, find: (target: JumpTarget) => Label | null): void {
  let outer: number | null = null;
  for (let depth = b.targets.length - 1; depth >= 0; depth--) {
    const target = b.targets[depth]!;
    const label = find(target);
    if (label !== null) {
      if (outer !== null) b.emit('SetCurrentContext', outer);
      b.emitJump('Jump', label);
      return;
    }
    if (target.kind === 'context') outer = target.outer;
    if (target.kind !== 'finally') continue;
    b.emit('SetCurrentContext', target.context);
    outer = null;
    runFinalizer(b, depth, target);
  }
}

/** The finalizer is compiled here once more, as if it stood outside of what it finalizes. */
function runFinalizer(b: FunctionBuilder, depth: number, target: Extract<JumpTarget, { kind: 'finally' }>): void {
  const inner = b.targets.splice(depth);
  const { scope } = b;
  const regions = b.openRegions.splice(b.openRegions.indexOf(target.region));
  for (const region of regions) b.pauseRegion(region);
  b.scope = target.scope;
  target.compile();
  b.scope = scope;
  for (const region of regions) b.resumeRegion(region);
  b.openRegions.push(...regions);
  b.targets.push(...inner);
}
