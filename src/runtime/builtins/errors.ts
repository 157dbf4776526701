/** Error and the kinds of errors that the language itself throws. */
import { isString, toText } from '../conversions.ts';
import type { ErrorType } from '../exceptions.ts';
import { ERROR_FIELDS, setErrorText } from '../exceptions.ts';
import { makeObject } from '../factory.ts';
import type { IntrinsicName } from '../intrinsics.ts';
import type { Machine } from '../machine.ts';
import { addDataProperty } from '../objects.ts';
import { getNamed, hasProperty } from '../properties.ts';
import { HIDDEN } from '../shapes.ts';
import { JS_OBJECT } from '../tagged.ts';
import { isReceiver } from '../objects.ts';
import type { ConstructorDefinition } from './definition.ts';
import { argument, method } from './definition.ts';
import { mapForNew } from './derived.ts';

function construct(prototype: IntrinsicName) {
  return (m: Machine, args: number, count: number): number => {
    const map = mapForNew(m, args, prototype, JS_OBJECT, ERROR_FIELDS);
    const error = m.stack.push(makeObject(m, map));
    const given = argument(m, args, count, 0);
    const message = m.slots[given] === m.oddballs.undefined ? null : toText(m, given);
    const name = m.stack.push(getNamed(m, error, 'name'));
    setErrorText(m, error, message, isString(m, m.slots[name]!) ? m.strings.textOf(m.slots[name]!) : 'Error');
    const options = argument(m, args, count, 1);
    if (isReceiver(m, m.slots[options]!) && hasProperty(m, options, 'cause')) {
      addDataProperty(m, error, 'cause', m.stack.push(getNamed(m, options, 'cause')), HIDDEN);
    }
    return m.slots[error]!;
  };
}

function define(name: ErrorType, prototype: IntrinsicName): ConstructorDefinition {
  return { name, length: 1, run: construct(prototype), construct: construct(prototype), prototype };
}

export const ERROR: ConstructorDefinition = {
  ...define('Error', 'errorPrototype'),
  methods: {
    toString: method(0, (m, args) => {
      const name = m.stack.push(getNamed(m, args - 1, 'name'));
      const message = m.stack.push(getNamed(m, args - 1, 'message'));
      const first = m.slots[name] === m.oddballs.undefined ? 'Error' : toText(m, name);
      const second = m.slots[message] === m.oddballs.undefined ? '' : toText(m, message);
      return m.strings.make(first === '' ? second : second === '' ? first : `${first}: ${second}`);
    }),
  },
};

/** Their prototypes inherit from Error.prototype. */
export const ERRORS: readonly ConstructorDefinition[] = [
  define('TypeError', 'typeErrorPrototype'),
  define('RangeError', 'rangeErrorPrototype'),
  define('ReferenceError', 'referenceErrorPrototype'),
  define('SyntaxError', 'syntaxErrorPrototype'),
];
