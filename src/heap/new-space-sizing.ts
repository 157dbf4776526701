/**
 * The size of new space, changed by collections.
 *
 * Models:    growth after enough survived, shrinking of a program that hardly allocates; decided before a collection
 *            or after it, as the version has it. One paged new space shrinks before its pages are swept.
 * Simplifies: nothing; the decision itself is pacing/semispace-resizing.ts.
 * Invariant: the young large objects' space has the capacity of new space.
 */
import type { CollectionPace } from './collection-pace.ts';
import type { HeapConfiguration } from './configuration.ts';
import { PAGE_BYTES } from './layout/page-geometry.ts';
import { decideSemispaceSize } from './pacing/semispace-resizing.ts';
import type { HeapStructure } from './structure.ts';

export class NewSpaceSizing {
  private readonly structure: HeapStructure;
  private readonly configuration: HeapConfiguration;
  private readonly pace: CollectionPace;
  private survivedSinceGrowthBytes = 0;

  constructor(structure: HeapStructure, configuration: HeapConfiguration, pace: CollectionPace) {
    this.structure = structure;
    this.configuration = configuration;
    this.pace = pace;
  }

  /** A collection has copied or promoted so much. */
  survived(bytes: number): void {
    this.survivedSinceGrowthBytes += bytes;
  }

  /** `shrinkOnly`: growth was decided in the prologue already. */
  resize(reduceMemory: boolean, shrinkOnly = false): void {
    const { growthDecision } = this.configuration.preset.newSpace;
    const throughput = growthDecision === 'prologue' && !shrinkOnly ? 0 : this.pace.speeds.recentAllocation;
    this.resizeTo(this.decide(reduceMemory, throughput, shrinkOnly));
  }

  /** One paged new space: it shrinks before its pages are swept, so that empty ones go. The size that it grows to, or null. */
  begin(reduceMemory: boolean): number | null {
    const wanted = this.decide(reduceMemory, this.pace.speeds.recentAllocation, false);
    if (wanted > this.structure.newSpace.totalCapacityBytes) return wanted;
    this.resizeTo(wanted);
    return null;
  }

  /** Its pages are swept: it grows to what `begin` returned. */
  end(grow: number | null): void {
    const { pagedNewSpace, newSpace } = this.structure;
    if (grow === null) pagedNewSpace?.finishShrinking(this.configuration.sizes.maximumSemispaceBytes);
    else this.resizeTo(Math.max(grow, newSpace.totalCapacityBytes));
  }

  private resizeTo(capacityBytes: number): void {
    const { newSpace, newLargeSpace } = this.structure;
    if (capacityBytes === newSpace.totalCapacityBytes) return;
    newSpace.resize(capacityBytes / PAGE_BYTES);
    if (newLargeSpace !== null) newLargeSpace.capacityBytes = newSpace.totalCapacityBytes;
  }

  private decide(reduceMemory: boolean, allocationThroughput: number, shrinkOnly: boolean): number {
    const { flags, sizes } = this.configuration;
    const { newSpace } = this.structure;
    const before = newSpace.totalCapacityBytes;
    const decision = decideSemispaceSize({
      capacityBytes: before,
      minimumBytes: sizes.minimumSemispaceBytes,
      maximumBytes: shrinkOnly ? before : sizes.maximumSemispaceBytes,
      usedBytes: newSpace.usedBytes,
      survivedSinceGrowthBytes: this.survivedSinceGrowthBytes,
      growthFactor: flags['semi-space-growth-factor'],
      reduceMemory,
      predictable: flags.predictable,
      allocationThroughput,
    });
    if (decision.resetSurvived) this.survivedSinceGrowthBytes = 0;
    return decision.capacityBytes;
  }
}
