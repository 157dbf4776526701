/**
 * Where the reachable heap begins: slots outside the heap that hold addresses.
 *
 * Models:    V8's strong roots and handles (a handle is a location; the object it shows may move), and weak
 *            slots that only watch an object.
 * Simplifies: strong roots of every sort are tables alike; only global handles know which are young.
 * Invariant: a strong slot in use holds 0, a small integer or the address of a live object; a weak slot holds 0 once
 *            its object is dead. Slots not in use hold 0.
 */
import { WordStack } from '../base/word-stack.ts';
import { GlobalNodes } from './roots/global-nodes.ts';
import { LocalSlots } from './roots/local-slots.ts';
import type { PayloadTable } from './roots/payload-table.ts';
import type { RootSlots } from './roots/root-table.ts';
import { RootTable } from './roots/root-table.ts';

export { RootTable, SingleSlot } from './roots/root-table.ts';

export class Roots {
  /** Whatever the simulator itself holds. */
  readonly strong = new RootTable();
  /** Local variables of running functions. */
  readonly stack = new RootTable(16);
  /** Watched objects. */
  readonly weak = new RootTable();
  readonly locals = new LocalSlots();
  readonly globals = new GlobalNodes();
  /** Never given back. */
  readonly eternals = new RootTable();
  /** Targets of WeakRefs that were made or read in the running job: they live until it ends. */
  readonly keptDuringJob = new RootTable(16);
  /** What a mutator's frames keep in registers. */
  readonly registers: RootSlots[] = [];
  /** What waits for a mutator outside its frames. */
  readonly queues: RootSlots[] = [];
  /** Objects whose contents are outside the simulated memory. */
  readonly payloads: PayloadTable[] = [];
  private readonly fixedTables: readonly RootSlots[] = [this.strong, this.stack, this.locals, this.eternals, this.keptDuringJob];
  /**
   * Roots with which marking in steps begins. What only the stack or local handles hold changes too fast: the pause
   * visits it.
   */
  readonly lastingTables: readonly RootSlots[] = [this.strong, this.eternals, this.keptDuringJob];
  /**
   * WeakCells whose target the running collection found dead, where they are after it. Whoever owns the registries
   * empties the list before the mutator goes on; it is no root.
   */
  readonly clearedCells = new WordStack(16);

  /** Roots of every collection, in the order in which they are visited; global handles come behind. */
  get strongTables(): readonly RootSlots[] {
    return this.registers.length === 0 ? this.fixedTables : [...this.fixedTables, ...this.registers, ...this.queues];
  }

  /** What is on the stack of a running program. */
  get frameTables(): readonly RootSlots[] {
    return [this.stack, ...this.registers];
  }
}
