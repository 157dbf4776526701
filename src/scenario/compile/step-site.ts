/** What the compiler of steps lends to those of a family of steps. */
import type { Expectation, Location, Step } from '../program.ts';
import type { SourceNode, SourceRange } from '../source-tree.ts';
import type { CompileContext } from './context.ts';

export interface StepSite {
  readonly context: CompileContext;
  readonly id: number;
  readonly location: Location;
  /** The arguments. */
  readonly node: SourceNode;
  /** The id of a further step that the text stands for. */
  nextId(): number;
  /** A procedure is called from here. */
  noteCall(procedure: number, range: SourceRange): void;
  /** Steps and expectations of the block that the arguments are, or of another one. */
  compileBlock(node?: SourceNode): { readonly steps: readonly Step[]; readonly expect: readonly Expectation[] };
  /** Another list of steps inside the block; null: none. */
  compileList(list: SourceNode | null): readonly Step[];
}
