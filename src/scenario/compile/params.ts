/** The scenario's `params` with the overrides of the command line. */
import { didYouMean } from '../../base/did-you-mean.ts';
import { interpolateScalar, LONGEST_PARAM } from '../interpolate.ts';
import { PRESET_CONSTANTS } from '../preset-constants.ts';
import type { Params, ParamValue } from '../interpolate.ts';
import type { ProblemCollector } from '../problems.ts';
import { describeNode, describeValue, quote } from '../source-tree.ts';
import type { MapEntry, SourceNode } from '../source-tree.ts';
import { isName } from '../values.ts';

export type ParamOverrides = Readonly<Record<string, ParamValue>>;

const ORIGIN = '--param';

/** In the order of the text: a param may refer to those before it, and to the constants of the preset. */
export function compileParams(node: SourceNode | null, overrides: ParamOverrides, constants: Params, problems: ProblemCollector): Params {
  const params = new Map<string, ParamValue>();
  if (node?.kind === 'map') {
    for (const [name, entry] of node.entries) {
      const declared = compileParam(name, entry, new Map([...constants, ...params]), problems);
      // A param with a problem is declared all the same, so that its uses are no further problems.
      params.set(name, Object.hasOwn(overrides, name) ? override(name, declared ?? '', overrides[name]!, problems) : (declared ?? ''));
    }
  }
  for (const name of Object.keys(overrides)) {
    if (params.has(name)) continue;
    const hint = didYouMean(name, params.keys()) ?? (params.size === 0 ? 'It declares none.' : `It declares ${[...params.keys()].join(', ')}.`);
    problems.addOutside('UNKNOWN_PARAM', `The scenario declares no parameter ${quote(name)}.`, ORIGIN, hint);
  }
  return params;
}

/** The param's value on the command line; its own, with a problem added, when that does not fit. */
function override(name: string, declared: ParamValue, given: ParamValue, problems: ProblemCollector): ParamValue {
  const value = overridden(declared, given);
  if (value !== null) return value;
  const kind = typeof declared === 'boolean' ? 'true or false' : 'a number';
  problems.addOutside('BAD_VALUE', `The parameter ${name} is ${kind}; ${describeValue(given)} does not fit.`, ORIGIN, `By default it is ${String(declared)}.`);
  return declared;
}

function compileParam(name: string, { keyRange, node: written }: MapEntry, known: Params, problems: ProblemCollector): ParamValue | null {
  if (!isName(name)) problems.add('BAD_NAME', `${quote(name)} is not a name for a parameter.`, keyRange, 'Names have letters, digits, _ and -, and begin with a letter or _.');
  if (Object.hasOwn(PRESET_CONSTANTS, name)) problems.add('BAD_NAME', `${quote(name)} is the name of a constant.`, keyRange, 'Take another name.');
  const node = written.kind === 'scalar' ? interpolateScalar(written, known, problems) : written;
  if (node.kind !== 'scalar' || node.value === null) {
    problems.add('WRONG_TYPE', `A parameter is a number, a text, true or false; this is ${describeNode(node)}.`, problems.firstLine(node.range));
    return null;
  }
  if (String(node.value).length > LONGEST_PARAM) {
    problems.add('OUT_OF_RANGE', `A parameter has at most ${String(LONGEST_PARAM)} characters.`, node.range);
    return null;
  }
  return node.value;
}

/**
 * The value given for a param with this default, or null when its kind does not fit. A text is typed as the default
 * is; a number may also be overridden by a value with a unit.
 */
function overridden(declared: ParamValue, given: ParamValue): ParamValue | null {
  const text = String(given);
  if (text.length > LONGEST_PARAM) return null;
  if (typeof declared === 'string') return text;
  if (typeof declared === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  return /^\s*[+-]?\.?\d/.test(text) ? text : null;
}
