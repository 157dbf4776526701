/** Stacks are for those who work on heapstress: HEAPSTRESS_DEBUG=1 prints them. */
export function debugStack(error: unknown): void {
  if (process.env['HEAPSTRESS_DEBUG'] !== '1') return;
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
