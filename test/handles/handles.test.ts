import { expect, test } from 'vitest';
import { KiB } from '../../src/base/units.ts';
import { ApiFatalError } from '../../src/handles/api-fatal-error.ts';
import { Eternal } from '../../src/handles/eternal.ts';
import { Handles } from '../../src/handles/handles.ts';
import { Local } from '../../src/handles/local.ts';
import { MaybeLocal, emptyLocal } from '../../src/handles/maybe-local.ts';
import { HANDLE_BLOCK_SLOTS } from '../../src/heap/roots/local-slots.ts';
import { collectFully, newVerifiedHeap, scavenge, spaceNameOf } from '../heap/heaps.ts';

function newHandles(preset = '14.6'): Handles {
  return new Handles(newVerifiedHeap(preset));
}

function fatal(body: () => unknown): ApiFatalError {
  try {
    body();
  } catch (error) {
    if (error instanceof ApiFatalError) return error;
    throw error;
  }
  throw new Error('expected a fatal error of the API');
}

test('Handle.DefaultConstructor: an empty handle shows nothing and takes no slot', () => {
  const handles = newHandles();
  const local = Local.empty();
  expect([local.isEmpty, local.slot, handles.localCount]).toEqual([true, -1, 0]);
  expect(fatal(() => local.value).reason).toBe('The handle is empty');
});

test('Handle.AddressConstructor: a handle over a slot that shows a cell holding 5 leads there in two steps', () => {
  const handles = newHandles();
  const { heap } = handles;
  handles.openScope();
  const cell = handles.allocate('Cell');
  heap.store(cell.value, 1, handles.integer(5).value);
  const over = handles.at(cell.slot, 'Cell');
  expect([over.slot, over.value]).toEqual([cell.slot, cell.value]);
  expect(handles.local(heap.load(over.value, 1), 'Value').integer).toBe(5);
});

test('a handle’s location stays while its object moves', () => {
  const handles = newHandles();
  handles.openScope();
  const local = handles.allocate('FixedArray', 3);
  const seen = [{ slot: local.slot, address: local.address }];
  for (const collect of [scavenge, scavenge]) {
    collect(handles.heap);
    seen.push({ slot: local.slot, address: local.address });
  }
  expect(new Set(seen.map(({ slot }) => slot)).size).toBe(1);
  expect(new Set(seen.map(({ address }) => address)).size).toBe(3);
  expect(spaceNameOf(handles.heap, local.value)).toBe('old_space');
});

test('LocalTest.local: empty handles and maybes are empty; 12 takes a slot and nothing on the heap', () => {
  const handles = newHandles();
  handles.openScope();
  const empty = emptyLocal('Value');
  expect([empty.isEmpty, new MaybeLocal(empty).isEmpty, new MaybeLocal(empty).toLocal()]).toEqual([true, true, null]);
  const used = handles.heap.structure.usedBytes();
  const twelve = handles.integer(12);
  const cast = twelve.as('Integer').as('Value');
  expect(handles.heap.structure.usedBytes()).toBe(used);
  expect([twelve.integer, cast.slot, cast.value]).toEqual([12, twelve.slot, twelve.value]);
});

test('casts are checked', () => {
  const handles = newHandles();
  handles.openScope();
  const object = handles.allocate('JSObject', 2);
  const text = handles.allocate('SeqOneByteString', 5);
  expect([object.is('Object'), object.is('String'), text.is('Name'), text.as('String').type]).toEqual([true, false, true, 'String']);
  expect(fatal(() => text.as('Function')).message).toBe('Fatal error in v8::Function::Cast: Value is not a Function');
  expect(fatal(() => handles.integer(1).as('Object')).location).toBe('v8::Object::Cast');
});

test('PersistentTest.object: a persistent handle stays strong, so its object outlives the scope and a full collection', () => {
  const handles = newHandles();
  const persistent = handles.inScope(() => handles.persistent(handles.allocate('JSObject', 4)));
  collectFully(handles.heap);
  expect([persistent.isEmpty, persistent.isWeak, handles.heap.sizeWordsAt(persistent.value) * 8]).toEqual([false, false, 56]);
});

test('PersistentTest.PrintObject: the local, the persistent, and a handle over its slot show the same object', () => {
  const handles = newHandles();
  handles.openScope();
  const local = handles.allocate('JSObject', 4);
  const persistent = handles.persistent(local);
  expect(persistent.get().equals(local)).toBe(true);
  expect(handles.at(local.slot, 'Object').equals(persistent.get())).toBe(true);
  expect(handles.heap.isYoung(local.value)).toBe(true);
});

test('MaybeLocalTest.Basic: empty ones are empty, and a checked conversion of one is fatal', () => {
  const maybes = [new MaybeLocal(), new MaybeLocal(null), new MaybeLocal(emptyLocal('String'))];
  expect(maybes.map((maybe) => maybe.isEmpty)).toEqual([true, true, true]);
  expect(fatal(() => maybes[0]?.toLocalChecked()).message).toBe('Fatal error in v8::ToLocalChecked: Empty MaybeLocal');
});

test('MaybeLocalTest.ToLocal: what is there converts twice', () => {
  const handles = newHandles();
  handles.openScope();
  const maybe = new MaybeLocal(handles.integer(18));
  expect([maybe.isEmpty, maybe.toLocal()?.integer, maybe.toLocalChecked().integer]).toEqual([false, 18, 18]);
});

test('MaybeLocalTest.FromMaybe: the value if there is one, else the fallback', () => {
  const handles = newHandles();
  handles.openScope();
  const bajja = handles.allocate('SeqOneByteString', 'bajja'.length);
  const empty = emptyLocal('SeqOneByteString');
  expect(new MaybeLocal(bajja).fromMaybe(empty).equals(bajja)).toBe(true);
  expect(handles.heap.sizeWordsAt(bajja.value) * 8).toBe(24);
  expect(new MaybeLocal<'SeqOneByteString'>().fromMaybe(empty).isEmpty).toBe(true);
});

test('MaybeLocalTest.ReturnEmpty: an empty handle is returned as an empty maybe', () => {
  const convert = (maybe: MaybeLocal): MaybeLocal => new MaybeLocal(maybe.toLocal() ?? Local.empty());
  expect(convert(new MaybeLocal()).isEmpty).toBe(true);
});

test('an allocation that fails as a value is an empty maybe', () => {
  const handles = newHandles();
  handles.openScope();
  const { heap } = handles;
  while (heap.structure.newSpace.hasRoomFor(1000)) heap.allocate(handles.heap.kindAt(handles.allocate('FixedArray', 998).value), 1000, true, 'none');
  expect(handles.tryAllocate('FixedArray', 2000).isEmpty).toBe(true);
});

test('HandleScopePop: closing a scope gives back every handle; one spare block is kept at most', () => {
  const handles = newHandles();
  handles.openScope();
  handles.allocate('HeapNumber');
  const before = handles.localCount;
  const { locals } = handles.heap.structure.roots;
  handles.inScope(() => {
    for (let i = 0; i < 1000; i++) {
      handles.inScope(() => handles.allocate('SeqOneByteString', 4));
      handles.inScope(() => {
        const value = handles.allocate('SeqOneByteString', 4).value;
        for (let j = 1; j < 1024; j++) handles.local(value, 'String');
        expect([handles.blockCount, locals.hasSpareBlock]).toEqual([2, false]);
      });
      expect([handles.blockCount, locals.hasSpareBlock]).toEqual([1, true]);
    }
  });
  expect([handles.localCount, HANDLE_BLOCK_SLOTS]).toEqual([before, KiB - 2]);
});

test('a local handle dies with its scope, and using it then is fatal', () => {
  const handles = newHandles();
  handles.openScope();
  const { local, watch } = handles.inScope(() => {
    const inner = handles.allocate('JSObject', 1);
    const watched = handles.heap.structure.roots.weak.add(inner.value);
    scavenge(handles.heap);
    expect(handles.heap.structure.roots.weak.get(watched)).toBe(inner.value);
    return { local: inner, watch: watched };
  });
  scavenge(handles.heap);
  expect(handles.heap.structure.roots.weak.get(watch)).toBe(0);
  expect(fatal(() => local.value).reason).toBe('The handle scope has been closed');
});

test('scopes close in reverse order, and handles need one', () => {
  const handles = newHandles();
  expect(fatal(() => handles.allocate('JSObject', 1)).reason).toBe('Cannot create a handle without a HandleScope');
  const outer = handles.openScope();
  handles.openScope();
  expect(fatal(() => outer.close()).location).toBe('v8::HandleScope');
});

test('an escapable scope hands out one handle, which outlives it', () => {
  const handles = newHandles();
  handles.openScope();
  const escaped = handles.inEscapableScope((scope) => {
    const first = scope.escape(handles.allocate('JSObject', 2));
    expect(fatal(() => scope.escape(first)).reason).toBe('Escape value set twice');
    return first;
  });
  collectFully(handles.heap);
  expect([escaped.is('JSObject'), handles.localCount]).toEqual([true, 1]);
});

test('nothing can be made under a seal but in a scope opened there', () => {
  const handles = newHandles();
  handles.openScope();
  const seal = handles.seal();
  expect(fatal(() => handles.integer(1)).reason).toBe('Cannot create a handle without a HandleScope');
  handles.inScope(() => expect(handles.integer(2).integer).toBe(2));
  seal.close();
  expect(handles.integer(3).integer).toBe(3);
});

test('GlobalHandles: handles to one object still show one object when it has moved', () => {
  const handles = newHandles();
  const [text, otherText, number, otherNumber] = handles.inScope(() => {
    const fisk = handles.allocate('SeqOneByteString', 4);
    const value = handles.allocate('HeapNumber');
    return [handles.persistent(fisk), handles.persistent(fisk), handles.persistent(value), handles.persistent(value)] as const;
  });
  const before = text.address;
  scavenge(handles.heap);
  expect(text.address).not.toBe(before);
  handles.openScope();
  expect([text.get().is('String'), number.get().is('HeapNumber')]).toEqual([true, true]);
  expect([text.value === otherText.value, number.value === otherNumber.value]).toEqual([true, true]);
  for (const handle of [text, otherText, number, otherNumber]) handle.reset();
  expect([handles.globalCount, text.isEmpty]).toEqual([0, true]);
});

test('a scavenge visits only global handles to young objects', () => {
  const handles = newHandles();
  handles.inScope(() => {
    handles.persistent(handles.allocate('FixedArray', 1, false));
    handles.persistent(handles.allocate('FixedArray', 1));
  });
  const { globals } = handles.heap.structure.roots;
  expect(globals.young).toEqual([1]);
  scavenge(handles.heap);
  expect(globals.young).toEqual([1]);
  scavenge(handles.heap); // promoted
  expect(globals.young).toEqual([]);
});

test('EternalHandles: 4,094 of them show their objects after memory-reducing collections; one more makes 4,095', () => {
  const handles = newHandles();
  expect(handles.eternalCount).toBe(0);
  const eternals: { readonly element: number; readonly eternal: Eternal<'JSObject'> }[] = [];
  for (let element = 0; element < 2047; element++) {
    handles.inScope(() => {
      const object = handles.allocate('JSObject', 4);
      handles.heap.store(object.value, 3, handles.integer(element).value);
      eternals.push({ element, eternal: handles.eternal(object) });
      const published = new Eternal<'JSObject'>();
      expect(published.isEmpty).toBe(true);
      published.set(handles, object);
      expect(published.isEmpty).toBe(false);
      eternals.push({ element, eternal: published });
    });
  }
  handles.heap.collection.collectAllAvailable('testing');
  for (const { element, eternal } of eternals) {
    expect(handles.inScope(() => handles.local(handles.heap.load(eternal.value, 3), 'Value').integer)).toBe(element);
  }
  expect(handles.eternalCount).toBe(4094);
  handles.inScope(() => handles.eternal(handles.allocate('JSObject', 0)));
  expect(handles.eternalCount).toBe(4095);
});

test('an eternal handle is set once', () => {
  const handles = newHandles();
  handles.openScope();
  const eternal = handles.eternal(handles.integer(1));
  expect(fatal(() => eternal.set(handles, handles.integer(2))).reason).toBe('The handle is not empty');
  expect(eternal.get().integer).toBe(1);
});

test('a unique persistent is reset with its owner, and empty once it was passed on', () => {
  const handles = newHandles();
  const first = handles.inScope(() => handles.unique(handles.allocate('JSObject', 1)));
  const second = first.pass();
  expect([first.isEmpty, second.isEmpty, handles.globalCount]).toEqual([true, false, 1]);
  second.dispose();
  expect([second.isEmpty, handles.globalCount]).toEqual([true, 0]);
});
