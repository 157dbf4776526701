/**
 * Exhaustive fault injection: a scenario is run as often as it has allocation attempts, and each time one of them fails;
 * then as often as its spaces ask for a page, and each time they do not get one.
 *
 * Whatever fails, the heap must stay sound: the attempt is repeated after a collection, or the failure is a value, or
 * the run ends out of memory, or a compaction is given up.
 */
import { RecycledArrays } from '../../src/base/array-source.ts';
import type { RunResult } from '../../src/engine/result.ts';
import { runWatched } from '../../src/engine-sim/simulator.ts';
import { FaultInjector } from '../../src/heap/fault-injection.ts';
import type { Heap } from '../../src/heap/heap.ts';
import type { Program } from '../../src/scenario/program.ts';

/** What a failure may make of a run: names that were never made are a mistake only because of it. */
const ENDINGS: ReadonlySet<string> = new Set(['completed', 'out-of-memory', 'invalid']);
const FOLLOWS_FROM_FAILURE: ReadonlySet<string> = new Set(['OBJECT_NOT_ALLOCATED', 'OBJECT_DROPPED', 'NOT_AN_OLD_OBJECT', 'API_FATAL', 'HANDLE_NOT_MADE']);

/** Lets the attempt with this number fail, from 0, and counts all. */
class OneFailure extends FaultInjector {
  seen = 0;
  readonly #number: number;

  constructor(number: number) {
    super({ spaces: new Set(), after: 0, every: 1, times: 0 });
    this.#number = number;
  }

  override shouldFail(): boolean {
    const fails = this.seen++ === this.#number;
    if (fails) this.failures++;
    return fails;
  }
}

/** Refuses the page with this number, from 0, and counts all that were asked for. */
class OnePageRefused {
  asked = 0;
  readonly #number: number;

  constructor(number: number) {
    this.#number = number;
  }

  install(heap: Heap): void {
    const { allocator } = heap;
    const mayExpand = allocator.mayExpand.bind(allocator);
    const mayForceExpand = allocator.mayForceExpand.bind(allocator);
    // A page that is refused once is refused by force, too: the two are one request.
    let refused = false;
    allocator.mayExpand = (origin) => {
      refused = this.asked++ === this.#number;
      return !refused && mayExpand(origin);
    };
    allocator.mayForceExpand = () => !refused && mayForceExpand();
  }
}

export interface FaultFigures {
  /** What there was to fail. */
  readonly allocations: number;
  readonly pages: number;
  /** Runs by how they ended. */
  readonly endings: Readonly<Record<string, number>>;
  readonly retries: number;
  readonly abortedCompactions: number;
}

const arrays = new RecycledArrays();

async function runWith(program: Program, prepare: (heap: Heap) => void): Promise<RunResult> {
  let heap: Heap | null = null;
  try {
    return await runWatched(program, { verifyHeap: true }, (run) => {
      heap = run.heap;
      prepare(run.heap);
      return { beforeStep: () => undefined, afterStep: () => undefined };
    }, arrays);
  } finally {
    arrays.recycle((heap as Heap | null)?.usedShare ?? 1);
  }
}

/**
 * @param most runs for allocations, and as many for pages: all of them, or so many at equal distances.
 * @throws what a broken heap throws, with the number of the failure.
 */
export async function failEveryAllocation(program: Program, most: number): Promise<FaultFigures> {
  const counting = new OneFailure(-1);
  const pages = new OnePageRefused(-1);
  await runWith(program, (heap) => {
    heap.allocator.injector = counting;
    pages.install(heap);
  });
  const endings: Record<string, number> = {};
  let retries = 0;
  let abortedCompactions = 0;
  const note = (what: string, result: RunResult): void => {
    const { status, problem } = result;
    if (!ENDINGS.has(status) || (problem !== null && !FOLLOWS_FROM_FAILURE.has(problem.code))) throw new Error(`${what}: the run ended ${status} ${problem?.code ?? ''}`);
    endings[status] = (endings[status] ?? 0) + 1;
    retries += result.allocated.retries;
    for (const { abortedPages } of result.collections) if (abortedPages > 0) abortedCompactions++;
  };
  for (const number of chosen(counting.seen, most)) {
    const what = `allocation ${String(number)} fails`;
    note(what, await named(what, runWith(program, (heap) => (heap.allocator.injector = new OneFailure(number)))));
  }
  for (const number of chosen(pages.asked, most)) {
    const what = `page ${String(number)} is refused`;
    note(what, await named(what, runWith(program, (heap) => new OnePageRefused(number).install(heap))));
  }
  return { allocations: counting.seen, pages: pages.asked, endings, retries, abortedCompactions };
}

async function named(what: string, run: Promise<RunResult>): Promise<RunResult> {
  try {
    return await run;
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Numbers below `count`, at equal distances; all of them if there are no more. */
function chosen(count: number, most: number): readonly number[] {
  const size = Math.min(count, most);
  return Array.from({ length: size }, (_, index) => Math.floor((index * count) / size));
}
