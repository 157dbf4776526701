/** Steps about handles, weak references and what their deaths cause. */
import type { StepExecutors } from '../step-context.ts';

type HandleOp =
  | 'local'
  | 'persistent'
  | 'global'
  | 'eternal'
  | 'reset'
  | 'weaken'
  | 'escape'
  | 'maybe-local'
  | 'weak-ref'
  | 'weak-map-set'
  | 'finalization-registry'
  | 'register'
  | 'unregister';

export const HANDLE_STEPS: StepExecutors<HandleOp> = {
  local: ({ handle, object }, { handleSteps, objects }) => handleSteps.named.makeLocal(handle, objects.address(object)),
  persistent: ({ handle, object }, { handleSteps, objects }) => handleSteps.named.makePersistent(handle, objects.address(object)),
  global: ({ handle, object }, { handleSteps }) => handleSteps.makeGlobal(handle, object),
  eternal: ({ handle, object }, { handleSteps, objects }) => handleSteps.named.makeEternal(handle, objects.address(object)),
  reset: ({ handle }, { handleSteps }) => handleSteps.named.reset(handle),
  weaken: (step, { handleSteps }) => handleSteps.weaken(step),
  escape: ({ object }, { objects }) => objects.escape(object),
  'maybe-local': (step, { handleSteps }) => handleSteps.maybeLocal(step),
  'weak-ref': (step, { handleSteps }) => handleSteps.makeWeakRef(step),
  'weak-map-set': (step, { handleSteps }) => handleSteps.setEntry(step),
  'finalization-registry': (step, { handleSteps }) => handleSteps.makeRegistry(step),
  register: (step, { handleSteps }) => handleSteps.register(step),
  unregister: (step, { handleSteps }) => handleSteps.unregister(step),
};
