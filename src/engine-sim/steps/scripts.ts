/** Steps about contexts, scripts and functions. */
import { CLEARED } from '../../heap/layout/tagged-value.ts';
import { kindName } from '../../heap/layout/object-layout.ts';
import { makeHostConstructor } from '../../runtime/host-functions.ts';
import type { ContextStep, DerefStep, FunctionStep, GetGlobalStep, HandleKind, ScriptStep } from '../../scenario/program.ts';
import { RunError } from '../run-error.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';

/** Longest exception that an expectation shows. */
const LONGEST_ACTUAL = 200;

export const SCRIPT_STEPS: StepExecutors<'context' | 'script' | 'function' | 'set-global' | 'get-global' | 'deref'> = {
  context: changeContext,
  script: runScript,
  function: makeFunction,
  'set-global': ({ name, object }, { scripting, objects }) => {
    // A context may have to be made first, which may move the object.
    const current = scripting.current();
    current.setGlobal(name, objects.address(object));
  },
  'get-global': readGlobal,
  deref,
};

function changeContext({ action, context: name }: ContextStep, { heap, scripting }: StepContext): void {
  switch (action) {
    case 'new':
      return scripting.makeContext(name);
    case 'enter':
      return scripting.enter(name);
    case 'exit':
      return scripting.exit(name);
    case 'dispose':
      return scripting.dispose(name);
    case 'notify':
      return heap.notifyContextDisposed();
  }
}

async function runScript(step: ScriptStep, context: StepContext): Promise<void> {
  const { scripting, checks } = context;
  const target = step.context === null ? scripting.current() : scripting.context(step.context);
  const { failure } = await scripting.run(step.source, step.origin, target, step.stepLimit, (value) => {
    if (step.as !== null) bindValue(step.as, value, step.handle, 'the script’s value', context);
  });
  if (failure !== null && (failure.kind === 'step-limit' || step.throws === null)) throw scripting.errorOf(failure);
  if (step.throws === null) return;
  const actual = (failure?.message ?? 'none').slice(0, LONGEST_ACTUAL);
  const passed = failure?.message.startsWith(step.throws) ?? false;
  checks.note({ metric: 'script.throws', expected: step.throws, actual, unit: 'value', passed }, step.location);
}

function makeFunction({ name, as, accessors }: FunctionStep, { scripting, objects }: StepContext): void {
  const declared = accessors.map(({ name: property, getter, setter }) => ({
    name: property,
    getter: scripting.callNumber(getter, `the getter of ${name}.${property}`),
    setter: scripting.callNumber(setter, `the setter of ${name}.${property}`),
  }));
  objects.bind(as, makeHostConstructor(scripting.current(), name, declared, scripting.codeOf), 'local');
}

function readGlobal({ name, as, handle }: GetGlobalStep, context: StepContext): void {
  const value = context.scripting.current().getGlobal(name);
  if (value === null) throw new RunError('NO_SUCH_GLOBAL', `the global object has no property "${name}"`, 'set it with set-global, or in a script');
  bindValue(as, value, handle, `the global "${name}"`, context);
}

function deref({ ref, as }: DerefStep, { heap, objects, handleSteps, program }: StepContext): void {
  const address = objects.address(ref);
  const type = kindName(heap.kindAt(address));
  if (type !== 'JSWeakRef') throw new RunError('WRONG_OBJECT_TYPE', `object "${program.objectNames[ref]!}" is a ${type}`, 'this step needs a JSWeakRef');
  const target = handleSteps.targetOf(address);
  handleSteps.lastDeref = target === 0 || target === CLEARED ? 'undefined' : 'object';
  if (handleSteps.lastDeref === 'undefined') return;
  heap.keptObjects.add(target);
  if (as !== null) objects.bind(as, target, 'local');
}

/** Numbers, true, undefined and the like are no objects of the scenario's. */
function bindValue(as: number, value: number, handle: HandleKind, what: string, { heap, objects, program }: StepContext): void {
  if (value <= 0 || heap.structure.spaceAt(value).name === 'read_only_space') {
    throw new RunError('NOT_AN_OBJECT', `${what} is no object on the heap, so "${program.objectNames[as]!}" would name nothing`, 'leave as out; script.result has the value');
  }
  objects.bind(as, value, handle);
}
