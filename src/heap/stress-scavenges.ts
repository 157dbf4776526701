/**
 * Collections at random fill levels of new space (--stress-scavenge).
 *
 * Models:    V8's observer that asks for a collection when a random share of new space is full: a scavenge, in 11.3 a
 *            memory-reducing full collection.
 * Simplifies: it looks at every object, V8 every 64 bytes.
 * Invariant: new space stops allocation where the next share is reached.
 */
import type { HeapConfiguration } from './configuration.ts';
import type { GarbageCollection } from './garbage-collection.ts';
import { WORD_BYTES } from '../base/units.ts';
import { nextScavengeLimitPercent } from './pacing/stress-limits.ts';
import type { HeapStructure } from './structure.ts';

export class StressScavenges {
  private readonly structure: HeapStructure;
  private readonly configuration: HeapConfiguration;
  private readonly collection: GarbageCollection;
  private collecting = false;
  /** Of new space, in percent: full from here on. */
  private limitPercent = 0;

  constructor(structure: HeapStructure, configuration: HeapConfiguration, collection: GarbageCollection) {
    this.structure = structure;
    this.configuration = configuration;
    this.collection = collection;
    this.drawLimit(0);
    collection.observers.push({ inPause: () => this.placeStop() });
    collection.stackGuard.connect('stress-scavenge', () => this.collect());
  }

  /** New space has stopped allocation: it goes on, and a collection is asked for. */
  request(): void {
    const { stackGuard } = this.collection;
    if (stackGuard.isRequested('stress-scavenge')) return;
    this.structure.newSpace.stopAt(Infinity);
    stackGuard.request('stress-scavenge');
  }

  private collect(): void {
    if (this.collecting) return;
    this.collecting = true;
    const everything = this.configuration.preset.newSpace.stressCollects === 'everything';
    this.collection.collect(everything ? { generation: 'old', reason: 'testing', reduceMemory: true } : { generation: 'young', reason: 'testing' });
    this.collecting = false;
    const { newSpace } = this.structure;
    this.drawLimit((newSpace.usedBytes * 100) / newSpace.totalCapacityBytes);
  }

  private drawLimit(fullPercent: number): void {
    this.limitPercent = nextScavengeLimitPercent(this.configuration.flags['stress-scavenge'], fullPercent, this.collection.random);
    this.placeStop();
  }

  /** New space may have another capacity now. */
  private placeStop(): void {
    const { newSpace } = this.structure;
    newSpace.stopAt(Math.ceil((this.limitPercent * newSpace.totalCapacityBytes) / 100 / WORD_BYTES));
  }
}
