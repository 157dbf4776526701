/** From the lifetime that a scenario declares to the class that holds objects so long. */
import { WORD_BYTES } from '../../base/units.ts';
import type { Lifetime } from '../../scenario/program.ts';
import { ExpiryFifo } from './expiry-fifo.ts';
import { ExpiryQueue } from './expiry-queue.ts';
import type { ObjectRun } from './object-run.ts';
import type { Retention, WorkloadContext } from './retention.ts';
import { Cache } from './retention/cache.ts';
import { Dies } from './retention/dies.ts';
import { Forever } from './retention/forever.ts';
import { FifoList, LifoList } from './retention/lists.ts';
import { Queues } from './retention/queues.ts';
import { Requests } from './retention/requests.ts';
import { Ring } from './retention/ring.ts';
import { Stack } from './retention/stack.ts';
import { Timed } from './retention/timed.ts';
import { Trees } from './retention/trees.ts';

/**
 * `kind` is that of the objects: linked ones are linked through their own fields. `run` makes objects of the class,
 * if they have one size.
 */
export function createRetention(lifetime: Lifetime, kind: number, run: ObjectRun, context: WorkloadContext): Retention {
  switch (lifetime.model) {
    case 'dies':
      return new Dies(context);
    case 'forever':
      return new Forever(context, lifetime.share, lifetime.slots, lifetime.name);
    case 'ring':
      return new Ring(context, run, lifetime.size, lifetime.every);
    case 'stack':
      return new Stack(context, run, lifetime.depth, lifetime.base);
    case 'for':
      return new Timed(context, new ExpiryFifo(), [lifetime.bytes / WORD_BYTES], lifetime.share);
    case 'queues':
      return new Queues(context, lifetime.queues);
    case 'sampled':
      return new Timed(context, new ExpiryQueue(), lifetime.quantiles.map((bytes) => bytes / WORD_BYTES), 1);
    case 'request':
      return new Requests(context, run, lifetime.concurrent, lifetime.objects);
    case 'cache':
      return new Cache(context, run, lifetime.slots, lifetime.share);
    case 'list':
      return lifetime.order === 'fifo'
        ? new FifoList(context, kind, lifetime.length)
        : new LifoList(context, kind, lifetime.length, lifetime.base);
    case 'tree':
      return new Trees(context, run, kind, lifetime.depth, lifetime.keep);
  }
}
