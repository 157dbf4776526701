/** `type`, `length`, `bytes`, `fields`, `size` and `generation` → shape and generation of objects. */
import { WORD_BYTES } from '../../base/units.ts';
import { invariant } from '../../base/invariant.ts';
import { OBJECT_TYPES, objectSizeBytes, objectType } from '../../vocabulary/object-types.ts';
import type { ObjectType, ObjectTypeName } from '../../vocabulary/object-types.ts';
import type { Generation } from '../../vocabulary/spaces.ts';
import type { ObjectShape, UnitRange } from '../program.ts';
import { MAX_OBJECT_BYTES } from '../schema/objects.ts';
import { nodeAt } from '../source-tree.ts';
import type { MapNode, SourceNode, SourceRange } from '../source-tree.ts';
import { formatBytes } from '../values.ts';
import type { ValueRange } from '../values.ts';
import type { CompileContext } from './context.ts';

/** In-object fields at most: instances have 255 words, three of them header. Source: V8, JSObject. */
const MAX_FIELDS = 252;
/** The header and room for a forwarding address. */
const LEAST_OBJECT_BYTES = 2 * WORD_BYTES;

export interface ShapeArguments {
  readonly type?: ObjectTypeName | undefined;
  readonly length?: ValueRange | undefined;
  readonly bytes?: ValueRange | undefined;
  readonly fields?: ValueRange | undefined;
  readonly size?: ValueRange | undefined;
  readonly generation?: Generation | undefined;
}

export interface PlacedShape {
  readonly shape: ObjectShape;
  readonly generation: Generation;
}

/** Bytes before the variable part, and per unit of it; those of the elements for an array made with them. */
interface Sizing {
  readonly baseBytes: number;
  readonly bytesPerUnit: number;
}

function partType(name: string): ObjectType {
  invariant(Object.hasOwn(OBJECT_TYPES, name), 'the part of a type is a type', { name });
  return objectType(name as ObjectTypeName);
}

function sizing(type: ObjectType): Sizing {
  if (type.part?.units !== null) return type;
  const part = partType(type.part.type);
  return { baseBytes: type.baseBytes + part.baseBytes, bytesPerUnit: part.bytesPerUnit };
}

function totalBytes(type: ObjectType, units: number): number {
  const { baseBytes, bytesPerUnit } = sizing(type);
  return objectSizeBytes({ ...type, baseBytes, bytesPerUnit }, units);
}

/** Tagged fields as the type's users count them: elements of an array, fields of an object, slots of a context. */
export function taggedSlotCount(name: ObjectTypeName, units: number): number {
  const type = objectType(name);
  if (type.part?.units === null || type.taggedTo === 'end') return units;
  return type.taggedTo - type.taggedFrom;
}

/** The shape, or null with problems added. `node` holds the arguments' places. */
export function compileShape(given: ShapeArguments, node: SourceNode, context: CompileContext): PlacedShape | null {
  const units = compileUnits(given, node, context);
  const type = given.type ?? 'ByteArray';
  const generation = compileGeneration(type, given.generation, node, context);
  return units === null || generation === null ? null : { shape: { type, units }, generation };
}

function compileGeneration(type: ObjectTypeName, given: Generation | undefined, node: SourceNode, context: CompileContext): Generation | null {
  const own = objectType(type).generation ?? 'young';
  if (given === undefined || given === own) return given ?? own;
  // Code and maps live in spaces of their own, which take nothing else.
  const exclusive = [own, given].find((generation) => generation === 'code' || generation === 'map');
  if (exclusive === undefined) return given;
  const only = exclusive === 'code' ? 'Code' : 'Map';
  const message = exclusive === own ? `${type} objects are always of generation ${own}.` : `Only ${only} objects are of generation ${given}.`;
  context.problems.add('CONFLICTING_KEYS', message, nodeAt(node, ['generation']).node.range);
  return null;
}

function compileUnits(given: ShapeArguments, node: SourceNode, context: CompileContext): UnitRange | null {
  const { problems } = context;
  const measures = (['length', 'bytes', 'fields', 'size'] as const).filter((key) => given[key] !== undefined);
  const [measure, second] = measures;
  if (measure !== undefined && second !== undefined) {
    problems.add('CONFLICTING_KEYS', `${measure} and ${second} both say how large the object is.`, keyRange(node, second), 'Give one of them.');
    return null;
  }
  if (given.type === undefined && measure !== 'size') {
    const message = measure === undefined ? 'The object needs a type, or a size.' : `${measure} needs a type.`;
    problems.add('MISSING_KEY', message, problems.firstLine(node.range), 'With size alone it is a ByteArray.');
    return null;
  }
  const name = given.type ?? 'ByteArray';
  const type = objectType(name);
  const right = measureOf(type);
  if (right === null) {
    if (measure === undefined) return { min: 0, max: 0 };
    const bytes = context.preset?.objectBytes[name] ?? totalBytes(type, 0);
    problems.add('CONFLICTING_KEYS', `${name} objects all have ${String(bytes)} bytes; ${measure} does not apply.`, keyRange(node, measure), `Leave ${measure} out.`);
    return null;
  }
  if (measure === undefined) {
    const or = isOutside(type) ? '' : ' or size';
    problems.add('MISSING_KEY', `${name} needs ${right}${or}.`, problems.firstLine(node.range), right === 'bytes' ? 'They are outside the heap.' : `${right} counts its ${type.unit ?? ''}.`);
    return null;
  }
  if (measure === 'size' && isOutside(type)) {
    const bytes = context.preset?.objectBytes[name] ?? type.baseBytes;
    problems.add('CONFLICTING_KEYS', `${name} objects all have ${String(bytes)} bytes on the heap.`, keyRange(node, measure), `Use ${right}, which counts what is outside.`);
    return null;
  }
  if (measure !== 'size' && measure !== right) {
    problems.add('CONFLICTING_KEYS', `${name} objects have no ${measure}.`, keyRange(node, measure), `Use ${right}, which counts their ${type.unit ?? ''}, or size.`);
    return null;
  }
  const value = given[measure] ?? { min: 0, max: 0 };
  return checkUnits(name, measure === 'size' ? unitsOfSize(type, value) : value, nodeAt(node, [measure]).node.range, context);
}

/** The key that counts the units of the type; null when all its objects are alike. */
function measureOf(type: ObjectType): 'length' | 'bytes' | 'fields' | null {
  if (type.unit === null) return null;
  if (type.unit === 'fields') return 'fields';
  return type.unit === 'bytes' && isOutside(type) ? 'bytes' : 'length';
}

/** The variable part of its objects is outside the heap. */
function isOutside(type: ObjectType): boolean {
  return type.externalBytesPerUnit !== undefined || (type.part?.units === null && partType(type.part.type).externalBytesPerUnit !== undefined);
}

/** As many units as fill objects of this size, the last word included. Negative when not even the header fits. */
function unitsOfSize(type: ObjectType, bytes: ValueRange): UnitRange {
  const { baseBytes, bytesPerUnit } = sizing(type);
  return { min: Math.ceil((bytes.min - baseBytes) / bytesPerUnit), max: Math.ceil((bytes.max - baseBytes) / bytesPerUnit) };
}

function checkUnits(name: ObjectTypeName, units: UnitRange, range: SourceRange, context: CompileContext): UnitRange | null {
  const type = objectType(name);
  const least = Math.max(LEAST_OBJECT_BYTES, totalBytes(type, 0));
  if (units.min < 0 || totalBytes(type, units.min) < least) {
    context.problems.add('OUT_OF_RANGE', `${name} objects have at least ${String(least)} bytes.`, range);
    return null;
  }
  if (type.unit === 'fields' && units.max > MAX_FIELDS) {
    const hint = 'Further properties are in a PropertyArray, which can be allocated by itself.';
    context.problems.add('OUT_OF_RANGE', `${name} objects have at most ${String(MAX_FIELDS)} fields.`, range, hint);
    return null;
  }
  if (totalBytes(type, units.max) > MAX_OBJECT_BYTES + sizing(type).baseBytes) {
    context.problems.add('OUT_OF_RANGE', `An object has at most ${formatBytes(MAX_OBJECT_BYTES)}.`, range);
    return null;
  }
  // Not -0, which would show in reports.
  return { min: units.min + 0, max: units.max + 0 };
}

function keyRange(node: SourceNode, key: string): SourceRange {
  return (node as Partial<MapNode>).entries?.get(key)?.keyRange ?? node.range;
}
