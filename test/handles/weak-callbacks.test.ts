import { describe, expect, test } from 'vitest';
import { ApiFatalError } from '../../src/handles/api-fatal-error.ts';
import { Handles } from '../../src/handles/handles.ts';
import type { Persistent } from '../../src/handles/persistent.ts';
import type { HeapCase } from '../heap/heap-cases.ts';
import { HEAP_CASES } from '../heap/heap-cases.ts';
import { collectFully, newVerifiedHeap, scavenge } from '../heap/heaps.ts';

function newHandles(heapCase?: HeapCase): Handles {
  return new Handles(newVerifiedHeap(heapCase?.preset, heapCase?.flags));
}

/** A weak handle to a new young object, and how often its callback ran. */
function weakHandle(handles: Handles): { readonly handle: Persistent<'JSObject'>; readonly calls: () => number } {
  const handle = handles.inScope(() => handles.persistent(handles.allocate('JSObject', 4)));
  let calls = 0;
  handle.setWeak(() => {
    calls++;
    handle.reset();
  });
  return { handle, calls: () => calls };
}

for (const heapCase of HEAP_CASES) {
  describe(`weak handles of preset ${heapCase.label}`, () => {
    for (const [collection, collect] of [['scavenge', scavenge], ['full collection', collectFully]] as const) {
      test(`a ${collection} calls back when only the weak handle is left, and not before`, () => {
        const handles = newHandles(heapCase);
        handles.openScope();
        const { handle, calls } = weakHandle(handles);
        const scope = handles.openScope();
        handle.get();
        collect(handles.heap);
        expect([calls(), handle.isEmpty]).toEqual([0, false]);
        scope.close();
        // Promoted meanwhile, it dies only in a full collection.
        collectFully(handles.heap);
        expect([calls(), handle.isEmpty, handles.globalCount]).toEqual([1, true, 0]);
      });

      test(`a ${collection} empties the handle of a young object that nothing else shows`, () => {
        const handles = newHandles(heapCase);
        const { handle, calls } = weakHandle(handles);
        collect(handles.heap);
        expect([calls(), handle.isEmpty]).toEqual([1, true]);
      });
    }
  });
}

test('WeakGlobalHandlesMark: of two old objects the strong one stays, the weak one dies in a full collection only', () => {
  const handles = newHandles();
  const { handle, calls } = weakHandle(handles);
  const strong = handles.inScope(() => handles.persistent(handles.allocate('SeqOneByteString', 4)));
  handle.clearWeak();
  collectFully(handles.heap);
  handle.setWeak(() => handle.reset());
  scavenge(handles.heap);
  expect(handle.isEmpty).toBe(false);
  collectFully(handles.heap);
  expect([handle.isEmpty, strong.isEmpty, calls()]).toEqual([true, false, 0]);
});

test('without a callback the handle is just emptied and given back', () => {
  const handles = newHandles();
  const [first, second] = handles.inScope(() => [handles.persistent(handles.allocate('JSObject', 1)), handles.persistent(handles.allocate('JSObject', 1))] as const);
  first.setWeak();
  second.setWeak();
  handles.heap.collection.collectAllAvailable('testing');
  expect([first.isEmpty, second.isEmpty, handles.globalCount, handles.weakCallbacks.firstPasses]).toEqual([true, true, 0, 0]);
});

test('a handle made strong again keeps its object', () => {
  const handles = newHandles();
  const { handle, calls } = weakHandle(handles);
  handle.clearWeak();
  collectFully(handles.heap);
  expect([calls(), handle.isEmpty]).toEqual([0, false]);
});

test('the first pass may not allocate, the second may, even collect', () => {
  const handles = newHandles();
  const outcomes: string[] = [];
  const handle = handles.inScope(() => handles.persistent(handles.allocate('JSObject', 1)));
  handle.setWeak((info) => {
    handle.reset();
    try {
      handles.inScope(() => handles.allocate('JSObject', 1));
    } catch (error) {
      outcomes.push((error as ApiFatalError).reason);
    }
    info.setSecondPass(() => {
      handles.inScope(() => outcomes.push(handles.allocate('JSObject', 1).type));
      scavenge(handles.heap);
    });
  });
  collectFully(handles.heap);
  expect(outcomes).toEqual(['Allocation in a first-pass weak callback', 'JSObject']);
});

test('a callback that does not reset its handle is fatal', () => {
  const handles = newHandles();
  const handle = handles.inScope(() => handles.persistent(handles.allocate('JSObject', 1)));
  handle.setWeak(() => undefined);
  expect(() => collectFully(handles.heap)).toThrow(new ApiFatalError('v8::WeakCallbackInfo', 'Handle not reset in first callback'));
});

describe('second passes', () => {
  function pendingAfterUnforcedCollection(): { readonly handles: Handles; readonly ran: () => boolean } {
    const handles = newHandles();
    let ran = false;
    const handle = handles.inScope(() => handles.persistent(handles.allocate('JSObject', 1)));
    handle.setWeak((info) => {
      handle.reset();
      info.setSecondPass(() => {
        ran = true;
      });
    });
    handles.heap.collection.collect({ generation: 'old', reason: 'allocation limit' });
    return { handles, ran: () => ran };
  }

  test('come at once when the collection was forced', () => {
    const handles = newHandles();
    let ran = false;
    const handle = handles.inScope(() => handles.persistent(handles.allocate('JSObject', 1)));
    handle.setWeak((info) => {
      handle.reset();
      info.setSecondPass(() => {
        ran = true;
      });
    });
    collectFully(handles.heap);
    expect(ran).toBe(true);
  });

  test('wait for a task otherwise', () => {
    const { handles, ran } = pendingAfterUnforcedCollection();
    expect([ran(), handles.heap.tasks.readyCount, handles.weakCallbacks.pendingCount]).toEqual([false, 1, 1]);
    handles.heap.tasks.runNext();
    expect([ran(), handles.weakCallbacks.pendingCount]).toEqual([true, 0]);
  });

  test('come before the next collection at the latest', () => {
    const { handles, ran } = pendingAfterUnforcedCollection();
    handles.heap.collection.collect({ generation: 'old', reason: 'allocation limit' });
    expect(ran()).toBe(true);
    handles.heap.tasks.runNext(); // comes too late, and finds nothing
    expect(handles.weakCallbacks.secondPasses).toBe(1);
  });
});
