/** How long the objects of a workload live. */
import * as z from 'zod';
import { either, mapping, oneKey, value, word } from './mapping.ts';
import { failed, parseQuantity, succeeded } from '../values.ts';
import { describeValue } from '../source-tree.ts';
import { count, name, number, share, size } from './values.ts';

/** Slots of one table of living objects at most: it is an array on the simulated heap. */
export const MAX_SLOTS = 50_000_000;
/** 2^25 - 1 nodes: one level more would pass MAX_SLOTS. */
const MAX_TREE_DEPTH = 25;
const LONGEST_EMPIRICAL = 1000;
const MOST_QUEUES = 100;

const slots = () => count({ max: MAX_SLOTS });

/** The end of an empirical share: bytes of age, or `never`. */
const age = value(
  (raw) => {
    if (raw === 'never') return succeeded(Infinity);
    if (typeof raw !== 'string' && typeof raw !== 'number') return failed('WRONG_TYPE', `Expected a size or never; got ${describeValue(raw)}.`);
    return parseQuantity(raw, 'bytes');
  },
  { anyOf: [{ const: 'never' }, { type: ['integer', 'string'] }] },
);

const models = oneKey('a lifetime', {
  forever: either('a share, or a mapping', [
    share(),
    mapping('objects that stay', {
      share: share().prefault(1).describe('So many of the objects; the others die at once.'),
      slots: slots().optional().describe('Slots of the table that holds them, made at once; by default it grows as it is needed.'),
      as: name('an object').optional().describe('The table is an object of this name when the workload is over: drop it, and all of them are garbage. Needs slots.'),
    }),
  ]).describe('So many of the objects are kept for ever, the others die at once.'),
  ring: either('the number of objects to keep, or a mapping', [
    slots(),
    mapping('a ring', {
      size: slots().describe('Objects kept.'),
      every: count({ max: 1e9 }).prefault(1).describe('Only every so manyth object goes into the ring; the others die at once.'),
    }),
  ]).describe('The last so many objects are alive, first in, first out.'),
  stack: mapping('a stack', {
    depth: slots().describe('Objects on the stack before it is popped.'),
    base: count({ min: 0, max: MAX_SLOTS }).prefault(0).describe('Objects that stay when it is popped.'),
  }).describe('Pushed up to the depth, popped down to the base, again and again.'),
  for: either('a number of bytes, or a mapping', [
    size(),
    mapping('a lifetime in bytes', {
      bytes: size().describe('Bytes allocated while the object lives.'),
      share: share().prefault(1).describe('So many of the objects; the others die at once.'),
    }),
    z.array(mapping('a queue', {
      bytes: size().describe('Bytes allocated while the object lives.'),
      share: share().describe('So many of the objects.'),
      slots: slots().describe('Objects that the queue holds at most; the oldest is replaced when it is full.'),
    })).min(1).max(MOST_QUEUES),
  ]).describe('Alive while so many more bytes are allocated; a list: some for so many bytes, some for others, one draw for all.'),
  exponential: mapping('an exponential lifetime', { mean: size().describe('Mean lifetime in allocated bytes.') })
    .describe('Exponentially distributed lifetimes: every byte allocated is as dangerous as any other.'),
  lognormal: mapping('a lognormal lifetime', {
    median: size().describe('Half of the objects live longer than this, in allocated bytes.'),
    sigma: number('sigma', { min: 0.01, max: 10 }).describe('Standard deviation of the logarithm.'),
  }).describe('Lognormally distributed lifetimes: most are short, a few very long.'),
  empirical: z.array(mapping('a share of an empirical lifetime', {
    share: share().describe('So many of the objects …'),
    until: age.describe('… have died when they are so old, in allocated bytes; never, for the last entry, keeps them for ever.'),
  })).min(1).max(LONGEST_EMPIRICAL).describe('Measured lifetimes: shares that die by an age, youngest first; the shares make 100%.'),
  request: mapping('a request', {
    concurrent: count({ max: 1e6 }).describe('Requests open at a time.'),
    objects: slots().describe('Objects of one request.'),
  }).describe('Objects belong to one of several open requests and die together when it is complete.'),
  cache: either('the number of slots, or a mapping', [
    slots(),
    mapping('a cache', {
      slots: slots().describe('Objects in the cache.'),
      share: share().prefault(1).describe('So many of the objects go into the cache; the others die at once.'),
    }),
  ]).describe('Each object replaces a random one of the cache.'),
  list: either('the length of the list, or a mapping', [
    slots(),
    mapping('a list', {
      length: slots().describe('Nodes at most.'),
      order: word('an order', { fifo: 'The oldest node is dropped.', lifo: 'When the list is full, it is dropped down to its base.' }).prefault('fifo')
        .describe('Which nodes are dropped.'),
      base: count({ min: 0, max: MAX_SLOTS }).prefault(0).describe('Nodes that stay (lifo only).'),
    }),
  ]).describe('Objects are linked through their field 0.'),
  tree: mapping('a tree', {
    depth: count({ max: MAX_TREE_DEPTH }).describe('Levels of a complete binary tree.'),
    keep: count({ max: 1e6 }).prefault(1).describe('The last so many trees are alive.'),
  }).describe('Objects are linked to complete binary trees through their fields 0 and 1.'),
});

export const lifetime = either('a lifetime: dies, forever, or a mapping such as { ring: 10000 }', [
  word('a lifetime', { dies: 'Garbage at once.', forever: 'Never garbage.' }),
  models,
]).meta({
  id: 'lifetime',
  title: 'Lifetime',
  description: 'How long the objects of this class live.',
  examples: ['dies', 'forever', { ring: 10000 }, { for: '32MiB' }, { exponential: { mean: '4MiB' } }],
});

export type LifetimeArguments = z.output<typeof lifetime>;
