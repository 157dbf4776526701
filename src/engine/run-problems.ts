/**
 * Mistakes of a scenario that show only while it runs: a closed set of codes, each declared once.
 * They end the run like an invalid scenario does (exit code 2), with the place of the step.
 */
export const RUN_PROBLEMS = {
  OBJECT_NOT_ALLOCATED: 'The step names an object that no step before it has allocated (or whose allocation failed).',
  OBJECT_DROPPED: 'The step names an object that has no handle any more: it was dropped, or its handle scope ended.',
  SLOT_OUT_OF_RANGE: 'The object has no tagged field with this number.',
  NOT_AN_OLD_OBJECT: 'Only objects on regular pages of the old generation can be evacuated.',
  API_FATAL: 'The embedder’s API was used against its rules, which ends the process in V8; a scenario can expect it with expect-fatal.',
  HANDLE_NOT_MADE: 'The step names a handle that no step before it has made, or that cannot do this.',
  TABLE_IS_FULL: 'A workload keeps more objects than its named table has slots for.',
  NOT_ESCAPABLE: 'The object has no local handle in the innermost handle scope, or that scope is not escapable.',
  WRONG_OBJECT_TYPE: 'The object is not of a type that the step can use.',
  WEAKNESS_MISMATCH: 'A weak field is written with weak: true, a strong one without.',
  NO_ROOM: 'There is no memory for what the step is to make without a collection.',
  CANNOT_TRIM: 'A left trim is not possible while marking runs, nor of large objects.',
  NO_READ_ONLY_SPACE: 'There is no read-only space beside the heap’s own, or it is sealed.',
  CHECKPOINT_NOT_REACHED: 'An expectation compares with a checkpoint that the run has not come to yet.',
  TOO_MANY_ROUNDS: 'The condition of a while or until never came, as far as at-most allows.',
  NO_SUCH_EXTERNAL_MEMORY: 'The step removes more external memory than was added.',
  NOT_INCREMENTAL: 'The preset does not mark incrementally, or a flag has switched it off.',
  SCRIPT_EXCEPTION: 'A script, or a function that a task called, threw an exception that nothing caught.',
  SCRIPT_STEP_LIMIT: 'A script has run more instructions than it may: it may have no end.',
  UNREACHABLE_CALLED: 'A script called an accessor that the scenario declares unreachable.',
  NOT_AN_OBJECT: 'A number, true, undefined or the like where an object on the heap is to be named.',
  NO_SUCH_GLOBAL: 'The global object of the current context has no property of this name.',
  CONCURRENT_ALLOCATION: 'The step takes free memory away, which another thread would undo at once: V8’s helpers refuse with stress-concurrent-allocation, too.',
  CONTEXT_EXISTS: 'A context of this name is there already.',
  CONTEXT_NOT_MADE: 'The step names a context that no step before it has made, or that was disposed of.',
  CONTEXT_NOT_ENTERED: 'Contexts are left in the reverse order of entering.',
  CONTEXT_ENTERED: 'A context that is entered cannot be disposed of.',
} as const;

export type RunProblemCode = keyof typeof RUN_PROBLEMS;
