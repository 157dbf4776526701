/** Steps that bring spaces, pages and objects into certain states; part of the table in schema/steps.ts. */
import * as z from 'zod';
import { SPACES } from '../../vocabulary/spaces.ts';
import type { MarkingAction, NewSpaceResizing, PageProperty, ReadOnlyAction } from '../program.ts';
import { failed, succeeded } from '../values.ts';
import { either, INTERPOLATED, mapping, value, word } from './mapping.ts';
import { count, flag, name, reference, size } from './values.ts';

const PAGE_PROPERTIES = {
  evacuate: 'The next full collection empties the page.',
  pin: 'Nothing on the page moves.',
  'never-allocate': 'Nothing more is allocated on the page.',
} as const satisfies Record<PageProperty, string>;

const RESIZINGS = {
  grow: 'Twice as large, its maximum at most.',
  'grow-to-max': 'As large as it may get.',
  shrink: 'As small as its objects and its minimum allow: twice their bytes.',
} as const satisfies Record<NewSpaceResizing, string>;

const MARKING_ACTIONS = {
  start: 'Incremental marking begins; nothing, if it runs.',
  step: 'It marks so many bytes, or all there is to mark.',
  complete: 'It marks all there is to mark; its collection does not begin.',
  simulate: 'Sweeping is finished, then marking started and completed.',
  stop: 'It is given up: all marks are forgotten.',
} as const satisfies Record<MarkingAction, string>;

const READ_ONLY_ACTIONS = {
  new: 'Make an empty one in place of the last.',
  shrink: 'Give back the end of its pages.',
  seal: 'Nothing more is allocated in it.',
} as const satisfies Record<Exclude<ReadOnlyAction, 'allocate'>, string>;

const space = () => word('a space', SPACES, 'UNKNOWN_SPACE');
const property = () => word('a property of pages', PAGE_PROPERTIES);
const properties = (doc: string) => either('a property, or a list of them', [property(), z.array(property()).min(1)]).optional().describe(doc);

const COUNTER_LIMIT = 2n ** 64n;
/** 0 to 2^64 - 1, as a number or as digits. */
const counterValue = value<bigint>(
  (raw) => {
    const text = typeof raw === 'number' || typeof raw === 'string' ? String(raw).trim() : '';
    if (!/^\d{1,20}$/.test(text)) return failed('BAD_VALUE', 'Expected a whole number, such as 0 or ${2^64 - 1}.');
    return BigInt(text) < COUNTER_LIMIT ? succeeded(BigInt(text)) : failed('OUT_OF_RANGE', 'A counter has 64 bits.');
  },
  { anyOf: [{ type: ['integer', 'string'] }, INTERPOLATED] },
);

export const SURGERY_STEP_SCHEMAS = {
  'right-trim': mapping('right-trim', {
    object: reference().describe('An array or string.'),
    to: count({ min: 0 }).optional().describe('Elements that it has afterwards.'),
    by: count().optional().describe('Elements to cut off, instead of to.'),
  }).describe('Cut elements off the end of an array; a filler takes their place.'),
  'left-trim': mapping('left-trim', {
    object: reference().describe('An array.'),
    by: count().describe('Elements to cut off.'),
  }).describe('Cut elements off the beginning of an array; it has another address afterwards.'),
  pad: mapping('pad', {
    space: space().prefault('old_space').describe('new_space or old_space.'),
    bytes: size({ min: 0 }).describe('Bytes to fill, the arrays’ headers included.'),
    'object-size': size({ min: 24 }).prefault('128KiB').describe('Size of the arrays; the last one is as large as what is left.'),
    into: name('a list').optional().describe('List that the arrays are put into, each with a local handle; without it they are garbage.'),
  }).describe('Allocate arrays of so many bytes, none of them by way of a collection.'),
  expand: space().describe('The space gets one more page, all of it on its free list.'),
  'close-lab': space().describe('The open allocation area of the space is given back.'),
  'reset-free-list': space().describe('The space forgets its free memory: it is waste until it is swept.'),
  'inline-allocation': flag('inline-allocation').describe('false: allocation areas are closed after every object of the old generation.'),
  'resize-new-space': word('a way', RESIZINGS).describe('Change the capacity of new space by hand.'),
  'shrink-page': reference().describe('The end of the object’s page goes back to the operating system, as far as it is free; page.released says how much.'),
  'flag-page': mapping('flag-page', {
    of: reference().describe('An object on the page.'),
    set: properties('What the page is from now on.'),
    clear: properties('What it is not any more.'),
  }).describe('Say what may be done with the page of an object.'),
  'compaction-space': mapping('compaction-space', {
    of: space().describe('The paged space that it is merged with.'),
    size: size().describe('Size of the arrays that are allocated in it.'),
    count: count().prefault(1).describe('How many.'),
    into: name('a list').optional().describe('List that the arrays are put into, each with a local handle.'),
  }).describe('Make a space as compaction does, allocate in it and merge it; compaction-space.pages tells its pages.'),
  'finish-sweeping': either('nothing', [z.null(), mapping('finish-sweeping', {})]).describe('Sweep every page that waits for it.'),
  'empty-new-space': either('nothing', [z.null(), mapping('empty-new-space', {})]).describe('One full collection: what is young and alive is old afterwards.'),
  'force-oom': flag('force-oom').describe('true: the old generation gets no further page, collectors included, until it is false.'),
  marking: either(`what to do (${Object.keys(MARKING_ACTIONS).join(', ')}), or a mapping`, [
    word('what to do', MARKING_ACTIONS),
    mapping('marking', {
      do: word('what to do', MARKING_ACTIONS).describe('What to do.'),
      bytes: size().optional().describe('Bytes to mark (step only).'),
      'reduce-memory': flag('reduce-memory').prefault(false).describe('The cycle reduces memory (start and simulate only).'),
    }),
  ]).describe('Move incremental marking on by hand.'),
  observe: mapping('observe', {
    space: space().describe('The space.'),
    every: size().describe('Bytes between two notifications.'),
    as: name('an observer').describe('Name of the observer.'),
  }).describe('Be told of allocation in a space; observer.<name>.notifications counts.'),
  unobserve: name('an observer').describe('The observer is told nothing any more.'),
  'pause-observers': flag('pause-observers').describe('true: observers are told nothing until it is false.'),
  'track-allocations': flag('track-allocations').describe('true: allocation.tracked, last-size and last-address tell what is allocated.'),
  'set-counter': mapping('set-counter', {
    space: space().describe('The space.'),
    to: counterValue.describe('Its new value, 0 to 2^64 - 1.'),
  }).describe('Set the allocation counter of a space; it goes on from there, modulo 2^64.'),
  'read-only-space': either('what to do, or a mapping', [
    word('what to do', READ_ONLY_ACTIONS),
    mapping('read-only-space', { allocate: size({ min: 16 }).describe('Size of an object to allocate in it.') }),
  ]).describe('Work on a read-only space beside the heap’s own: read-only.used and the like tell about it.'),
} as const;
