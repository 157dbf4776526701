/** The lines of --trace-gc-heap-layout and --trace-gc-freelists: pages and free blocks around full collections. */
import { KiB, MiB } from '../../base/units.ts';
import type { FreeListsTrace, HeapLayoutTrace, LayoutPage } from '../../vocabulary/trace-events.ts';
import type { LineHeads } from './line-heads.ts';
import { fixed, hexadecimal } from './printf.ts';

/** These lines name neither process nor isolate. */
export function layoutLines({ when, index, pages }: HeapLayoutTrace): string {
  const title = `${when === 'before' ? 'Before' : 'After'} GC:${String(index)},collector_name:Mark-Compact\n`;
  return title + pages.map(pageLine).join('');
}

function pageLine({ owner, address, sizeBytes, allocatedBytes, wasteBytes }: LayoutPage): string {
  return `{owner:${owner === 'read_only_space' ? 'ro_space' : owner},address:${hexadecimal(address)},size:${String(sizeBytes)},allocated_bytes:${String(allocatedBytes)},wasted_memory:${String(wasteBytes)}}\n`;
}

/** V8 prints the same twice: when it has swept, and when it ends the cycle because of that, as before a collection. */
export function freeListLines(event: FreeListsTrace, heads: LineHeads): string {
  return statistics('after sweeping completed', event, heads) + statistics('before collection', event, heads);
}

function statistics(moment: string, { pages, freeBytes, wasteBytes, usedBytes, capacityBytes, categories }: FreeListsTrace, { bare }: LineHeads): string {
  const share = capacityBytes === 0 ? 0 : (usedBytes / capacityBytes) * 100;
  const list = categories.map(({ blocks, bytes }, category) => `[${String(category)}: ${String(blocks)} || ${fixed(bytes / KiB, 2)} KB]`).join(', ');
  return [
    `FreeLists statistics ${moment}:`,
    `${String(pages)} pages. Free space: ${fixed(freeBytes / MiB, 1)} MB (waste: ${fixed(wasteBytes / MiB, 2)}). Usage: ${fixed(usedBytes / MiB, 1)}/${fixed(capacityBytes / MiB, 1)} (MB) -> ${fixed(share, 2)}%.`,
    'FreeLists global statistics: [category: length || total free KB]',
    list,
  ]
    .map((line) => `${bare}${line}\n`)
    .join('');
}
