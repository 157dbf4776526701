/** One isolate of a scenario on a thread of its own. Loaded by isolate-pool.ts. */
import type { RunResult } from '../engine/result.ts';
import type { Program } from '../scenario/program.ts';

export interface IsolateRequest {
  readonly program: Program;
  readonly verifyHeap: boolean;
  readonly exactPath: boolean;
}

/** What an engine throws is our bug; between threads an error keeps no more than its message. */
export type IsolateAnswer = { readonly ok: true; readonly result: RunResult } | { readonly ok: false; readonly message: string };

export default async function runIsolate({ program, verifyHeap, exactPath }: IsolateRequest): Promise<IsolateAnswer> {
  try {
    const { createSimulator } = await import('../engine-sim/simulator.ts');
    return { ok: true, result: await createSimulator().run(program, { verifyHeap, exactPath }) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
