/** Function.prototype: call, apply, bind. */
import { WORD_BYTES } from '../../base/units.ts';
import { OBJECT_TYPES } from '../../vocabulary/object-types.ts';
import { BOUND_ARGUMENTS, BOUND_TARGET, BOUND_THIS, callInstead, isCallable, overflow } from '../calls.ts';
import { isNullish } from '../conversions.ts';
import { arrayLength, getElement, isArray } from '../elements.ts';
import { throwError } from '../exceptions.ts';
import { initialise, makeElements } from '../factory.ts';
import { functionName } from '../functions.ts';
import { INTRINSIC } from '../intrinsics.ts';
import { ELEMENTS_WORD, JS_BOUND_FUNCTION, MAP_WORD } from '../tagged.ts';
import type { Methods } from './definition.ts';
import { argumentValue, method } from './definition.ts';

export const FUNCTION_METHODS: Methods = {
  call: method(1, (m, args, count) => {
    if (!m.stack.hasRoomFor(count)) overflow(m);
    const at = m.stack.push(m.slots[args - 1]!);
    m.stack.push(argumentValue(m, args, count, 0));
    for (let i = 1; i < count; i++) m.stack.push(m.slots[args + i]!);
    if (!isCallable(m, m.slots[at]!)) throwError(m, 'TypeError', 'Function.prototype.call was called on a value that is not a function');
    return callInstead(m, at, Math.max(0, count - 1));
  }),
  apply: method(2, (m, args, count) => {
    const at = m.stack.push(m.slots[args - 1]!);
    m.stack.push(argumentValue(m, args, count, 0));
    if (!isCallable(m, m.slots[at]!)) throwError(m, 'TypeError', 'Function.prototype.apply was called on a value that is not a function');
    const list = argumentValue(m, args, count, 1);
    if (isNullish(m, list)) return callInstead(m, at, 0);
    if (!isArray(m, list)) throwError(m, 'TypeError', 'CreateListFromArrayLike called on non-object');
    const length = arrayLength(m, list);
    if (!m.stack.hasRoomFor(length)) overflow(m);
    for (let i = 0; i < length; i++) m.stack.push(getElement(m, list, i) || m.oddballs.undefined);
    return callInstead(m, at, length);
  }),
  bind: method(1, (m, args, count) => {
    const { slots, words } = m;
    if (!isCallable(m, slots[args - 1]!)) throwError(m, 'TypeError', 'Bind must be called on a function');
    const given = Math.max(0, count - 1);
    const elements = m.stack.push(given === 0 ? 0 : makeElements(m, given));
    for (let i = 0; i < given; i++) initialise(m, slots[elements]!, ELEMENTS_WORD + given, ELEMENTS_WORD + i, slots[args + 1 + i]!);
    const bound = m.heap.allocate(JS_BOUND_FUNCTION, OBJECT_TYPES.JSBoundFunction.baseBytes / WORD_BYTES, true);
    words[bound + MAP_WORD] = m.intrinsic(INTRINSIC.boundFunctionMap);
    words[bound + BOUND_TARGET] = slots[args - 1]!;
    words[bound + BOUND_THIS] = argumentValue(m, args, count, 0);
    words[bound + BOUND_ARGUMENTS] = slots[elements]!;
    return bound;
  }),
  toString: method(0, (m, args) => m.strings.make(`function ${functionName(m, m.slots[args - 1]!)}() { [native code] }`)),
};
