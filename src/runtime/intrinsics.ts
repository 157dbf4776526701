/**
 * What every context has of its own: the slots of a native context, in order.
 *
 * Models:    V8's native context: the global object, the built-in prototypes, the initial maps.
 * Simplifies: only what scripts of the subset can reach.
 */
import { SLOTS_WORD } from './tagged.ts';

const NAMES = [
  /** Number of the context, a small integer. */
  'number',
  'global',
  /** FixedArray of the contexts of the scripts that have run. */
  'scriptContexts',
  'objectPrototype',
  'functionPrototype',
  'arrayPrototype',
  'stringPrototype',
  'numberPrototype',
  'booleanPrototype',
  'errorPrototype',
  'typeErrorPrototype',
  'rangeErrorPrototype',
  'referenceErrorPrototype',
  'syntaxErrorPrototype',
  'promisePrototype',
  'mapPrototype',
  'setPrototype',
  'weakMapPrototype',
  'weakSetPrototype',
  'weakRefPrototype',
  'finalizationRegistryPrototype',
  'iteratorPrototype',
  /** FixedArray: maps of objects from literals, by the number of their in-object fields. */
  'literalMaps',
  'arrayMap',
  'functionMap',
  'methodMap',
  'boundFunctionMap',
  'iteratorMap',
  'promiseMap',
  /** Functions of the library that instructions call. */
  'initPromise',
  'runReaction',
  'runThenableJob',
] as const;

export type IntrinsicName = (typeof NAMES)[number];

export const INTRINSIC_COUNT = NAMES.length;

/** Word of the native context. */
export const INTRINSIC: Readonly<Record<IntrinsicName, number>> = Object.fromEntries(NAMES.map((name, index) => [name, SLOTS_WORD + index])) as Record<IntrinsicName, number>;

/** Literals with more properties than this share the map of those with so many. */
export const MOST_LITERAL_FIELDS = 128;
