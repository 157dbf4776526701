/** A script's text → its syntax tree, or every problem found in it. Scripts are always strict. */
import { parse } from 'acorn';
import type * as acorn from 'acorn';
import type { ScriptProblem } from './script-problem.ts';
import { checkSubset } from './subset.ts';

/** Makes acorn read the text in strict mode; on a line of its own columns would be those of the text, but not offsets. */
const STRICT = '"use strict";';

/** How acorn tells that it has recursed as deep as it can. */
const STACK_EXHAUSTED = 'Not enough stack space';

export type ParsedScript =
  | { readonly ok: true; readonly program: acorn.Program; /** What to take off the tree's offsets to have those of the text. */ readonly shift: number }
  | { readonly ok: false; readonly problems: readonly ScriptProblem[] };

export function parseScript(source: string): ParsedScript {
  let program: acorn.Program;
  try {
    program = parse(STRICT + source, { ecmaVersion: 2023, sourceType: 'script' });
  } catch (error) {
    return { ok: false, problems: [problemOf(error, source)] };
  }
  program.body.shift();
  const problems = checkSubset(program).map((problem) => ({ ...problem, start: problem.start - STRICT.length, end: problem.end - STRICT.length }));
  return problems.length === 0 ? { ok: true, program, shift: STRICT.length } : { ok: false, problems };
}

function problemOf(error: unknown, source: string): ScriptProblem {
  // Where the host's stack ends is the host's affair: no place is told.
  if (error instanceof RangeError || (error instanceof SyntaxError && error.message.startsWith(STACK_EXHAUSTED))) {
    return { code: 'SCRIPT_TOO_DEEP', message: 'The script is nested too deeply.', hint: null, start: 0, end: 0 };
  }
  if (!(error instanceof SyntaxError) || !('pos' in error) || typeof error.pos !== 'number') throw error;
  const start = Math.min(Math.max(0, error.pos - STRICT.length), source.length);
  // Acorn puts its own line and column behind the message.
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  return { code: 'SCRIPT_SYNTAX', message: `${message}.`, hint: null, start, end: Math.min(start + 1, source.length) };
}
