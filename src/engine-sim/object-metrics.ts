/** Metrics of single objects, of their slots, and of lists of objects. */
import { WORD_BYTES } from '../base/units.ts';
import type { Heap } from '../heap/heap.ts';
import { isFillerKind, kindName, kindOf, strongEnd } from '../heap/layout/object-layout.ts';
import { largePageCommittedBytes, PAGE_BYTES, PAGE_WORDS, pageOf } from '../heap/layout/page-geometry.ts';
import { CLEARED, decodeSmi } from '../heap/layout/tagged-value.ts';
import { firstUserSlot, userSlotCount } from '../heap/layout/user-slots.ts';
import { ABORTED, EVACUATION_CANDIDATE, FORCED_CANDIDATE, LARGE, NEVER_ALLOCATE, NEVER_EVACUATE, TO, UNSWEPT } from '../heap/pages/page-flags.ts';
import type { PageTable } from '../heap/pages/page-table.ts';
import type { MetricName } from '../scenario/metrics.ts';
import { objectType } from '../vocabulary/object-types.ts';
import type { MetricReading, MetricSource } from './metrics.ts';

type Reader = (source: MetricSource) => MetricReading;
type ObjectMetric = Extract<MetricName, `object.<object>.${'page' | 'length' | 'type' | 'marked' | 'filler-behind' | 'filler-marked' | 'bytes-to-page-end'}` | `object.<object>.page.${string}` | `object.<object>.slot.${string}` | `list.<list>.${string}`>;

/** @param otherwise when there is no object any more. */
const ofObject = (read: (heap: Heap, address: number) => MetricReading, otherwise: MetricReading): Reader => ({ heap, objects, object }) => {
  const address = objects.watched(object);
  return address === 0 ? otherwise : read(heap, address);
};

/** Of the page that the object is on; that of a large object is its first one. */
const ofPage = (read: (pages: PageTable, page: number) => MetricReading): Reader => ofObject((heap, address) => read(heap.structure.pages, pageOf(address)), 0);

/** What a slot holds: an address, a small integer, 0, or CLEARED. */
const ofSlot = (read: (heap: Heap, value: number, weak: boolean) => MetricReading, otherwise: MetricReading): Reader => ({ heap, objects, object, slot }) => {
  const address = objects.watched(object);
  if (address === 0) return otherwise;
  const { host, kind } = slotsOf(heap, address);
  const word = firstUserSlot(kind) + slot;
  if (slot >= userSlotCount(kind, heap.sizeWordsAt(host))) return otherwise;
  return read(heap, heap.load(host, word), word >= strongEnd(kind, Infinity));
};

const ofList = (read: (addresses: readonly number[], heap: Heap) => MetricReading): Reader => ({ heap, objects, list }) =>
  read(objects.list(list).map((object) => objects.watchedAddress(object)).filter((address) => address !== 0), heap);

/** Whether each object of the list has moved. */
const movesOf = ({ objects, list }: MetricSource): readonly boolean[] => objects.list(list).map((object) => objects.isElsewhere(object));

export const OBJECT_READERS: Readonly<Record<ObjectMetric, Reader>> = {
  'object.<object>.page': ofObject((_, address) => pageOf(address), 0),
  'object.<object>.page.candidate': ofPage((pages, page) => pages.hasFlag(page, EVACUATION_CANDIDATE | FORCED_CANDIDATE)),
  'object.<object>.page.aborted': ofPage((pages, page) => pages.hasFlag(page, ABORTED)),
  'object.<object>.page.pinned': ofPage((pages, page) => pages.hasFlag(page, NEVER_EVACUATE)),
  'object.<object>.page.never-allocate': ofPage((pages, page) => pages.hasFlag(page, NEVER_ALLOCATE)),
  'object.<object>.page.large': ofPage((pages, page) => pages.hasFlag(page, LARGE)),
  'object.<object>.page.young': ofPage((pages, page) => pages.hasFlag(page, TO)),
  'object.<object>.page.unswept': ofPage((pages, page) => pages.hasFlag(page, UNSWEPT)),
  'object.<object>.page.live': ofPage((pages, page) => pages.liveWords[page]! * WORD_BYTES),
  'object.<object>.page.allocated': ofPage((pages, page) => pages.allocatedWords[page]! * WORD_BYTES),
  'object.<object>.page.area': ofPage((pages, page) => pages.areaWords(page) * WORD_BYTES),
  'object.<object>.page.committed': ofObject((heap, address) => committedOf(heap, pageOf(address)), 0),
  'object.<object>.page.marks': ofObject((heap, address) => marksOn(heap, pageOf(address)), 0),
  'object.<object>.page.slots': ofObject((heap, address) => slotsOn(heap, pageOf(address)), 0),
  'object.<object>.length': ofObject(lengthOf, 0),
  'object.<object>.type': ofObject((heap, address) => kindName(heap.kindAt(address)), 'none'),
  'object.<object>.marked': ofObject((heap, address) => heap.structure.marks.has(address), false),
  'object.<object>.filler-behind': ofObject((heap, address) => fillerBehind(heap, address).words, 0),
  'object.<object>.filler-marked': ofObject((heap, address) => {
    const filler = fillerBehind(heap, address);
    return filler.words > 0 && heap.structure.marks.has(filler.start);
  }, false),
  'object.<object>.bytes-to-page-end': ofObject((heap, address) => (heap.structure.pages.areaEnd[pageOf(address)]! - address - heap.sizeWordsAt(address)) * WORD_BYTES, 0),

  'object.<object>.slot.kind': ofSlot((_, value, weak) => (value === 0 ? 'empty' : value < 0 ? 'number' : value === CLEARED ? 'cleared' : weak ? 'weak' : 'object'), 'none'),
  'object.<object>.slot.address': ofSlot((_, value) => (value > CLEARED ? value * WORD_BYTES : 0), 0),
  'object.<object>.slot.space': ofSlot((heap, value) => (value > CLEARED ? heap.structure.spaceAt(value).name : 'none'), 'none'),
  'object.<object>.slot.type': ofSlot((heap, value) => (value > CLEARED ? kindName(heap.kindAt(value)) : 'none'), 'none'),
  'object.<object>.slot.value': ofSlot((_, value) => (value < 0 ? decodeSmi(value) : 0), 0),

  'list.<list>.count': ({ objects, list }) => objects.list(list).length,
  'list.<list>.alive': ofList((addresses) => addresses.length),
  'list.<list>.moved': (source) => movesOf(source).filter(Boolean).length,
  'list.<list>.moved-first': (source) => {
    const moves = movesOf(source);
    const first = moves.indexOf(false);
    return first < 0 ? moves.length : first;
  },
  'list.<list>.moved-last': (source) => {
    const moves = movesOf(source);
    return moves.length - 1 - moves.lastIndexOf(false);
  },
  'list.<list>.space': ofList((addresses, heap) => {
    const names = new Set(addresses.map((address) => heap.structure.spaceAt(address).name));
    const [name] = names;
    return name === undefined ? 'none' : names.size > 1 ? 'several' : name;
  }),
  'list.<list>.pages': ofList((addresses) => new Set(addresses.map(pageOf)).size),
  'list.<list>.bytes': ofList((addresses, heap) => addresses.reduce((sum, address) => sum + heap.sizeWordsAt(address) * WORD_BYTES, 0)),
  'list.<list>.page-of-last': ofList((addresses) => pageOf(addresses.at(-1) ?? 0)),
};

/** An array made with elements shows theirs. */
function slotsOf(heap: Heap, address: number): { readonly host: number; readonly kind: number } {
  const kind = heap.kindAt(address);
  const elements = kind === kindOf('JSArray') ? heap.load(address, 2) : 0;
  return elements > 0 ? { host: elements, kind: heap.kindAt(elements) } : { host: address, kind };
}

function lengthOf(heap: Heap, address: number): number {
  const { host, kind } = slotsOf(heap, address);
  const { baseBytes, bytesPerUnit } = objectType(kindName(kind));
  return bytesPerUnit === 0 ? 0 : (heap.sizeWordsAt(host) * WORD_BYTES - baseBytes) / bytesPerUnit;
}

function committedOf({ structure, configuration }: Heap, page: number): number {
  const { pages } = structure;
  if (pages.hasFlag(page, LARGE)) return largePageCommittedBytes(configuration.preset.layout, pages.objectWords[page]!);
  return PAGE_BYTES - pages.releasedWords[page]! * WORD_BYTES;
}

function marksOn({ structure: { marks, pages } }: Heap, page: number): number {
  return marks.countRange(page * PAGE_WORDS, (page + pages.runLength(page)) * PAGE_WORDS);
}

/** Slots recorded in the object's page, and in those behind it that belong to the same large object. */
function slotsOn({ structure: { oldToNew, pages } }: Heap, page: number): number {
  let count = 0;
  for (let each = page; each < page + pages.runLength(page); each++) count += oldToNew.countPage(each);
  return count;
}

/** The filler or free block right behind an object; 0 words where another object, or the end of the page, follows. */
function fillerBehind(heap: Heap, address: number): { readonly start: number; readonly words: number } {
  const start = address + heap.sizeWordsAt(address);
  const page = pageOf(address);
  const { pages, words } = heap.structure;
  const isOpen = heap.structure.pagedSpaces.some(({ lab }) => lab.isOpen && lab.top === start) || heap.structure.newSpace.lab.top === start;
  if (pages.owner[page] === undefined || isOpen || start >= pages.areaEnd[page]! || words[start]! < 0) return { start, words: 0 };
  return { start, words: isFillerKind(heap.kindAt(start)) ? heap.sizeWordsAt(start) : 0 };
}
