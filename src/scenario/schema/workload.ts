/** The workload step: a mutator that allocates many objects of several classes. */
import * as z from 'zod';
import { either, mapping, word } from './mapping.ts';
import { lifetime } from './lifetimes.ts';
import { objectKeys } from './objects.ts';
import { count, duration, flag, number, rate, size, text } from './values.ts';

const MAX_CLASSES = 1000;
const MAX_PHASES = 1000;
/** Bytes that one phase may allocate: a petabyte. */
const MAX_ALLOCATED_BYTES = 2 ** 50;

const objectClass = mapping('a class of objects', {
  ...objectKeys,
  weight: number('a weight', { min: 1e-6, max: 1e9 }).prefault(1).describe('How often objects of this class are chosen, relative to the other classes.'),
  lifetime: lifetime.optional().describe('How long the objects of this class live; by default they die at once.'),
}).meta({ id: 'objectClass', title: 'Class of objects', description: 'Objects of one type, size and lifetime.' });

const phaseKeys = {
  allocate: size({ max: MAX_ALLOCATED_BYTES }).optional().describe('Ends when so many bytes are allocated.'),
  count: count().optional().describe('Ends when so many objects are allocated.'),
  for: duration().optional().describe('Ends after so much virtual time.'),
  rate: rate().optional().describe('Bytes allocated per second of virtual time; by default as fast as the cost model says.'),
  'turn-every': count().optional().describe('After each so many objects the event loop turns once: the tasks that are due run. By default it never turns.'),
  mementos: either('true, false, or a number of collections', [flag('mementos'), count()]).optional().describe('Watched literals: 16 bytes follow each young JSObject and JSArray in new space, and are never copied. true: always; a number: until so many collections have run. They count for no bound.'),
  pretenuring: flag('pretenuring').optional().describe('Each class is one place of the program: when nearly all of its objects survive their first scavenge, V8 allocates further ones old.'),
  loop: word('a loop', { native: 'A mutator in native code: what it holds are tables and links alone.', javascript: 'A loop of JavaScript that V8 interprets and, in 13.6 and 14.6, compiles on the way: mementos until then, variables and registers that keep objects.' }).optional().describe('What kind of program allocates; native by default.'),
  lifetime: lifetime.optional().describe('How long the objects of all classes live, together: one ring for all of them. The classes then have none of their own.'),
  objects: z.array(objectClass).min(1).max(MAX_CLASSES).optional().describe('The classes of objects, chosen at random by weight.'),
};

const phase = mapping('a workload phase', phaseKeys)
  .meta({ id: 'workloadPhase', title: 'Workload phase', description: 'A stretch of a workload; rate, turn-every, mementos, pretenuring, loop, lifetime and objects are those of the workload unless it has its own.' });

export const workload = mapping('a workload', {
  label: text('a label').optional().describe('What reports call this workload.'),
  ...phaseKeys,
  phases: z.array(phase).min(1).max(MAX_PHASES).optional().describe('Run one after another; each has a bound of its own: allocate, count or for.'),
});

export type WorkloadArguments = z.output<typeof workload>;
export type PhaseArguments = z.output<typeof phase>;
export type ObjectClassArguments = z.output<typeof objectClass>;
