/** Promise: what needs no call of a script's function; the rest is in the library. */
import { callInstead, isCallable } from '../calls.ts';
import { throwError } from '../exceptions.ts';
import { makeSpecial } from '../factory.ts';
import { INTRINSIC } from '../intrinsics.ts';
import { makePromise, isPromise, promiseFor, react, rejectPromise, resolvePromise } from '../promises.ts';
import { JS_PROMISE, encodeSmi } from '../tagged.ts';
import type { ConstructorDefinition, Methods } from './definition.ts';
import { argument, argumentValue, method } from './definition.ts';
import { mapForNew } from './derived.ts';

/** Word of the state. */
const STATE_WORD = 4;

export const PROMISE: ConstructorDefinition = {
  name: 'Promise',
  length: 1,
  run: (m) => throwError(m, 'TypeError', "Promise constructor cannot be invoked without 'new'"),
  construct: (m, args, count) => {
    if (!isCallable(m, argumentValue(m, args, count, 0))) throwError(m, 'TypeError', 'Promise resolver is not a function');
    const map = mapForNew(m, args, 'promisePrototype', JS_PROMISE);
    const promise = m.stack.push(makeSpecial(m, 'JSPromise', map));
    m.words[m.slots[promise]! + STATE_WORD] = encodeSmi(0);
    const at = m.stack.push(m.intrinsic(INTRINSIC.initPromise));
    m.stack.push(m.oddballs.undefined);
    m.stack.push(m.slots[promise]!);
    m.stack.push(m.slots[args]!);
    return callInstead(m, at, 2);
  },
  prototype: 'promisePrototype',
  statics: {
    resolve: method(1, (m, args, count) => promiseFor(m, argument(m, args, count, 0))),
    reject: method(1, (m, args, count) => {
      const reason = argument(m, args, count, 0);
      const promise = m.stack.push(makePromise(m));
      rejectPromise(m, promise, reason);
      return m.slots[promise]!;
    }),
  },
  methods: {
    then: method(2, (m, args, count) => {
      if (!isPromise(m, m.slots[args - 1]!)) throwError(m, 'TypeError', 'Method Promise.prototype.then called on incompatible receiver');
      const handler = (index: number): number => {
        const value = argumentValue(m, args, count, index);
        return m.stack.push(isCallable(m, value) ? value : m.oddballs.undefined);
      };
      const onFulfilled = handler(0);
      const onRejected = handler(1);
      const derived = m.stack.push(makePromise(m));
      react(m, args - 1, onFulfilled, onRejected, derived);
      return m.slots[derived]!;
    }),
  },
};

/** For the library. */
export const PROMISE_NATIVES: Methods = {
  newPromise: method(0, (m) => makePromise(m)),
  resolvePromise: method(2, (m, args) => {
    resolvePromise(m, args, args + 1);
    return m.oddballs.undefined;
  }),
  rejectPromise: method(2, (m, args) => {
    rejectPromise(m, args, args + 1);
    return m.oddballs.undefined;
  }),
};
