/** The lines of --trace-gc-verbose: every space after the collection, and the limit that it set. */
import type { CollectionTrace, LimitTrace, SpaceTrace } from '../../vocabulary/trace-events.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import type { Dialect } from './dialects.ts';
import type { LineHeads } from './line-heads.ts';
import { fixed, kilobytes } from './printf.ts';

/** Order and names; other spaces of a preset come behind large objects, named alike. Those that V8 pads otherwise are in UNPADDED. */
const ORDER: readonly SpaceName[] = ['read_only_space', 'new_space', 'new_large_object_space', 'old_space', 'code_space', 'large_object_space', 'code_large_object_space', 'trusted_space', 'trusted_large_object_space'];
const LABEL_WIDTH = 24;
const ALIGNED_LABEL_WIDTH = 28;
/** Names that came later, with the blanks of their longest neighbour. */
const OUTSIDERS: ReadonlySet<string> = new Set(['Code large object space,', 'Trusted space,', 'Trusted large object space,']);
const PAGE_KB = 256;

export function spaceLines(event: CollectionTrace, dialect: Dialect, heads: LineHeads): string {
  const { spaces } = event;
  const line = dialect.spaces === 'aligned' ? alignedLine : dialect.spaces === 'pool' ? poolLine : unmapperLine;
  const sum = (of: (space: SpaceTrace) => number): number => spaces.reduce((total, space) => total + of(space), 0);
  const isSwept = (space: SpaceTrace): boolean => space.swept === 'at-once';
  const allSwept = spaces.every(isSwept);
  return [
    line('Memory allocator,', event.committedAfterBytes, event.unreservedBytes, null, true),
    ...[...spaces]
      .filter(({ name }) => !name.startsWith('shared'))
      .sort((a, b) => rank(a.name) - rank(b.name))
      .map((space) => line(`${nameOf(space.name)},`, space.usedBytes, space.availableBytes, space.name === 'read_only_space' ? 0 : space.committedBytes, isSwept(space))),
    line('All spaces,', sum((space) => space.usedBytes), sum((space) => space.availableBytes) + event.unreservedBytes, event.committedAfterBytes, allSwept),
    ...footLines(event, dialect),
    ...(allSwept || dialect.spaces === 'unmapper' ? [] : ['(*) Sweeping is still in progress, making available sizes inaccurate.']),
  ]
    .map((text) => `${heads.bare}${text}\n`)
    .join('');
}

/** What the next collection waits for. */
export function limitLines(limits: readonly LimitTrace[], atMs: number, dialect: Dialect, heads: LineHeads): string {
  const head = heads.stamped(atMs);
  return limits
    .map((limit) => {
      const ratio = limit.gcSpeed / limit.mutatorSpeed;
      const factor = dialect.limits === 'before' ? ` (${fixed(limit.factor, 1)})` : '';
      const sizes = `Limit: old size: ${kilobytes(limit.consumedBytes)} KB, new limit: ${kilobytes(limit.limitBytes)} KB${factor}\n`;
      const speeds = `factor ${fixed(limit.dynamicFactor, 1)} based on mu=${fixed(limit.targetUtilization, 3)}, speed_ratio=${fixed(ratio, 0)} (gc=${fixed(limit.gcSpeed, 0)}, mutator=${fixed(limit.mutatorSpeed, 0)})`;
      const global = limit.holdsForAll ? `${head}[GlobalMemoryController] ${sizes}` : '';
      return `${head}[HeapController] ${speeds}\n${head}[HeapController] ${sizes}${global}`;
    })
    .join('');
}

type SpaceLine = (label: string, usedBytes: number, availableBytes: number, committedBytes: number | null, isSwept: boolean) => string;

const alignedLine: SpaceLine = (label, used, available, committed, isSwept) =>
  `${label.padEnd(ALIGNED_LABEL_WIDTH)}used: ${kilobytes(used, 6)} KB, available:${isSwept ? ' ' : '*'}${kilobytes(available, 8)} KB${committed === null ? '' : `, committed: ${kilobytes(committed, 6)} KB`}`;

const poolLine: SpaceLine = (label, used, available, committed, isSwept) =>
  `${padded(label)}used: ${kilobytes(used, 6)} KB, available: ${kilobytes(available, 6)} KB${isSwept ? '' : '*'}${committed === null ? '' : `, committed: ${kilobytes(committed, 6)} KB`}`;

/** 11.3 says nothing of pages that wait for the sweeper. */
const unmapperLine: SpaceLine = (label, used, available, committed) => poolLine(label, used, available, committed, true);

function padded(label: string): string {
  if (!OUTSIDERS.has(label)) return label.padEnd(LABEL_WIDTH);
  return label === 'Trusted space,' ? label.padEnd(ALIGNED_LABEL_WIDTH) : `${label}     `;
}

function footLines({ pooledPages, externalBytes, heldExternalBytes, totalMs }: CollectionTrace, { spaces }: Dialect): readonly string[] {
  const pooledKb = pooledPages * PAGE_KB;
  if (spaces === 'aligned') {
    return [
      `Pool buffering ${fixed(pooledPages, 0, 4)} chunk(s) of committed: ${fixed(pooledKb, 0, 7)} KB`,
      `External memory reported:${kilobytes(externalBytes, 25)} KB`,
      `Backing store memory:    ${kilobytes(heldExternalBytes, 25)} KB`,
      `External memory global:  ${kilobytes(0, 25)} KB`,
      `Total time spent in GC:  ${fixed(totalMs, 1, 25)} ms`,
    ];
  }
  return [
    `${spaces === 'pool' ? 'Pool' : 'Unmapper'} buffering ${String(pooledPages)} chunks of committed: ${fixed(pooledKb, 0, 6)} KB`,
    `External memory reported: ${kilobytes(externalBytes, 6)} KB`,
    `Backing store memory: ${kilobytes(heldExternalBytes, 6)} KB`,
    `External memory global ${kilobytes(0)} KB`,
    `Total time spent in GC  : ${fixed(totalMs, 1)} ms`,
  ];
}

function rank(name: SpaceName): number {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
}

/** `new_large_object_space` → `New large object space`. */
function nameOf(name: SpaceName): string {
  if (name === 'read_only_space') return 'Read-only space';
  const words = name.replaceAll('_', ' ');
  return words[0]!.toUpperCase() + words.slice(1);
}
