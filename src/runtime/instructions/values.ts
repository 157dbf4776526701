/** Instructions that load values and variables. */
import { CONTEXT } from '../../script/bytecode.ts';
import { callAbove } from '../calls.ts';
import { throwError } from '../exceptions.ts';
import { makeContext } from '../factory.ts';
import { loadGlobal, storeGlobal, declareGlobal, defineGlobal, publishContext } from '../globals.ts';
import type { Handler, Machine } from '../machine.ts';
import { CALL_ACCESSOR } from '../properties.ts';
import { ELEMENTS_WORD, PREVIOUS_WORD, SLOTS_WORD, encodeSmi } from '../tagged.ts';

const CONSTANTS = 3;

/** The context so many levels outwards. */
function contextAt(m: Machine, hops: number): number {
  const { words } = m;
  let context = m.slots[m.base + CONTEXT]!;
  for (let i = 0; i < hops; i++) context = words[context + PREVIOUS_WORD]!;
  return context;
}

function nameAt(m: Machine, operand: number): string {
  return m.template.compiled.names[m.code[operand]!]!;
}

function refuseHole(m: Machine, operand: number): never {
  throwError(m, 'ReferenceError', `Cannot access '${nameAt(m, operand)}' before initialization`);
}

export const VALUE_INSTRUCTIONS = {
  Smi: (m, pc) => {
    m.slots[m.base + m.code[pc + 1]!] = encodeSmi(m.code[pc + 2]!);
    return pc + 3;
  },
  Constant: (m, pc) => {
    const { slots, base, code } = m;
    slots[base + code[pc + 1]!] = m.words[slots[base + CONSTANTS]! + ELEMENTS_WORD + code[pc + 2]!]!;
    return pc + 3;
  },
  Undefined: (m, pc) => {
    m.slots[m.base + m.code[pc + 1]!] = m.oddballs.undefined;
    return pc + 2;
  },
  Null: (m, pc) => {
    m.slots[m.base + m.code[pc + 1]!] = m.oddballs.null;
    return pc + 2;
  },
  True: (m, pc) => {
    m.slots[m.base + m.code[pc + 1]!] = m.oddballs.true;
    return pc + 2;
  },
  False: (m, pc) => {
    m.slots[m.base + m.code[pc + 1]!] = m.oddballs.false;
    return pc + 2;
  },
  Hole: (m, pc) => {
    m.slots[m.base + m.code[pc + 1]!] = 0;
    return pc + 2;
  },
  Move: (m, pc) => {
    const { slots, base, code } = m;
    slots[base + code[pc + 1]!] = slots[base + code[pc + 2]!]!;
    return pc + 3;
  },

  // ── Contexts ──────────────────────────────────────────────────────────────────────────────────────────────

  GetContext: (m, pc) => {
    const { code } = m;
    m.slots[m.base + code[pc + 1]!] = m.words[contextAt(m, code[pc + 2]!) + SLOTS_WORD + code[pc + 3]!]!;
    return pc + 4;
  },
  GetContextChecked: (m, pc) => {
    const { code } = m;
    const value = m.words[contextAt(m, code[pc + 2]!) + SLOTS_WORD + code[pc + 3]!]!;
    if (value === 0) refuseHole(m, pc + 4);
    m.slots[m.base + code[pc + 1]!] = value;
    return pc + 5;
  },
  SetContext: (m, pc) => {
    const { code } = m;
    m.barrier.store(contextAt(m, code[pc + 2]!) + SLOTS_WORD + code[pc + 3]!, m.slots[m.base + code[pc + 1]!]!);
    return pc + 4;
  },
  SetContextChecked: (m, pc) => {
    const { code } = m;
    const slot = contextAt(m, code[pc + 2]!) + SLOTS_WORD + code[pc + 3]!;
    if (m.words[slot] === 0) refuseHole(m, pc + 4);
    m.barrier.store(slot, m.slots[m.base + code[pc + 1]!]!);
    return pc + 5;
  },
  CheckHole: (m, pc) => {
    if (m.slots[m.base + m.code[pc + 1]!] === 0) refuseHole(m, pc + 2);
    return pc + 3;
  },
  CheckThis: (m, pc) => {
    if (m.slots[m.base + m.code[pc + 1]!] === 0) {
      throwError(m, 'ReferenceError', "Must call super constructor in derived class before accessing 'this' or returning from derived constructor");
    }
    return pc + 2;
  },
  PushContext: (m, pc) => {
    m.slots[m.base + CONTEXT] = makeContext(m, m.base + CONTEXT, m.code[pc + 1]!);
    return pc + 2;
  },
  PublishContext: (m, pc) => {
    publishContext(m, m.base + CONTEXT, m.template.compiled.lexicals);
    return pc + 1;
  },
  CopyContext: (m, pc) => {
    const { slots, base, words } = m;
    const count = m.code[pc + 1]!;
    const outer = m.stack.push(words[slots[base + CONTEXT]! + PREVIOUS_WORD]!);
    const copy = makeContext(m, outer, count);
    m.stack.length = outer;
    const from = slots[base + CONTEXT]!;
    for (let i = 0; i < count; i++) words[copy + SLOTS_WORD + i] = words[from + SLOTS_WORD + i]!;
    slots[base + CONTEXT] = copy;
    return pc + 2;
  },
  SetCurrentContext: (m, pc) => {
    const { slots, base } = m;
    slots[base + CONTEXT] = slots[base + m.code[pc + 1]!]!;
    return pc + 2;
  },

  // ── Globals ───────────────────────────────────────────────────────────────────────────────────────────────

  GetGlobal: (m, pc) => {
    const { code } = m;
    const target = m.base + code[pc + 1]!;
    const value = loadGlobal(m, nameAt(m, pc + 2), code[pc + 3]!);
    if (value === CALL_ACCESSOR) {
      const at = m.stack.push(m.accessor);
      m.stack.push(m.oddballs.undefined);
      m.pc = pc;
      return callAbove(m, at, 0, target, pc + 4);
    }
    if (value < 0 || value !== m.missingGlobal) {
      m.slots[target] = value;
      return pc + 4;
    }
    return throwError(m, 'ReferenceError', `${nameAt(m, pc + 2)} is not defined`);
  },
  GetGlobalOrUndefined: (m, pc) => {
    const value = loadGlobal(m, nameAt(m, pc + 2), -1);
    m.slots[m.base + m.code[pc + 1]!] = value === m.missingGlobal || value === CALL_ACCESSOR ? m.oddballs.undefined : value;
    return pc + 3;
  },
  SetGlobal: (m, pc) => {
    const { code } = m;
    const value = m.base + code[pc + 1]!;
    const name = nameAt(m, pc + 2);
    const result = storeGlobal(m, name, value, code[pc + 3]!);
    if (result === 'missing') throwError(m, 'ReferenceError', `${name} is not defined`);
    if (result === 'constant') throwError(m, 'TypeError', 'Assignment to constant variable.');
    if (result === 'early') refuseHole(m, pc + 2);
    return pc + 4;
  },
  DeclareGlobal: (m, pc) => {
    declareGlobal(m, nameAt(m, pc + 1));
    return pc + 2;
  },
  DefineGlobal: (m, pc) => {
    defineGlobal(m, nameAt(m, pc + 2), m.base + m.code[pc + 1]!);
    return pc + 3;
  },
  ThrowConstant: (m) => throwError(m, 'TypeError', 'Assignment to constant variable.'),
} satisfies Record<string, Handler>;
