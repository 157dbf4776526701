/** Kinds of heap objects as the interpreter asks for them, and small integers, without a call inside its loops. */
import { kindOf } from '../heap/layout/object-layout.ts';
import { decodeSmi, encodeSmi } from '../heap/layout/tagged-value.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';
import { OBJECT_TYPE_NAMES } from '../vocabulary/object-types.ts';

export { decodeSmi, encodeSmi };

/** Smis: -2^30 ≤ n < 2^30. */
export const SMI_LIMIT = 2 ** 30;

export const ODDBALL = kindOf('Oddball');
export const HEAP_NUMBER = kindOf('HeapNumber');
export const FIXED_ARRAY = kindOf('FixedArray');
export const PROPERTY_ARRAY = kindOf('PropertyArray');
export const SEQ_ONE_BYTE_STRING = kindOf('SeqOneByteString');
export const SEQ_TWO_BYTE_STRING = kindOf('SeqTwoByteString');
export const CONS_STRING = kindOf('ConsString');
export const SLICED_STRING = kindOf('SlicedString');
export const JS_OBJECT = kindOf('JSObject');
export const JS_ARRAY = kindOf('JSArray');
export const JS_FUNCTION = kindOf('JSFunction');
/** A function without a prototype slot: its own kind here, since kinds of fixed size have one size. */
export const JS_METHOD = kindOf('JSMethod');
export const JS_BOUND_FUNCTION = kindOf('JSBoundFunction');
export const JS_PROMISE = kindOf('JSPromise');
export const JS_MAP = kindOf('JSMap');
export const JS_SET = kindOf('JSSet');
export const JS_WEAK_REF = kindOf('JSWeakRef');
export const JS_WEAK_MAP = kindOf('JSWeakMap');
export const JS_WEAK_SET = kindOf('JSWeakSet');
export const JS_FINALIZATION_REGISTRY = kindOf('JSFinalizationRegistry');
export const CONTEXT_KIND = kindOf('Context');
export const MAP_KIND = kindOf('Map');
export const ACCESSOR_PAIR = kindOf('AccessorPair');
export const DESCRIPTOR_ARRAY = kindOf('DescriptorArray');
export const BYTECODE_ARRAY = kindOf('BytecodeArray');

function table(names: readonly ObjectTypeName[]): Uint8Array {
  const flags = new Uint8Array(OBJECT_TYPE_NAMES.length);
  for (const name of names) flags[kindOf(name)] = 1;
  return flags;
}

const STRINGS = table(['SeqOneByteString', 'SeqTwoByteString', 'ConsString', 'SlicedString', 'ThinString']);
const RECEIVERS = table([
  'JSObject', 'JSArray', 'JSFunction', 'JSMethod', 'JSBoundFunction', 'JSPromise', 'JSMap', 'JSSet', 'JSWeakRef', 'JSWeakMap', 'JSWeakSet',
  'JSFinalizationRegistry',
]);

export function isStringKind(kind: number): boolean {
  return STRINGS[kind] === 1;
}

/** Objects with properties: word 1 is their map, word 2 their elements and further properties. */
export function isReceiverKind(kind: number): boolean {
  return RECEIVERS[kind] === 1;
}

/** A closure: code and a context. */
export function isFunctionKind(kind: number): boolean {
  return kind === JS_FUNCTION || kind === JS_METHOD;
}

/** Words of everything that has properties. */
export const MAP_WORD = 1;
export const STORE_WORD = 2;
/** JSObject: its first field. */
export const FIELDS_WORD = 3;
/** JSArray. */
export const LENGTH_WORD = 3;
/** FixedArray, PropertyArray: word 1 is raw; elements follow. */
export const MARK_WORD = 1;
export const ELEMENTS_WORD = 2;
/** Map: word 1 is the number of the shape, raw. */
export const SHAPE_WORD = 1;
export const PROTOTYPE_WORD = 3;
/** Map: its descriptors, or 0: those of fields are beside the heap. */
export const DESCRIPTORS_WORD = 5;
/** JSFunction. `shared`: its pool of constants, or the number of a built-in function. */
export const SHARED_WORD = 3;
export const CONTEXT_WORD = 4;
export const FIELDS_FUNCTION_WORD = 5;
export const HOME_WORD = 6;
/** The prototype that `new` gives, or the initial map, which knows it; 0 before either was needed. */
export const INITIAL_WORD = 7;
export const FUNCTION_WORDS = 8;
/** Methods and arrows end before the prototype. */
export const METHOD_WORDS = 7;
/** Context: the native context and the context around it, then the slots. */
export const NATIVE_WORD = 2;
export const PREVIOUS_WORD = 3;
export const SLOTS_WORD = 4;
