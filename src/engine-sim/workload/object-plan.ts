/**
 * How the objects of one class are made: kind, size, part; prepared once, so that the loop only draws and writes.
 *
 * Invariant: a planned object has the size that objectLayout gives for the same type and units.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { Preset } from '../../flags/presets/preset.ts';
import { hasTaggedWords, kindOf, objectLayout, taggedFrom } from '../../heap/layout/object-layout.ts';
import { externalBytesOf } from '../../heap/external-memory.ts';
import type { ObjectLayout } from '../../heap/layout/object-layout.ts';
import { makeHeader } from '../../heap/layout/header.ts';
import type { ObjectClass } from '../../scenario/program.ts';
import type { ObjectTypeName } from '../../vocabulary/object-types.ts';
import { objectType } from '../../vocabulary/object-types.ts';

/** The variable object of a class: the object itself, or its part (the elements of an array). */
export interface ObjectPlan {
  readonly young: boolean;
  /** Made by an object or array literal, which V8 may watch. */
  readonly literal: boolean;
  /** Layouts by units, for objects that hold memory outside the heap; null = they do not. */
  readonly outside: ((units: number) => ObjectLayout) | null;
  readonly minUnits: number;
  /** Units drawn: minUnits + draw mod unitSpan; 1 = nothing to draw. */
  readonly unitSpan: number;
  readonly kind: number;
  readonly baseBytes: number;
  readonly bytesPerUnit: number;
  /** Size with minUnits. */
  readonly sizeWords: number;
  readonly header: number;
  readonly taggedFrom: number;
  readonly tagged: boolean;
  /** The part is a fixed offset from the object: null = the type has none (with these units). */
  readonly part: {
    /** One allocation with the object. */
    readonly folded: boolean;
    readonly kind: number;
    readonly slotWord: number;
    readonly baseBytes: number;
    readonly bytesPerUnit: number;
    /** Units of the part; null = those drawn for the object. */
    readonly units: number | null;
    readonly taggedFrom: number;
  } | null;
}

export function planObject(preset: Preset, objectClass: ObjectClass): ObjectPlan {
  const { type, units } = objectClass.shape;
  const declared = objectType(type);
  const layout = objectLayout(preset, type, units.min);
  const part = declared.part;
  const hasPart = part !== undefined && (part.units !== null || units.max > 0);
  return {
    young: objectClass.generation === 'young',
    literal: type === 'JSObject' || type === 'JSArray',
    outside: externalBytesOf(objectLayout(preset, type, 1)) === 0 ? null : (drawn) => (drawn === units.min ? layout : objectLayout(preset, type, drawn)),
    minUnits: units.min,
    unitSpan: units.max - units.min + 1,
    kind: layout.kind,
    baseBytes: preset.objectBytes[type] ?? declared.baseBytes,
    bytesPerUnit: declared.bytesPerUnit,
    sizeWords: layout.sizeWords,
    header: makeHeader(layout.kind, layout.sizeWords),
    taggedFrom: taggedFrom(layout.kind),
    tagged: hasTaggedWords(layout.kind),
    part: hasPart ? planPart(part.type as ObjectTypeName, part.slot, part.units, part.folded === true) : null,
  };
}

function planPart(type: ObjectTypeName, slotWord: number, units: number | null, folded: boolean): NonNullable<ObjectPlan['part']> {
  const declared = objectType(type);
  const kind = kindOf(type);
  return { folded, kind, slotWord, baseBytes: declared.baseBytes, bytesPerUnit: declared.bytesPerUnit, units, taggedFrom: taggedFrom(kind) };
}

/** Bytes → words, rounded up, for sizes below 2^31. */
export function sizeInWords(bytes: number): number {
  return Math.trunc((bytes + WORD_BYTES - 1) / WORD_BYTES);
}
