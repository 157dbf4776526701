import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TaskLanes } from '../../src/cli/task-lanes.ts';
import type { ScenarioEvent } from '../../src/report/run-events.ts';
import { fakeCollection } from '../engine/fake-engine.ts';

const event = (scenario: number, index: number): ScenarioEvent => ({ event: 'collection', scenario, collection: fakeCollection({ index }) });

test('events of scenarios that run at once come out scenario by scenario, each in its own order', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ scenario: fc.nat(4), ends: fc.boolean() })), (arrivals) => {
      const seen: [number, number][] = [];
      const lanes = new TaskLanes<ScenarioEvent>((out) => seen.push([out.scenario, out.event === 'collection' ? out.collection.index : -1]));
      const counts = [0, 0, 0, 0, 0];
      let turn = 0;
      for (const { scenario, ends } of arrivals) {
        // One that has ended says nothing more.
        if (scenario >= turn) lanes.push(event(scenario, ++counts[scenario]!));
        if (ends) lanes.advanceTo(++turn);
      }
      while (turn < 5) lanes.advanceTo(++turn);
      expect(seen).toEqual(counts.flatMap((count, scenario) => Array.from({ length: count }, (_, index) => [scenario, index + 1])));
    }),
  );
});

test('the scenario whose turn it is need not wait', () => {
  const seen: number[] = [];
  const lanes = new TaskLanes<ScenarioEvent>((out) => seen.push(out.scenario));
  lanes.push(event(1, 1));
  lanes.push(event(0, 1));
  expect(seen).toEqual([0]);
  lanes.advanceTo(1);
  expect(seen).toEqual([0, 1]);
});
