/** Contexts, scripts and functions as scenarios use them: on the simulator, with the verifier after every collection. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/result.ts';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { PRESETS } from '../../src/flags/presets/index.ts';
import { programOf } from '../scenario/scenario-text.ts';

const start = (text: string, preset?: string): Promise<RunResult> =>
  createSimulator().run(programOf(text, preset === undefined ? {} : { preset }), { verifyHeap: true });

const failures = ({ expectations }: RunResult): readonly string[] =>
  expectations.filter(({ passed }) => !passed).map(({ metric, expected, actual }) => `${metric}: ${expected}, not ${String(actual)}`);

/** Runs to its end, with every expectation held. */
async function run(text: string, preset?: string): Promise<RunResult> {
  const result = await start(text, preset);
  expect(result.problem).toBeNull();
  expect(failures(result)).toEqual([]);
  return result;
}

async function problemOf(steps: string): Promise<string> {
  const { problem } = await start(`steps:\n${steps}`);
  return problem === null ? 'none' : `${String(problem.line)}:${String(problem.column)} ${problem.code} ${problem.message}`;
}

describe('a script', () => {
  test('yields its value: a number, a boolean, a string, or what console.log shows', async () => {
    await run(`steps:
  - script: "6 * 7"
  - expect: { script.result: 42 }
  - expect: { script.result: "> 41" }
  - script: "1 < 2"
  - expect: { script.result: true }
  - script: "'a' + 'b'"
  - expect: { script.result: ab, script.error: none }
  - script: "[1, { x: null }]"
  - expect: { script.result: "[ 1, { x: null } ]" }
  - script: "undefined"
  - expect: { script.result: undefined }
`);
  });

  test('sees the params, keeps its template literals, and runs in one context unless told otherwise', async () => {
    const { console: printed } = await run(`params: { times: 3, who: world }
steps:
  - script: |
      let text = '';
      for (let i = 0; i < params.times; i++) text += \`\${i},\`;
      console.log(\`hello \${params.who}\`, text);
  - script: console.log(typeof text)
  - context: { new: other, enter: other }
  - script: console.log(typeof text, Object.isFrozen(params))
  - expect: { context.count: 2, script.lines: 3 }
`);
    expect(printed).toEqual({ lines: ['hello world 0,1,2,', 'string', 'undefined true'], leftOut: 0 });
  });

  test('gives its value a name and a handle', async () => {
    await run(`steps:
  - handle-scope:
      - script: { source: "({ a: 1 })", as: kept, handle: global }
      - script: { source: "({ a: 1 })", as: scoped }
      - script: { source: "({ a: 1 })", as: lost, handle: none }
      - gc: minor
      - expect: { object.kept.alive: true, object.scoped.alive: true, object.lost.alive: false }
  - gc: major
  - expect: { object.kept.alive: true, object.scoped.alive: false }
`);
  });

  test('that must throw: the exception is a figure, and none is a failed expectation', async () => {
    await run(`steps:
  - script: { source: "const deep = () => deep(); deep()", throws: "RangeError: Maximum call stack" }
  - expect: { script.result: undefined, script.error: "RangeError: Maximum call stack size exceeded" }
  - script: "try { const deep = () => deep(); deep() } catch (error) { error instanceof RangeError }"
  - expect: { script.result: true, script.error: none }
`);
    expect(failures(await start('steps: [ { script: { source: "1", throws: Error } } ]'))).toEqual(['script.throws: Error, not none']);
    expect(failures(await start('steps: [ { script: { source: "null.x", throws: RangeError } } ]'))).toEqual([
      "script.throws: RangeError, not TypeError: Cannot read properties of null (reading 'x')",
    ]);
  });

  test.each([
    ['an exception, in a block', '  - script: |\n      let a = 1;\n      a = null;\n        a.x;\n', "5:11 SCRIPT_EXCEPTION uncaught TypeError: Cannot read properties of null (reading 'x')"],
    ['an exception, in quotes', '  - script: "let a = null; a.x"\n', "2:30 SCRIPT_EXCEPTION uncaught TypeError: Cannot read properties of null (reading 'x')"],
    ['an exception, in a folded text', '  - script: >\n      let a = null;\n      a.x\n', "2:13 SCRIPT_EXCEPTION uncaught TypeError: Cannot read properties of null (reading 'x'), in line 1, column 17 of the script"],
    ['no end', '  - script: { source: "for (;;) {}", steps: 1e6 }\n', '2:5 SCRIPT_STEP_LIMIT the script has run'],
    ['recursion', '  - script: "const f = () => f(); f()"\n', '2:30 SCRIPT_EXCEPTION uncaught RangeError: Maximum call stack size exceeded'],
    ['a timer that throws', '  - script: "setTimeout(() => null.x, 5)"\n  - idle: 10ms\n', "2:36 SCRIPT_EXCEPTION uncaught TypeError: Cannot read properties of null (reading 'x')"],
    ['a promise that nobody looks at', '  - script: "Promise.reject(new Error(\'no\')); 1"\n', '2:5 SCRIPT_EXCEPTION uncaught Error: no'],
    ['a number to be named', '  - script: { source: "42", as: a }\n', '2:5 NOT_AN_OBJECT the script’s value is no object on the heap'],
    ['an unknown global', '  - get-global: { name: Foo, as: a }\n', '2:5 NO_SUCH_GLOBAL the global object has no property "Foo"'],
  ])('ends the run with its place: %s', async (_name, steps, problem) => {
    expect(await problemOf(steps)).toMatch(new RegExp(`^${problem.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`));
  });

  test('leaves timers and promises to the event loop, which runs them with the tasks of the heap, by time', async () => {
    const { console: printed } = await run(`steps:
  - script: |
      const tick = setInterval(() => console.log('tick'), 10);
      setTimeout((a, b) => { console.log(a + b); Promise.resolve().then(() => console.log('after')); }, 15, 1, 2);
      Promise.resolve().then(() => console.log('microtask'));
      const registry = new FinalizationRegistry((held) => console.log('gone', held));
      registry.register({}, 'it');
      console.log('end');
  - gc: major
  - expect: { script.lines: 2, tasks.delayed: 2, tasks.pending: 1 }
  - group:
      steps: [ idle: 32ms ]
      expect: { script.lines: 6, finalization.callbacks: 1, time: 32ms, tasks.run: 5 }
  - script: clearInterval(tick)
  - idle: 1s
  - expect: { tasks.delayed: 0 }
`);
    expect(printed.lines).toEqual(['end', 'microtask', 'gone it', 'tick', '3', 'after', 'tick', 'tick']);
  });

  test('is deterministic, chance included', async () => {
    const text = 'seed: 7\nsteps: [ { script: "Math.random()" } ]';
    const numbers = await Promise.all([start(`${text}\nexpect: { script.result: 0 }`), start(`${text}\nexpect: { script.result: 0 }`)]);
    expect(numbers[0]).toEqual(numbers[1]);
    expect(numbers[0].expectations[0]?.actual).toBeGreaterThan(0);
  });
});

describe('contexts', () => {
  test.each([
    ['made twice', '  - context: { new: a }\n  - context: { new: a }\n', '3:5 CONTEXT_EXISTS context "a" is there already'],
    ['used before it is made', '  - script: { source: "1", context: a }\n  - context: { new: a }\n', '2:5 CONTEXT_NOT_MADE context "a" has not been made yet'],
    ['used after it is disposed of', '  - context: { new: a, dispose: a }\n  - context: { enter: a }\n', '3:5 CONTEXT_NOT_MADE context "a" has been disposed of'],
    ['left out of order', '  - context: { new: a, enter: a }\n  - context: { new: b, enter: b }\n  - context: { exit: a }\n', '4:5 CONTEXT_NOT_ENTERED context "a" is not the one that was entered last'],
    ['disposed of while entered', '  - context: { new: a, enter: a }\n  - context: { dispose: a }\n', '3:5 CONTEXT_ENTERED context "a" is entered'],
  ])('%s', async (_name, steps, problem) => {
    expect(await problemOf(steps)).toBe(problem);
  });

  test('are counted as V8 counts them', async () => {
    const { samples } = await run(`steps:
  - context: { new: a }
  - context: { new: b, dispose: b }
  - sample: two
  - gc: memory-reducing
`);
    const counts = samples.map(({ heapStatistics: { number_of_native_contexts: native, number_of_detached_contexts: detached } }) => [native, detached]);
    expect(counts).toEqual([[2, 1], [1, 0]]);
  });

  test('the heap forgets its limit when it is told that one was disposed of', async () => {
    await run(`flags: { initial-old-space-size: 0 }
steps:
  - sample: start
  - context: { new: a }
  - gc: major
  - expect: { old-generation.limit: "< 16MiB" }
  - context: { dispose: a }
  - context: notify
  - expect: { old-generation.limit: "> 16MiB", tasks.delayed: 1 }
`);
  });
});

describe('a function with accessors', () => {
  const accessors = (body: string, script: string, expected: string): string => `procedures:
  read:
${body}
steps:
  - function: { name: Foo, accessors: { get: { getter: read, setter: unreachable } } }
  - set-global: { name: Foo, to: Foo }
  - script: |
      ${script}
  - expect: { ${expected} }
`;

  test.each(PRESETS.map(({ name }) => name))('runs its procedure while the script stands still, collections included: %s', async (preset) => {
    const body = `    - gc: minor
    - gc: major
    - allocate: { type: FixedArray, length: 1000, count: 500, handle: none }`;
    const script = "const before = { list: [1, 2, { three: 3 }], number: 1.5 }; const foo = new Foo(); const value = foo.get; value + ' ' + before.list[2].three + ' ' + before.number";
    const { collections } = await run(accessors(body, script, 'script.result: "true 3 1.5", object.Foo.descriptors: 1'), preset);
    expect(collections.length).toBeGreaterThanOrEqual(2);
  });

  test('an expectation of the procedure that fails makes the value false', async () => {
    const result = await start(accessors('    - expect: { gc.count: 1 }', '(new Foo).get', 'script.result: false'));
    expect(failures(result)).toEqual(['gc.count: 1, not 0']);
  });

  test('a procedure may run scripts itself, also while the outer one is deep in calls', async () => {
    const body = '    - script: "globalThis.inner = [1, 2, 3].map((n) => n * 2).join()"\n    - gc: major';
    await run(accessors(body, 'function f(n) { return n === 0 ? (new Foo).get : f(n - 1) } [f(50), inner]', 'script.result: "[ true, \'2,4,6\' ]"'));
  });

  test('the accessor is one of the map: objects have no field for it, and may get one', async () => {
    const script = "const foo = new Foo(); const keys = Object.keys(foo).join(); delete foo.get; const then = 'get' in foo; foo.get = 5; [keys, then, foo.get, 'get' in new Foo()]";
    await run(accessors('    - gc: minor', script, 'script.result: "[ \'get\', false, 5, true ]"'));
  });

  test.each([
    ['the setter', '(new Foo).get = 1', '8:8 UNREACHABLE_CALLED the setter of Foo.get was called, which the scenario says is unreachable'],
    ['from a built-in function', '`${{ toString: () => (new Foo).get }}`', null],
  ])('what cannot be done: %s', async (_name, script, message) => {
    const { problem } = await start(accessors('    - gc: minor', script, 'script.result: 0'));
    if (message === null) expect(problem?.message).toMatch(/cannot be called by a built-in function/);
    else expect(problem?.message).toBe(message.split('UNREACHABLE_CALLED ')[1]);
  });

  test('an error in the procedure is told at its step, and nothing of the script is left behind', async () => {
    const text = accessors('    - drop: nothing\n    - allocate: { type: Cell, as: nothing }', '(new Foo).get', 'script.result: true');
    const { problem } = await start(text);
    expect(problem).toMatchObject({ code: 'OBJECT_NOT_ALLOCATED', line: 3 });
  });
});

describe('deref', () => {
  test('shows the target while it is there, and keeps it to the end of the job', async () => {
    await run(`steps:
  - handle-scope:
      - allocate: { type: JSObject, fields: 1, as: target }
      - weak-ref: { to: target, as: ref }
      - keep: ref
  - job:
      steps:
        - deref: { ref: ref }
        - expect: { deref.last: object, weak.kept: 1 }
        - gc: major
        - expect: { object.target.alive: true }
  - gc: major
  - deref: { ref: ref }
  - expect: { deref.last: undefined, object.target.alive: false }
`);
  });
});
