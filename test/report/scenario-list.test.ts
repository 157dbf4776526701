import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { scenarioListAsJson, scenarioListAsTable } from '../../src/report/scenario-list.ts';

const SCENARIOS = [
  { name: 'allocate-after-failures', description: 'Every space can still allocate right after it was filled, without one collection.', tags: ['failures'] },
  { name: 'server', description: 'Requests.', tags: [] },
];

test.each([60, 80, 200])('the list fits into %i columns; descriptions give way first', (width) => {
  const text = scenarioListAsTable(SCENARIOS, { width, chalk: new Chalk({ level: 0 }) });
  expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  expect(text).toContain('allocate-after-failures  Every space can');
  expect(text.endsWith('2 scenarios; heapstress run <name> runs one.\n')).toBe(true);
});

test('as JSON nothing is shortened', () => {
  expect(JSON.parse(scenarioListAsJson(SCENARIOS))).toEqual({ schemaVersion: 1, scenarios: SCENARIOS });
});
