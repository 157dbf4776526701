/**
 * The examples by which V8's embedder API is usually explained, as tests of the public API: what is a handle, what is
 * none, and what a collection does to it.
 */
import { describe, expect, test } from 'vitest';
import type { ValueType } from '../../src/index.ts';
import { ApiFatalError, compileScript, configureHeap, emptyLocal, findPreset, Handles, Heap, HeapVerifier, Isolate, Local, MaybeLocal, PRESETS, resolveFlags } from '../../src/index.ts';

interface Embedder {
  readonly heap: Heap;
  readonly handles: Handles;
  readonly isolate: Isolate;
  readonly verifier: HeapVerifier;
}

/** An isolate with a context that is entered, the verifier on. */
function start(presetName = '14.6'): Embedder {
  const preset = findPreset(presetName)!;
  const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 31, cores: 2 }));
  const verifier = new HeapVerifier(heap);
  verifier.install();
  const isolate = new Isolate(heap);
  isolate.createContext().enter();
  return { heap, handles: new Handles(heap), isolate, verifier };
}

/** The object that a script yields, in a handle. */
function evaluate({ handles, isolate }: Embedder, source: string): Local<ValueType> {
  const compiled = compileScript(isolate, source);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  let local: Local<ValueType> = Local.empty();
  const execution = compiled.script.run(isolate.currentContext, undefined, (value) => (local = handles.local(value, 'Value')));
  while (execution.next().done !== true);
  return local;
}

describe('Handle', () => {
  test('DefaultConstructor: an empty handle has no location and takes no slot', () => {
    const { handles } = start();
    handles.inScope(() => {
      const before = handles.localCount;
      const handle = Local.empty();
      expect(handle.isEmpty).toBe(true);
      expect(handle.slot).toBe(-1);
      expect(handles.localCount).toBe(before);
      expect(() => handle.value).toThrow(ApiFatalError);
    });
  });

  test.each(PRESETS.map(({ name }) => name))('AddressConstructor: handle → slot → object; a collection rewrites the slot, not the handle: %s', (preset) => {
    const { heap, handles, verifier } = start(preset);
    handles.inScope(() => {
      const cell = handles.allocate('FixedArray', 1);
      heap.store(cell.value, 2, handles.integer(5).value);
      const slot = handles.createSlot(cell.value);
      const handle = handles.at(slot, 'FixedArray');
      expect(handle.slot).toBe(slot);
      expect(handle.value).toBe(cell.value);
      const before = handle.address;
      heap.collection.collect({ generation: 'young', reason: 'testing' });
      expect(handle.slot).toBe(slot);
      expect(handle.address).not.toBe(before);
      expect(handle.equals(cell)).toBe(true);
      expect(handles.local(heap.load(handle.value, 2), 'Number').integer).toBe(5);
    });
    verifier.verifyNow();
  });
});

test('LocalTest.local: an empty local stays empty; a small integer takes a slot and no memory, whatever it is cast to', () => {
  const { heap, handles } = start();
  const empty = emptyLocal('Value');
  const maybe = new MaybeLocal(empty);
  expect([empty.isEmpty, maybe.isEmpty, maybe.toLocal()]).toEqual([true, true, null]);
  handles.inScope(() => {
    const before = heap.allocatedBytes;
    const number = handles.integer(12);
    const value = number.as('Value');
    const again = value.as('Number');
    expect([number.integer, value.integer, again.integer]).toEqual([12, 12, 12]);
    expect([value.slot, again.slot]).toEqual([number.slot, number.slot]);
    expect(heap.allocatedBytes).toBe(before);
    expect(() => value.as('JSObject')).toThrow(ApiFatalError);
  });
});

describe('PersistentTest', () => {
  test.each(PRESETS.map(({ name }) => name))('object: a persistent handle stays strong until it is made weak: %s', (preset) => {
    const embedder = start(preset);
    const { heap, handles } = embedder;
    const persistent = handles.inScope(() => handles.persistent(evaluate(embedder, '({ a: 1 })')));
    heap.collection.collectAllAvailable('testing');
    expect(persistent.isEmpty).toBe(false);
    let told = 0;
    persistent.setWeak(() => {
      told++;
      persistent.reset();
    });
    heap.collection.collectAllAvailable('testing');
    expect([persistent.isEmpty, told]).toEqual([true, 1]);
  });

  test('PrintObject: the local, the handle over its slot and one made of its address show one object', () => {
    const embedder = start();
    const { heap, handles } = embedder;
    handles.inScope(() => {
      const object = evaluate(embedder, '({})');
      const opened = handles.at(object.slot, 'JSObject');
      const byAddress = handles.local(object.address / 8, 'JSObject');
      heap.collection.collect({ generation: 'young', reason: 'testing' });
      expect(new Set([object.address, opened.address, byAddress.address]).size).toBe(1);
      // Header, properties and elements, and room for four fields.
      expect(heap.sizeWordsAt(object.value) * 8).toBe(56);
    });
  });
});

describe('MaybeLocalTest', () => {
  test('Basic: three that are empty; taking the value out of one is fatal', () => {
    const maybes = [new MaybeLocal(null), new MaybeLocal(emptyLocal('Value')), new MaybeLocal(null)];
    expect(maybes.map(({ isEmpty }) => isEmpty)).toEqual([true, true, true]);
    expect(() => maybes[0]!.toLocalChecked()).toThrow(ApiFatalError);
    expect(() => maybes[0]!.toLocalChecked()).toThrow(/Empty MaybeLocal/i);
  });

  test('ToLocal: the value comes out as often as it is asked for', () => {
    const { handles } = start();
    handles.inScope(() => {
      const maybe = new MaybeLocal(handles.integer(18));
      expect([maybe.isEmpty, maybe.toLocal()?.integer, maybe.toLocal()?.integer, maybe.toLocalChecked().integer]).toEqual([false, 18, 18, 18]);
    });
  });

  test('FromMaybe: the value if there is one, else what is given', () => {
    const embedder = start();
    embedder.handles.inScope(() => {
      const text = evaluate(embedder, "'bajja'");
      const taken = new MaybeLocal(text).fromMaybe(emptyLocal('Value'));
      expect(taken.isEmpty).toBe(false);
      expect(taken.is('String')).toBe(true);
      // A SeqOneByteString of five characters: 16 + 5, rounded up.
      expect(embedder.heap.sizeWordsAt(taken.value) * 8).toBe(24);
      expect(new MaybeLocal(null).fromMaybe(emptyLocal('Value')).isEmpty).toBe(true);
    });
  });

  test('ReturnEmpty: a function that finds nothing hands on nothing', () => {
    const find = (maybe: MaybeLocal): MaybeLocal => {
      const found = maybe.toLocal();
      expect(found).toBeNull();
      return new MaybeLocal(found);
    };
    expect(find(new MaybeLocal(null)).isEmpty).toBe(true);
  });
});

describe('isolates', () => {
  test('no handle takes an object of another one', () => {
    const [one, other] = [start(), start()];
    one.handles.inScope(() => {
      const foreign = one.handles.allocate('FixedArray', 3);
      const belongs = /The handle belongs to another isolate/;
      other.handles.inScope(() => other.handles.inEscapableScope((scope) => {
        expect(() => other.handles.persistent(foreign)).toThrow(belongs);
        expect(() => other.handles.unique(foreign)).toThrow(belongs);
        expect(() => other.handles.eternal(foreign)).toThrow(belongs);
        expect(() => scope.escape(foreign)).toThrow(belongs);
        const own = other.handles.allocate('FixedArray', 3);
        expect(own.value).toBe(foreign.value); // the same place in another memory
        expect(own.equals(foreign)).toBe(false);
        expect(scope.escape(own).equals(own)).toBe(true);
        const persistent = other.handles.persistent(own);
        expect(() => persistent.reset(foreign)).toThrow(belongs);
        expect(persistent.isEmpty).toBe(false);
      }));
    });
  });

  test('a script does not run in a context of another isolate', () => {
    const [one, other] = [start(), start()];
    const compiled = compileScript(one.isolate, '1');
    if (!compiled.ok) throw new Error('it compiles');
    expect(() => compiled.script.run(other.isolate.currentContext).next()).toThrow(/belongs to another isolate/);
  });

  test('one is in one thread at a time: an execution does not go on while another one, begun since, has not ended', () => {
    const { isolate } = start();
    const compiled = compileScript(isolate, 'for (let i = 0; i < 1e6; i++) { } 1');
    if (!compiled.ok) throw new Error('it compiles');
    const first = compiled.script.run(isolate.createContext());
    const second = compiled.script.run(isolate.createContext());
    expect(first.next()).toMatchObject({ done: false, value: { kind: 'paused' } });
    expect(second.next()).toMatchObject({ done: false, value: { kind: 'paused' } });
    expect(() => first.next()).toThrow(/The isolate is in use/);
  });
});
