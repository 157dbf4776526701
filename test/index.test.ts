import { expect, test } from 'vitest';
import { GiB, Handles, Heap, configureHeap, findPreset, resolveFlags, runScenario } from '../src/index.ts';

test('a heap with handles can be made and used by what is exported', () => {
  const preset = findPreset('node26');
  if (preset === null) throw new Error('no preset');
  const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 8 * GiB, cores: 4 }));
  const handles = new Handles(heap);
  handles.inScope(() => {
    const array = handles.allocate('FixedArray', 100);
    heap.collection.collect({ generation: 'young', reason: 'testing' });
    expect(array.is('FixedArray')).toBe(true);
  });
  expect(handles.localCount).toBe(0);
});

test('a scenario’s text is run, or its problems are returned', async () => {
  const run = await runScenario({ text: 'steps:\n  - gc: minor\nexpect: { gc.count: 1 }\n', file: 'one.yaml' });
  expect(run.ok && run.result.expectations.every(({ passed }) => passed)).toBe(true);
  const wrong = await runScenario({ text: 'steps:\n  - gc: tiny\n', file: 'two.yaml' });
  expect(wrong.ok ? [] : wrong.problems.map(({ code, line }) => [code, line])).toEqual([['BAD_VALUE', 2]]);
});
