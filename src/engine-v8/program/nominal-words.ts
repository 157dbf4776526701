/** Words that a workload counts for an object: itself and what is allocated with it, as numbers and as JavaScript. */
import { WORD_BYTES, bytesToWords } from '../../base/units.ts';
import type { Preset } from '../../flags/presets/preset.ts';
import type { ObjectShape } from '../../scenario/program.ts';
import type { ObjectTypeName } from '../../vocabulary/object-types.ts';
import { objectType } from '../../vocabulary/object-types.ts';

export function wordsOf(preset: Preset, { type }: ObjectShape, units: number): number {
  const { part } = objectType(type);
  const own = ownWords(preset, type, units);
  const partUnits = part?.units ?? units;
  return part === undefined || partUnits === 0 ? own : own + ownWords(preset, part.type as ObjectTypeName, partUnits);
}

function ownWords(preset: Preset, type: ObjectTypeName, units: number): number {
  const { baseBytes, bytesPerUnit } = objectType(type);
  return bytesToWords((preset.objectBytes[type] ?? baseBytes) + bytesPerUnit * units);
}

/** The same of `len` units, in integers. */
export function drawnWordsText(preset: Preset, shape: ObjectShape): string {
  const { bytesPerUnit, part } = objectType(shape.type);
  const variablePart = part?.units === null ? (part.type as ObjectTypeName) : null;
  const perUnit = variablePart === null ? bytesPerUnit : objectType(variablePart).bytesPerUnit;
  const base = wordsOf(preset, shape, 0) + (variablePart === null ? 0 : ownWords(preset, variablePart, 0));
  const text = perUnit === 0 ? String(base) : `${String(base)} + ((len * ${String(perUnit)} + ${String(WORD_BYTES - 1)}) >> 3)`;
  return variablePart !== null && shape.units.min === 0 ? `(len === 0 ? ${String(wordsOf(preset, shape, 0))} : ${text})` : text;
}
