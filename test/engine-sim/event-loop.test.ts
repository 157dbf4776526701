/** Waiting, and turns of the event loop within workloads. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/result.ts';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { programOf } from '../scenario/scenario-text.ts';

async function run(text: string): Promise<RunResult> {
  const result = await createSimulator().run(programOf(text));
  expect(result.problem).toBeNull();
  return result;
}

const failures = ({ expectations }: RunResult): readonly string[] =>
  expectations.filter(({ passed }) => !passed).map(({ metric, expected, actual }) => `${metric}: ${expected}, not ${String(actual)}`);

const REGISTRY = `
steps:
  - finalization-registry: { as: registry, callback: cleanup }
  - handle-scope:
      - allocate: { type: JSObject, fields: 1, as: target }
      - register: { registry: registry, target: target }
  - gc: major
`;
const CLEANUP = 'procedures: { cleanup: [ { allocate: { type: JSObject, fields: 1, as: notice } } ] }\n';

test('idle lets exactly so much time pass when nothing is to be done, and runs the tasks that wait', async () => {
  const result = await run(`${CLEANUP}${REGISTRY}
  - expect: { tasks.pending: 1, finalization.callbacks: 0 }
  - idle: 1ms
  - expect: { tasks.pending: 0, finalization.callbacks: 1, object.notice.alive: true }
  - group:
      steps: [ idle: 50ms ]
      expect: { time: 50ms, tasks.run: 0 }
`);
  expect(failures(result)).toEqual([]);
});

test('a workload turns the event loop after each so many objects, and its objects stay where they belong', async () => {
  const workload = (turns: string): string => `${CLEANUP}${REGISTRY}
  - workload: { count: 1000, ${turns} objects: [ { type: JSObject, fields: 2, lifetime: { ring: 100 } } ] }
`;
  expect(failures(await run(`${workload('turn-every: 400,')}  - expect: { tasks.pending: 0, tasks.run: 1, object.notice.alive: true }\n`))).toEqual([]);
  expect(failures(await run(`${workload('turn-every: 1001,')}  - expect: { tasks.pending: 1, tasks.run: 0 }\n`))).toEqual([]);
  expect(failures(await run(`${workload('')}  - expect: { tasks.pending: 1, tasks.run: 0 }\n`))).toEqual([]);
});

test('a task that runs a workload of its own leaves the rate of the one around it', async () => {
  const inner = 'procedures: { cleanup: [ { workload: { count: 100, rate: 1000B/s, objects: [ { type: JSObject, fields: 1 } ] } } ] }\n';
  const result = await run(`${inner}${REGISTRY}
  - group:
      steps:
        - workload: { count: 1000, rate: 32000B/s, turn-every: 10, objects: [ { type: JSObject, fields: 1 } ] }
      expect: { time: 4.2s..4.21s, finalization.callbacks: 1 }
`);
  expect(failures(result)).toEqual([]);
});
