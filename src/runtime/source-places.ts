/** Where in the text of its script an instruction comes from. */
import type { FunctionTemplate, Machine } from './machine.ts';
import type { ScriptFailure } from './script-errors.ts';

/** Offsets [start, end) in the source of the expression that the instruction belongs to. */
function rangeOf({ compiled: { positions } }: FunctionTemplate, pc: number): readonly [number, number] | null {
  let low = 0;
  let high = positions.length / 3 - 1;
  if (high < 0 || positions[0]! > pc) return null;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (positions[middle * 3]! <= pc) low = middle;
    else high = middle - 1;
  }
  return [positions[low * 3 + 1]!, positions[low * 3 + 2]!];
}

/** The instruction that runs, or the nearest of its callers that is not part of the library. */
export function currentPlace(m: Machine, pc: number): ScriptFailure['place'] {
  let template: FunctionTemplate | undefined = m.depth > 0 ? m.template : undefined;
  let at = pc;
  for (let depth = m.depth - 1; template !== undefined; depth--) {
    if (!template.isLibrary) {
      const range = rangeOf(template, at);
      return { source: template.source, start: range?.[0] ?? template.compiled.start, end: range?.[1] ?? template.compiled.start };
    }
    template = depth >= 0 ? m.callerTemplates[depth] : undefined;
    at = depth >= 0 ? m.returnPcs[depth]! - 1 : 0;
  }
  return null;
}

const SIMPLE = /^[\w$]+(?:\s*\??\.\s*[\w$]+)*$/;

/** The expression that is called, as messages show it. */
export function calleeText(m: Machine): string {
  const range = rangeOf(m.template, m.pc);
  const text = range === null ? '' : m.template.source.slice(range[0], range[1]);
  if (SIMPLE.test(text)) return text.replaceAll(/\s+/g, '');
  return '(intermediate value)';
}
