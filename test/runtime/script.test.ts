/** Scripts run over the simulated heap, print what Node prints, and leave a sound heap. */
import { describe, expect, test } from 'vitest';
import type { ScriptOutcome } from '../../src/index.ts';
import { Heap, HeapVerifier, Isolate, compileScript, configureHeap, findPreset, resolveFlags } from '../../src/index.ts';

function run(source: string): { outcome: ScriptOutcome; output: string; verified: number } {
  const preset = findPreset('14.6')!;
  const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 30, cores: 2 }));
  const verifier = new HeapVerifier(heap);
  verifier.install();
  const isolate = new Isolate(heap);
  const context = isolate.createContext();
  const compiled = compileScript(isolate, source);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const execution = compiled.script.run(context);
  let step = execution.next();
  while (step.done !== true) step = execution.next(true);
  verifier.verifyNow();
  return { outcome: step.value, output: isolate.output, verified: verifier.runs };
}

describe('a script', () => {
  test.each([
    ['a getter of a class', 'class Foo { constructor() { this.a = 1 } get get() { return true } }\nconsole.log((new Foo).get)', 'true'],
    ['literals', "console.log([1, 2, { x: 'y' }], Math.max(3, 4))", "[ 1, 2, { x: 'y' } ] 4"],
    ['a loop that allocates', 'let s = 0; for (let i = 0; i < 1000; i++) { const o = { a: i, b: [i, i + 1] }; s += o.b[1]; } console.log(`sum ${s}`)', 'sum 500500'],
    ['an exception', 'try { null.x } catch (e) { console.log(e instanceof TypeError, e.message) }', "true Cannot read properties of null (reading 'x')"],
    ['a map with a boxed number', "const m = new Map(); m.set('k', 1.5); gc(); console.log(m.get('k'))", '1.5'],
    ['closures that outlive their function', 'const next = (() => { let n = 0; return () => ++n; })(); next(); gc(); console.log(next())', '2'],
  ])('%s', (_what, source, printed) => {
    const { outcome, output } = run(source);
    expect(outcome.failure).toBeNull();
    expect(output.trimEnd()).toBe(printed);
  });

  test('survives many collections of its own making', () => {
    const { outcome, verified } = run('let keep = []; for (let i = 0; i < 60000; i++) { const o = { i, s: `${i}` }; if (i % 100 === 0) keep.push(o); } keep.length + keep[599].i');
    expect(outcome).toMatchObject({ result: '60500', failure: null });
    expect(verified).toBeGreaterThan(2);
  });

  test('outside the subset is a problem with its place, before anything runs', () => {
    const preset = findPreset('14.6')!;
    const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 30, cores: 2 }));
    const compiled = compileScript(new Isolate(heap), 'let a = 1;\nwith (a) {}');
    expect(compiled).toMatchObject({ ok: false, problems: [{ code: 'SCRIPT_SYNTAX', start: 11 }] });
  });

  test('that fails says where', () => {
    const { outcome } = run('let a = 1;\nnull.x;');
    expect(outcome.result).toBeNull();
    expect(outcome.failure).toMatchObject({ kind: 'uncaught', place: { start: 16 } });
  });
});
