/** Functions of the global object, console, and what the library asks of the host. */
import { isCallable, overflow } from '../calls.ts';
import { isString, numberValue, primitiveToNumber, toNumber, toStringValue, isNumber } from '../conversions.ts';
import { isArray } from '../elements.ts';
import { throwError } from '../exceptions.ts';
import { makeArray } from '../factory.ts';
import { format, formatLine } from '../inspect.ts';
import { CALLBACK_JOB } from '../job-queue.ts';
import type { Machine } from '../machine.ts';
import { isReceiver } from '../objects.ts';
import { getNamed } from '../properties.ts';
import { listFrom } from './arrays.ts';
import type { MethodDefinition, Methods } from './definition.ts';
import { argument, argumentValue, method } from './definition.ts';
import { parsing } from './numbers.ts';

/** `%s` and the like in the first argument take the next ones. */
function formatted(m: Machine, args: number, count: number): string {
  if (count < 2 || !isString(m, m.slots[args]!)) return formatLine(m, args, count);
  let used = 1;
  const text = m.strings.textOf(m.slots[args]!).replaceAll(/%[sdifjoOc%]/g, (directive) => {
    if (directive === '%%') return '%';
    if (used >= count) return directive;
    const value = m.slots[args + used++]!;
    switch (directive) {
      case '%d':
        return isReceiver(m, value) ? 'NaN' : format(m, m.number(primitiveToNumber(m, value)));
      case '%i':
        return isReceiver(m, value) ? 'NaN' : String(parseInt(format(m, value)));
      case '%f':
        return isReceiver(m, value) ? 'NaN' : String(parseFloat(format(m, value)));
      case '%c':
        return '';
      default:
        return format(m, value);
    }
  });
  const rest = formatLine(m, args + used, count - used);
  return used < count ? `${text} ${rest}` : text;
}

const print: MethodDefinition = method(0, (m, args, count) => {
  for (const line of formatted(m, args, count).split('\n')) m.console.print(line);
  return m.oddballs.undefined;
});

export const CONSOLE_METHODS: Methods = { log: print, info: print, debug: print, warn: print, error: print };

const timer = (name: string, repeats: boolean): MethodDefinition =>
  method(2, (m, args, count) => {
    if (!isCallable(m, argumentValue(m, args, count, 0))) throwError(m, 'TypeError', `The "callback" argument of ${name} must be of type function`);
    const delay = toNumber(m, argument(m, args, count, 1));
    if (!m.stack.hasRoomFor(count)) overflow(m);
    const values = m.stack.push(m.slots[args]!);
    for (let i = 2; i < count; i++) m.stack.push(m.slots[args + i]!);
    const callback = makeArray(m, values, Math.max(1, count - 1));
    return m.number(m.timers.set(callback, m.native, delay, repeats));
  });

const clearTimer: MethodDefinition = method(1, (m, args, count) => {
  const id = argumentValue(m, args, count, 0);
  if (isNumber(m, id)) m.timers.clear(numberValue(m, id));
  return m.oddballs.undefined;
});

export const GLOBAL_FUNCTIONS: Methods = {
  ...parsing,
  isNaN: method(1, (m, args, count) => m.boolean(Number.isNaN(toNumber(m, argument(m, args, count, 0))))),
  isFinite: method(1, (m, args, count) => m.boolean(Number.isFinite(toNumber(m, argument(m, args, count, 0))))),
  setTimeout: timer('setTimeout', false),
  setInterval: timer('setInterval', true),
  clearTimeout: clearTimer,
  clearInterval: clearTimer,
  queueMicrotask: method(1, (m, args, count) => {
    const callback = argumentValue(m, args, count, 0);
    if (!isCallable(m, callback)) throwError(m, 'TypeError', 'The "callback" argument must be of type function');
    m.jobs.add(CALLBACK_JOB, callback, 0, 0, false);
    return m.oddballs.undefined;
  }),
  /** As with --expose-gc: a full collection, or a scavenge with `{ type: 'minor' }`. */
  gc: method(0, (m, args, count) => {
    let young = false;
    if (isReceiver(m, argumentValue(m, args, count, 0))) {
      const type = m.stack.push(getNamed(m, args, 'type'));
      young = isString(m, m.slots[type]!) && m.strings.textOf(m.slots[type]!) === 'minor';
    }
    m.heap.collection.collect({ generation: young ? 'young' : 'old', reason: 'testing' });
    return m.oddballs.undefined;
  }),
};

/** For the library. */
export const LIBRARY_NATIVES: Methods = {
  requireArray: method(2, (m, args) => {
    if (!isArray(m, m.slots[args]!)) throwError(m, 'TypeError', `Array.prototype.${m.strings.textOf(m.slots[args + 1]!)} was called on a value that is not an array`);
    return m.oddballs.undefined;
  }),
  requireFunction: method(1, (m, args) => {
    if (!isCallable(m, m.slots[args]!)) throwError(m, 'TypeError', `${describeValue(m, args)} is not a function`);
    return m.oddballs.undefined;
  }),
  compareTexts: method(2, (m, args) => {
    toStringValue(m, args);
    toStringValue(m, args + 1);
    const a = m.strings.textOf(m.slots[args]!);
    const b = m.strings.textOf(m.slots[args + 1]!);
    return m.number(a < b ? -1 : a > b ? 1 : 0);
  }),
  listFrom: method(1, (m, args) => m.slots[listFrom(m, args)]!),
};

function describeValue(m: Machine, slot: number): string {
  if (isReceiver(m, m.slots[slot]!)) return isArray(m, m.slots[slot]!) ? '[object Array]' : '#<Object>';
  const text = format(m, m.slots[slot]!);
  return isString(m, m.slots[slot]!) ? `"${text}"` : text;
}

