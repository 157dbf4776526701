/** The `lifetime` of a class of objects → its model, with the tables bounded and the type checked. */
import type { Lifetime, ObjectShape } from '../program.ts';
import { MAX_SLOTS } from '../schema/lifetimes.ts';
import type { LifetimeArguments } from '../schema/lifetimes.ts';
import { nodeAt } from '../source-tree.ts';
import type { SourceNode } from '../source-tree.ts';
import { formatBytes, quantity } from '../values.ts';
import type { CompileContext } from './context.ts';
import { empiricalQuantiles, exponentialQuantiles, lognormalQuantiles } from './distributions.ts';
import type { LifetimeShare } from './distributions.ts';
import { taggedSlotCount } from './shapes.ts';

type Models = Exclude<LifetimeArguments, string>;
type Report = (message: string, path: readonly string[], hint?: string | null) => null;

/** The model, or null with problems added. `shape` is null when it has problems of its own. */
export function compileLifetime(given: LifetimeArguments, shape: ObjectShape | null, node: SourceNode, context: CompileContext): Lifetime | null {
  if (given === 'dies') return { model: 'dies' };
  if (given === 'forever') return { model: 'forever', share: 1, slots: 0, name: null };
  const report: Report = (message, path, hint = null) => {
    context.problems.add('BAD_VALUE', message, context.problems.firstLine(nodeAt(node, path).node.range), hint);
    return null;
  };
  return compileTable(given, report, context) ?? compileLinked(given, shape, report, node, context) ?? compileSampled(given, report, node, context);
}

/** The models that a table of slots makes. */
function compileTable(given: Models, report: Report, context: CompileContext): Lifetime | null {
  if (given.forever !== undefined) return compileForever(given.forever, report, context);
  if (given.ring !== undefined) {
    return { model: 'ring', ...(typeof given.ring === 'number' ? { size: given.ring, every: 1 } : given.ring) };
  }
  if (given.stack !== undefined) {
    const { depth, base } = given.stack;
    if (base >= depth) return report('The base of the stack is not below its depth.', ['stack', 'base']);
    return { model: 'stack', depth, base };
  }
  if (given.for !== undefined) {
    if (Array.isArray(given.for)) {
      const sum = given.for.reduce((total, { share }) => total + share, 0);
      return sum > 1 + 1e-9 ? report(`The shares make ${quantity('share').format(sum)}, more than 100%.`, ['for']) : { model: 'queues', queues: given.for };
    }
    return { model: 'for', ...(typeof given.for === 'number' ? { bytes: given.for, share: 1 } : given.for) };
  }
  if (given.request !== undefined) {
    const { concurrent, objects } = given.request;
    if (concurrent * objects > MAX_SLOTS) return report(`The requests hold more than ${String(MAX_SLOTS)} objects.`, ['request']);
    return { model: 'request', concurrent, objects };
  }
  if (given.cache !== undefined) {
    return { model: 'cache', ...(typeof given.cache === 'number' ? { slots: given.cache, share: 1 } : given.cache) };
  }
  return null;
}

function compileForever(given: NonNullable<Models['forever']>, report: Report, context: CompileContext): Lifetime | null {
  if (typeof given === 'number') return { model: 'forever', share: given, slots: 0, name: null };
  const { share, slots = 0, as } = given;
  if (as !== undefined && slots === 0) return report('A table with a name does not grow.', ['forever', 'as'], 'Say how many slots it has: slots: 100000.');
  return { model: 'forever', share, slots, name: as === undefined ? null : context.objects.index(as) };
}

/** The models that link objects through their own fields. */
function compileLinked(given: Models, shape: ObjectShape | null, report: Report, node: SourceNode, context: CompileContext): Lifetime | null {
  const key = given.list !== undefined ? 'list' : given.tree !== undefined ? 'tree' : null;
  if (key === null) return null;
  if (shape !== null && !canBeLinked(shape)) {
    context.problems.add('NO_SUCH_SLOT', `${key === 'list' ? 'A list' : 'A tree'} needs objects with two fields or more to link them through.`,
      context.problems.firstLine(nodeAt(node, [key]).node.range), 'Use type: JSObject with fields: 2 or more, or FixedArray with length: 2 or more.');
    return null;
  }
  if (given.tree !== undefined) {
    const { depth, keep } = given.tree;
    if ((2 ** depth - 1) * keep > MAX_SLOTS) return report(`The trees have more than ${String(MAX_SLOTS)} nodes.`, ['tree']);
    return { model: 'tree', depth, keep };
  }
  const { list } = given;
  if (list === undefined) return null;
  if (typeof list === 'number') return { model: 'list', length: list, order: 'fifo', base: 0 };
  if (list.order === 'fifo' && list.base > 0) return report('A fifo list has no base.', ['list', 'base'], 'Leave base out, or say order: lifo.');
  if (list.base >= list.length) return report('The base of the list is not below its length.', ['list', 'base']);
  return { model: 'list', ...list };
}

function canBeLinked({ type, units }: ObjectShape): boolean {
  return (type === 'JSObject' || type === 'FixedArray') && taggedSlotCount(type, units.min) >= 2;
}

/** The models that are distributions. */
function compileSampled(given: Models, report: Report, node: SourceNode, context: CompileContext): Lifetime | null {
  const sampled = (distribution: string, make: () => readonly number[]): Lifetime | null => {
    const quantiles = context.quantiles(distribution, context.problems.firstLine(node.range), make);
    return quantiles === null ? null : { model: 'sampled', quantiles, distribution };
  };
  if (given.exponential !== undefined) {
    const { mean } = given.exponential;
    return sampled(`exponential, mean ${formatBytes(mean)}`, () => exponentialQuantiles(mean));
  }
  if (given.lognormal !== undefined) {
    const { median, sigma } = given.lognormal;
    return sampled(`lognormal, median ${formatBytes(median)}, sigma ${String(sigma)}`, () => lognormalQuantiles(median, sigma));
  }
  const shares = given.empirical;
  if (shares === undefined || !areShares(shares, report)) return null;
  const listed = shares.map(({ share, until }) => `${quantity('share').format(share)} ${until === Infinity ? 'for ever' : `until ${formatBytes(until)}`}`);
  return sampled(`empirical: ${listed.join(', ')}`, () => empiricalQuantiles(shares));
}

function areShares(shares: readonly LifetimeShare[], report: Report): boolean {
  let before = 0;
  let sum = 0;
  let isSound = true;
  for (const [index, { share, until }] of shares.entries()) {
    if (until <= before) {
      const message = before === Infinity ? 'never can only be the last age.' : 'The ages must ascend; this one is not above the one before.';
      report(message, ['empirical', String(index), 'until']);
      isSound = false;
    }
    before = until;
    sum += share;
  }
  if (Math.abs(sum - 1) <= 1e-6) return isSound;
  report(`The shares make ${quantity('share').format(sum)}, not 100%.`, ['empirical']);
  return false;
}
