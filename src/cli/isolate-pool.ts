/** Runs the isolates of a parallel step at once, each on a worker thread, as many as the machine has cores. */
import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import { InvariantError } from '../base/invariant.ts';
import type { IsolateRunner } from '../engine/engine.ts';
import type { IsolateAnswer, IsolateRequest } from './isolate-worker.ts';

const WORKER = new URL(import.meta.url.endsWith('.ts') ? '../../scripts/isolate-worker-from-sources.js' : '../../bin/isolate-worker.js', import.meta.url);

/** Signals and deadlines are looked at this often. */
const LOOK_EVERY_MS = 50;

/** @param stopped asked now and then; true ends all of them. */
export function createIsolateRunner(stopped: () => boolean | Promise<boolean>): IsolateRunner {
  return async (programs, { verifyHeap = false, exactPath = false }) => {
    const threads = Math.min(programs.length, availableParallelism());
    const pool = new Tinypool({ filename: WORKER.href, minThreads: threads, maxThreads: threads });
    const running = Promise.all(programs.map((program) => pool.run({ program, verifyHeap, exactPath } satisfies IsolateRequest) as Promise<IsolateAnswer>));
    // When it was stopped, nobody waits for them.
    running.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const stop = new Promise<null>((resolve) => {
      timer = setInterval(() => void Promise.resolve(stopped()).then((isStopped) => isStopped && resolve(null)), LOOK_EVERY_MS);
    });
    try {
      const answers = await Promise.race([running, stop]);
      return answers?.map((answer) => {
        if (!answer.ok) throw new InvariantError(answer.message);
        return answer.result;
      }) ?? null;
    } finally {
      clearInterval(timer);
      await pool.destroy();
    }
  };
}
