/** A full collection of nothing but live objects, on both engines: the second one, when everything is old. */
import { CHUNK, preparedRunText } from './simulated-program.ts';

export function simulatedCollectionText(scenario: string, directory: string): string {
  return `${preparedRunText(scenario, directory)}
while (!run.advance(${CHUNK}));
run.end();
heap.collection.collect({ generation: 'old', reason: 'testing' });
const clock = startClock();
heap.collection.collect({ generation: 'old', reason: 'testing' });
const time = clock();
new HeapVerifier(heap).verifyNow();
report({ objects: run.objects, state: run.state, ...time });
`;
}

/** The same objects in tables of as many slots as those of the simulator's workload mostly have. */
export function realCollectionText(objects: number): string {
  return `'use strict';
globalThis.tables = [];
for (let i = 0; i < ${objects};) {
  const table = new Array(Math.min(16382, ${objects} - i));
  for (let j = 0; j < table.length; j++, i++) table[j] = { f0: null, f1: null, f2: null, f3: null, f4: null };
  globalThis.tables.push(table);
}
gc();
const clock = startClock();
gc();
report({ objects: ${objects}, state: 0, ...clock() });
`;
}
