/** A script's text → code for the register machine. */
import { FunctionBuilder } from './compile/function-builder.ts';
import { compileStatements } from './compile/statements.ts';
import { initialise, initialiseFunctions, placeVariables } from './compile/variables.ts';
import type { CompiledScript } from './compiled-function.ts';
import { RECEIVER } from './bytecode.ts';
import { parseScript } from './parse-script.ts';
import { ScopeAnalysis } from './scopes.ts';
import type { ScriptProblem } from './script-problem.ts';

export type ScriptCompilation = { readonly ok: true; readonly script: CompiledScript } | { readonly ok: false; readonly problems: readonly ScriptProblem[] };

export function compileScript(source: string): ScriptCompilation {
  const parsed = parseScript(source);
  if (!parsed.ok) return parsed;
  const { program, shift } = parsed;
  const analysis = new ScopeAnalysis(program);
  const { script } = analysis;
  const b = new FunctionBuilder({ analysis, scope: script, shift, name: '', kind: 'script', isAsync: false });
  b.completion = b.take();
  if (script.contextSlots > 0) {
    b.emit('PushContext', script.contextSlots);
    b.emit('PublishContext');
  }
  placeVariables(b, script);
  const own = script.variables.get('this');
  if (own?.place?.in === 'context') initialise(b, own, RECEIVER);
  for (const name of analysis.globalNames) b.emit('DeclareGlobal', b.name(name));
  initialiseFunctions(b, script);
  b.emit('Undefined', b.completion);
  compileStatements(b, program.body);
  b.emit('Return', b.completion);
  const lexicals = [...script.variables.values()].flatMap(({ name, kind, place, isConstant }) =>
    kind === 'this' || place?.in !== 'context' ? [] : [{ name, slot: place.slot, isConstant }],
  );
  return { ok: true, script: { source, main: b.finish(program.start + shift, program.end, lexicals) } };
}
