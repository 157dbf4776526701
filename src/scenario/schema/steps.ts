/** The steps of the language: one row each. A step is a mapping with exactly one of these keys. */
import * as z from 'zod';
import { COLLECTION_REASONS } from '../../vocabulary/collections.ts';
import { SPACES } from '../../vocabulary/spaces.ts';
import type { AllocationStop, GcAction, HandleKind, RetryPolicy } from '../program.ts';
import { expectation } from './expectations.ts';
import { didYouMean } from '../../base/did-you-mean.ts';
import { quote } from '../source-tree.ts';
import { failed, succeeded } from '../values.ts';
import { EVENT_LOOP_STEP_SCHEMAS } from './event-loop.ts';
import { blockKeys, stepList } from './blocks.ts';
import { CONTROL_STEP_SCHEMAS } from './control.ts';
import { HANDLE_STEP_SCHEMAS, smallInteger } from './handles.ts';
import { MEMORY_STEP_SCHEMAS } from './memory.ts';
import { either, mapping, oneKey, value, word } from './mapping.ts';
import { objectKeys } from './objects.ts';
import { ISOLATE_STEP_SCHEMAS } from './isolates.ts';
import { SCRIPT_STEP_SCHEMAS } from './scripts.ts';
import { count, flag, name, reference, size, text } from './values.ts';
import { SURGERY_STEP_SCHEMAS } from './surgery.ts';
import { workload } from './workload.ts';

export const MAX_REPEAT = 1e9;

export const GC_ACTIONS = {
  minor: 'A scavenge.',
  major: 'One full collection.',
  'memory-reducing': 'Full collections until nothing more is freed, two to seven of them: all available garbage goes.',
  precise: 'A full collection, marking and sweeping finished.',
  'atomic-minor': 'A scavenge, then sweeping is finished.',
  'atomic-major': 'A full collection, then sweeping is finished.',
  'last-resort': 'The collections before out of memory.',
  'incremental-start': 'Incremental marking begins.',
  'incremental-step': 'Incremental marking marks so many bytes, or all there is to mark.',
  'incremental-finish': 'Incremental marking is finished and its collection done.',
} as const satisfies Record<GcAction, string>;

const RETRIES = {
  'last-resort': 'Collect and retry as V8 does, down to the last resort; then out of memory.',
  light: 'Two collections and retries; then the failure is a value.',
  none: 'No collection: the failure is a value.',
} as const satisfies Record<RetryPolicy, string>;

const HANDLES = {
  local: 'Dies with the innermost handle-scope.',
  global: 'Lives until it is dropped.',
  none: 'No handle: the object is garbage at once; its name only watches it.',
} as const satisfies Record<HandleKind, string>;

const STOPS = {
  'old-generation-full': 'The limit of the old generation leaves no room for one more object.',
  'new-space-full': 'New space has no room for one more object.',
  failure: 'An allocation failed (with retry none or light).',
} as const satisfies Record<AllocationStop, string>;

const space = () => word('a space', SPACES, 'UNKNOWN_SPACE');
const objectName = () => name('an object');

const names = (what: string) => either(`the name of ${what}, or a list of names`, [reference(), z.array(reference()).min(1).max(10_000)]);

export const STEP_SCHEMAS = {
  allocate: mapping('allocate', {
    ...objectKeys,
    count: count().optional().describe('How many objects; 1 by default, without bound when until or while is given.'),
    as: objectName().optional().describe('Name of the object, of the last one when there are several.'),
    into: name('a list').optional().describe('List that every object is put into: items[0] is its first object, items[-1] its last.'),
    handle: word('a handle', HANDLES).optional().describe('What keeps the object alive: local when it has a name, else none.'),
    retry: word('a retry policy', RETRIES).prefault('last-resort').describe('What may happen when there is no room.'),
    until: word('a stop', STOPS).optional().describe('Stops before the allocation that it describes.'),
    while: expectation.optional().describe('Goes on only while all of these hold; checked before each allocation.'),
  }).describe('Allocate one object or many alike.'),
  workload: workload.describe('Run a mutator: many objects of several classes, with a lifetime each.'),
  link: mapping('link', {
    from: reference().describe('The object that is written to.'),
    slot: count({ min: 0, max: 2 ** 27 }).describe('Element or field, beginning with 0.'),
    to: either('the name of an object, a whole number, or null', [z.null(), smallInteger, reference()]).describe('The object that is pointed to, or a small integer; null clears the slot.'),
    weak: flag('weak').prefault(false).describe('The field is a weak one, as those of a WeakFixedArray are: it does not keep the object alive.'),
  }).describe('Write a field through the write barrier.'),
  keep: names('an object').describe('Make a global handle to the object, or to each of several.'),
  drop: names('an object').describe('Drop the handles of the object, or of each of several.'),
  fill: either('a space, or a mapping such as { space: new_space, leave: 64 }', [
    space(),
    mapping('fill', {
      space: space().optional().describe('Fill this space.'),
      page: space().optional().describe('Fill the current allocation page of this space only.'),
      leave: size({ min: 0 }).prefault(0).describe('Bytes to leave free (new_space only).'),
      into: name('a list').optional().describe('List that the arrays are put into, each with a local handle (new_space only).'),
    }),
  ]).describe('Fill a space, so that the next allocation in it needs a page or a collection.'),
  seal: either('nothing', [z.null(), mapping('seal', {})])
    .describe('Full collections; then no existing old page is allocated on any more.'),
  abandon: space().describe('No existing page of the space is allocated on any more; no collection.'),
  evacuate: reference().describe('The page of this object is an evacuation candidate of the next full collection.'),
  gc: either(`a kind of collection (${Object.keys(GC_ACTIONS).join(', ')}), or a mapping`, [
    word('a kind of collection', GC_ACTIONS),
    mapping('gc', {
      kind: word('a kind of collection', GC_ACTIONS).describe('What to do.'),
      times: count({ max: 1e6 }).prefault(1).describe('How often.'),
      reason: word('a reason', COLLECTION_REASONS).optional().describe('The reason that traces show; testing by default.'),
      'reduce-memory': flag('reduce-memory').prefault(false).describe('The full collection is to give memory back (major and atomic-major only).'),
      bytes: size().optional().describe('Bytes to mark (incremental-step only); by default all there is to mark.'),
    }),
  ]).describe('Collect garbage, or move incremental marking on.'),
  sample: text('a label').describe('Record the figures of all spaces under this label.'),
  expect: expectation.describe('Check the heap as it is now.'),
  call: either('the name of a procedure, or a mapping', [
    name('a procedure'),
    mapping('call', {
      procedure: name('a procedure').describe('The procedure to run.'),
      expect: expectation.optional().describe('Checked when it has ended; counts only what happened inside it.'),
    }),
  ]).describe('Run the steps of a procedure.'),
  group: either('a list of steps, or a mapping', [
    stepList,
    mapping('group', { label: text('a label').optional().describe('What reports call the group.'), ...blockKeys }),
  ]).describe('Steps that belong together.'),
  repeat: mapping('repeat', { times: count({ max: MAX_REPEAT }).describe('How often.'), ...blockKeys }).describe('Run steps several times.'),
  'always-allocate': either('a list of steps, or a mapping', [stepList, mapping('always-allocate', blockKeys)])
    .describe('Allocations inside succeed without a collection, as long as there is memory.'),
  'handle-scope': either('a list of steps, or a mapping', [
    stepList,
    mapping('handle-scope', { escapable: flag('escapable').prefault(false).describe('One handle may escape to the scope around.'), ...blockKeys }),
  ]).describe('Local handles made inside die at the end.'),
  'seal-handles': either('a list of steps, or a mapping', [stepList, mapping('seal-handles', blockKeys)])
    .describe('No handle can be made inside, but in handle scopes opened there.'),
  job: either('a list of steps, or a mapping', [stepList, mapping('job', blockKeys)])
    .describe('One job: objects that WeakRefs have shown live to its end. Outside, each step is a job.'),
  'expect-fatal': either('a list of steps, or a mapping', [
    stepList,
    mapping('expect-fatal', { function: text('a function').optional().describe('V8’s name of the function that fails, such as v8::ToLocalChecked.'), ...blockKeys }),
  ]).describe('The steps must end in a fatal error of the API. The run goes on behind the block.'),
  ...EVENT_LOOP_STEP_SCHEMAS,
  ...MEMORY_STEP_SCHEMAS,
  ...HANDLE_STEP_SCHEMAS,
  ...CONTROL_STEP_SCHEMAS,
  ...SCRIPT_STEP_SCHEMAS,
  ...ISOLATE_STEP_SCHEMAS,
  ...SURGERY_STEP_SCHEMAS,
  'fail-allocations': either('a list of steps, or a mapping', [
    stepList,
    mapping('fail-allocations', {
      every: count({ max: 1e12 }).prefault(1).describe('Every so manyth attempt fails; 1 is each.'),
      after: count({ min: 0 }).prefault(0).describe('The first so many attempts succeed.'),
      times: count().optional().describe('At most so many failures; without bound by default.'),
      space: either('a space, or a list of spaces', [space(), z.array(space()).min(1).max(50)]).optional().describe('Only attempts in these spaces count; all by default.'),
      pages: flag('pages').optional().describe('The old generation gets no further page, not even for a collector: compaction is given up where memory runs out. Attempts then fail only if every, after, times or space is given too.'),
      ...blockKeys,
    }),
  ]).describe('Fault injection: let allocation attempts fail.'),
} as const;

export type StepKey = keyof typeof STEP_SCHEMAS;
export type StepArguments = { readonly [Key in StepKey]: z.output<(typeof STEP_SCHEMAS)[Key]> };
export const STEP_KEYS = Object.keys(STEP_SCHEMAS) as readonly StepKey[];

const BARE_STEPS = ['seal', 'run-tasks', 'finish-sweeping', 'empty-new-space'] as const satisfies readonly StepKey[];
export type BareStep = (typeof BARE_STEPS)[number];

/** A step that needs no arguments may be given as a word: `- seal`. */
const bareStep = value<BareStep>((raw) => {
  const bare = BARE_STEPS.find((key) => key === raw);
  if (bare !== undefined) return succeeded(bare);
  if (typeof raw !== 'string') return failed('WRONG_TYPE', '');
  if (STEP_KEYS.some((key) => key === raw)) return failed('MISSING_KEY', `${raw} needs arguments.`, `Write "${raw}:", and the arguments behind it.`);
  return failed('UNKNOWN_KEY', `There is no step ${quote(raw)}.`, didYouMean(raw, STEP_KEYS));
}, { enum: BARE_STEPS, description: 'A step without arguments.' });

export const stepMapping = oneKey('a step', STEP_SCHEMAS);

export const step = either('a step, a mapping with one key', [bareStep, stepMapping]).meta({
  id: 'step',
  title: 'Step',
  description: 'One step: a mapping with exactly one key, the name of the step.',
});
