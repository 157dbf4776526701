/** Bugs to be planted, one at a time, into a copy of the sources: what `fuzz` must find. */

export interface PlantedBug {
  readonly name: string;
  /** From the root of the sources. */
  readonly file: string;
  /** Occurs once. */
  readonly find: string;
  readonly replace: string;
}

const heap = (name: string, file: string, find: string, replace: string): PlantedBug => ({ name, file: `src/heap/${file}`, find, replace });

export const PLANTED_BUGS: readonly PlantedBug[] = [
  // The three of the charter.
  heap('wrong age mark', 'spaces/new-space.ts', '    this.ageMark = this.lab.top;\n', '    this.ageMark = this.lab.start;\n'),
  heap(
    'slot missed by the barrier',
    'barriers/write-barrier.ts',
    "      this.structure.oldToNew.insert(slot);\n    }\n    if (this.marking !== null)",
    "      if ((slot & 15) !== 5) this.structure.oldToNew.insert(slot);\n    }\n    if (this.marking !== null)",
  ),
  heap(
    'free-list block counted twice',
    'allocators/free-list.ts',
    '    if (first === 0) this.linkPageCategory(pageCategory, category);\n    this.availableWords += sizeWords;',
    '    if (first === 0) this.linkPageCategory(pageCategory, category);\n    this.availableWords += sizeWords + (sizeWords === 7 ? sizeWords : 0);',
  ),

  // Collectors that lose or keep what they should not.
  heap('scavenger takes the remembered set for empty on one page', 'collectors/scavenger.ts', '      let buckets = summary[page]!;\n      if (buckets === 0) continue;\n      let kept = 0;', '      let buckets = summary[page]!;\n      if (buckets === 0 || page % 7 === 3) continue;\n      let kept = 0;'),
  heap('scavenger drops a slot that still shows a young object', 'collectors/scavenger.ts', '                if ((flags[address >>> PAGE_SHIFT]! & TO) !== 0) continue;', '                if ((flags[address >>> PAGE_SHIFT]! & TO) !== 0 && (slot & 7) !== 6) continue;'),
  heap('promoted object is not scanned', 'collectors/scavenger.ts', 'if (hasPointers && hasTaggedWords(kind)) this.promoted.push(target);', 'if (hasPointers && hasTaggedWords(kind) && size !== 6) this.promoted.push(target);'),
  heap('promoted object does not remember its young fields', 'collectors/scavenger.ts', '        if ((flags[moved >>> PAGE_SHIFT]! & TO) !== 0) oldToNew.insert(slot);', ''),
  heap('marks stay behind when an object is copied while marking', 'collectors/scavenger.ts', '    this.marker?.moveMark(address, target, size);', '    if (size !== 4) this.marker?.moveMark(address, target, size);'),
  heap('semispace page is lost', 'spaces/semispace.ts', '    while (this.pages.length > pageCount) this.pageTable.release(this.pages.pop()!);', '    while (this.pages.length > pageCount) this.pages.pop();'),
  heap('marker stops before the last field', 'collectors/marker.ts', '    const end = address + strongEnd(kind, size);\n    for (let slot = address + taggedFrom(kind); slot < end; slot++) {\n      const value = words[slot]!;\n      if (value <= 0) continue;\n      if ((markCells', '    const end = address + strongEnd(kind, size) - (size === 12 ? 1 : 0);\n    for (let slot = address + taggedFrom(kind); slot < end; slot++) {\n      const value = words[slot]!;\n      if (value <= 0) continue;\n      if ((markCells'),
  heap('marking barrier marks nothing', 'collectors/marker.ts', '  markFromBarrier(slot: number, value: number): void {\n    this.mark(value);', '  markFromBarrier(slot: number, value: number): void {\n'),
  heap('mark bits are not cleared', 'collectors/sweeper.ts', '    marks.clearPage(pages, page);\n    pages.clearFlags(page, UNSWEPT | ABORTED);', '    if (page % 5 !== 2) marks.clearPage(pages, page);\n    pages.clearFlags(page, UNSWEPT | ABORTED);'),
  heap('sweeper frees a live object', 'collectors/sweeper.ts', '        freeStart = address + headerSize(words[address]!);', '        freeStart = address + (headerSize(words[address]!) === 5 ? 2 : headerSize(words[address]!));'),
  heap('remembered slots stay in freed memory', 'collectors/sweeper.ts', '    this.structure.oldToNew.deleteRange(from, to);\n', ''),
  heap('evacuator forgets the slots of what it moves', 'collectors/evacuator.ts', '    this.recordSlots(moved, kind, size);\n    if (target === null) {', '    if (target === null) this.recordSlots(moved, kind, size);\n    if (target === null) {'),
  heap('pointers are updated in one slot set only', 'collectors/pointer-updater.ts', '  updateAndClearSlots(words, oldToNew, structure.pages.end);\n', '  for (let page = 0; page < structure.pages.end; page++) oldToNew.clearPages(page, 1);\n'),
  heap('objects of an aborted page are counted twice', 'collectors/evacuator.ts', '      pages.liveWords[page]! -= movedWords;\n', ''),
  heap('dead large object is kept', 'collectors/mark-compact.ts', '      if (marks.has(address)) {\n        marks.delete(address);\n        continue;\n      }\n      oldToNew', '      if (marks.has(address) || pages.objectWords[page]! > 30_000) {\n        marks.delete(address);\n        continue;\n      }\n      oldToNew'),
  heap('dead young large object is promoted', 'collectors/evacuator.ts', '      if (!marks.has(address)) {\n        this.structure.oldToNew', '      if (!marks.has(address) && pages.objectWords[page]! < 20_000) {\n        this.structure.oldToNew'),

  // Weakness.
  heap('weak word is not cleared', 'collectors/weak-clearing.ts', '      words[slot] = CLEARED;\n      weakCounts.clearedSlots++;', '      if (slot % 3 !== 0) words[slot] = CLEARED;\n      weakCounts.clearedSlots++;'),
  heap('weak word of a living object is cleared', 'collectors/weak-clearing.ts', '    if (!marker.isLive(value)) {\n      words[slot] = CLEARED;\n      weakCounts', '    if (!marker.isLive(value) || slot % 5 === 0) {\n      words[slot] = CLEARED;\n      weakCounts'),
  heap('ephemeron keeps its key', 'collectors/ephemeron-marker.ts', '      if (key <= CLEARED || !marker.isLive(key)) continue;\n      marker.mark(value);', '      if (key <= CLEARED) continue;\n      marker.mark(key);\n      marker.mark(value);'),
  heap('ephemeron value dies with its key alive', 'collectors/ephemeron-marker.ts', '      marker.mark(value);\n      any = true;', '      if (slot % 4 !== 1) marker.mark(value);\n      any = true;'),
  heap('weak handle keeps what a scavenge found dead', 'collectors/scavenged-weakness.ts', '        if (value === 0) globals.empty(node);\n        else globals.slots[node] = value;', '        if (value !== 0) globals.slots[node] = value;'),
  heap('watched object is forgotten', 'collectors/scavenger.ts', '        weak[i] = header < 0 ? forwardingAddress(header) : 0;', '        weak[i] = header < 0 && i % 4 !== 3 ? forwardingAddress(header) : 0;'),
  heap('old key of an ephemeron is not remembered', 'barriers/write-barrier.ts', '    if (key > CLEARED && this.isOldToYoung(slot, key)) this.structure.weakOldToNew.keySlots.add(slot);', ''),
  heap('global handle to a young object is not listed', 'roots/global-nodes.ts', '    if (!isYoung || this.inYoung[node] === 1) return;', '    if (!isYoung || this.inYoung[node] === 1 || node === 2) return;'),

  // Accounting.
  heap('promoted objects are miscounted', 'collectors/scavenger.ts', '    const hasPointers = this.move(address, header, size, target);\n    this.promotedWords += size;\n    this.promotedObjects++;', '    const hasPointers = this.move(address, header, size, target);\n    this.promotedWords += size;\n    if (size !== 3) this.promotedObjects++;'),
  heap('survivors are counted under the wrong age', 'collectors/survival-counts.ts', '    this.words[age]! += sizeWords;\n    return older;', '    this.words[age]! += sizeWords;\n    return age === 2 ? header : older;'),
  heap('copied survivors count as allocated', 'spaces/new-space.ts', '    this.accountedFrom = this.lab.top;\n    for (let i = 0', '    for (let i = 0'),
  heap('size of a space drifts', 'spaces/paged-space.ts', '      this.sizeWords -= limit - top;\n      this.giveBack', '      if (limit - top !== 9) this.sizeWords -= limit - top;\n      this.giveBack'),
  heap('waste is forgotten', 'allocators/free-list.ts', '      this.wastedWords += sizeWords;\n      this.pages', '      if (sizeWords !== 1) this.wastedWords += sizeWords;\n      this.pages'),
  heap('right bytes in the wrong large space', 'spaces/large-object-space.ts', '    this.committedBytes -= largePageCommittedBytes(this.layout, this.pageTable.objectWords[page]!);', '    this.committedBytes -= largePageCommittedBytes(this.layout, this.pageTable.objectWords[page]! - 512);'),
  heap('array and elements are torn apart by a collection', 'heap.ts', '    const moved = strong.get(this.scratchRoot);\n', '    const moved = address;\n'),
  heap('block of a page that is emptied stays on the list', 'allocators/free-list.ts', '      this.chains.firstBlock[pageCategory] = 0;\n      this.unlinkPageCategory(pageCategory, category);\n    }\n    this.wastedWords', '      if (category !== 3) this.chains.firstBlock[pageCategory] = 0;\n      this.unlinkPageCategory(pageCategory, category);\n    }\n    this.wastedWords'),
  heap('registry loses a cell', 'finalization-registries.ts', '    if (first > 0) heap.store(first, PREVIOUS, cell);', ''),
  heap('weak map grows without its last entry', 'weak-collections.ts', '      entry += 2;\n    }\n    this.indices.delete(old);', '      if (capacity < 16) entry += 2;\n    }\n    this.indices.delete(old);'),
];
