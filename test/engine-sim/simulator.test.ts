/** One simulator runs many programs, on the memory that the one before has left. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { Program } from '../../src/scenario/program.ts';

function program(name: string): Program {
  const compiled = compileScenario({ text: readFileSync(new URL(`../../scenarios/${name}.yaml`, import.meta.url), 'utf8'), file: name });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.program;
}

const NAMES = ['fragmentation-and-free-lists', 'ephemerons', 'large-objects', 'aborted-compaction', 'fragmentation-and-free-lists'];

test('what ran before, to its end or not, changes nothing', async () => {
  const worn = createSimulator();
  for (const name of NAMES) {
    await worn.run(program('request-server'), { hooks: { checkpoint: () => 'stop' } });
    expect(await worn.run(program(name))).toEqual(await createSimulator().run(program(name)));
  }
});

test('runs at the same time do not meet', async () => {
  const simulator = createSimulator();
  const alone = await createSimulator().run(program('ephemerons'));
  const turns = { hooks: { checkpoint: async () => { await new Promise(setImmediate); return 'continue' as const; } } };
  const results = await Promise.all(Array.from({ length: 3 }, () => simulator.run(program('ephemerons'), turns)));
  expect(results).toEqual([alone, alone, alone]);
});
