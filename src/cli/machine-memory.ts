/** The memory that Node gives V8 to compute its limits from. */
import { totalmem } from 'node:os';

/** Bytes: the machine's memory, or what its control group (a container) may use, whichever is less. */
export function machineMemoryBytes(): number {
  // Node without a limit says 0, or a number beyond any machine.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}
