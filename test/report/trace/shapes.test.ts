/** Each line has the shape of one that a real engine of the version printed. Recorded: one line of each shape, with each flag. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { reportTraceGc, reportTraceGcNvp } from '../../../src/report/trace/trace-reporters.ts';
import type { TraceReporter } from '../../../src/report/trace/trace-record.ts';
import { columnShape, lineShape } from './line-shape.ts';
import type { TracedRun, Version } from './traced-runs.ts';
import { shipped, TOUR, traced } from './traced-runs.ts';

const NODES = { '11.3': 20, '12.4': 22, '13.6': 24, '14.6': 26 } as const;

function recorded(version: Version): readonly string[] {
  return readFileSync(new URL(`recorded/node-${String(NODES[version])}.txt`, import.meta.url), 'utf8').trimEnd().split('\n');
}

function linesOf({ records }: TracedRun, report: TraceReporter): readonly string[] {
  const text = records.map(report).join('');
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

/** Node 24 and 26 never get so far as `done` in what was recorded: the words are those of Node 22. */
const REDUCER = recorded('12.4').filter((line) => line.includes('Memory reducer')).map((line) => lineShape(line).replace('[head]', '[head of group]'));

describe.each(Object.keys(NODES) as Version[])('lines of %s', (version) => {
  const shapes = new Set([...recorded(version).map(lineShape), ...(NODES[version] >= 24 ? REDUCER : [])]);

  test.each([
    ['the tour', TOUR],
    ['a server', shipped('request-server')],
    ['free lists', shipped('fragmentation-and-free-lists')],
    ['external memory', shipped('external-memory')],
  ])('of %s are as real ones', async (_, text) => {
    const run = await traced(text, version);
    for (const report of [reportTraceGc, reportTraceGcNvp]) {
      const strange = linesOf(run, report).filter((line) => !shapes.has(lineShape(line)));
      expect(strange.slice(0, 5)).toEqual([]);
    }
  });

  test('the tour has nearly all shapes that were recorded', async () => {
    const run = await traced(TOUR, version);
    const made = new Set([...linesOf(run, reportTraceGc), ...linesOf(run, reportTraceGcNvp)].map(lineShape));
    const missing = [...new Set(recorded(version).map(lineShape))].filter((shape) => !made.has(shape));
    const known = [
      /Delaying GC via stack guard/, // why the end of marking is put off
      /Using regular task based on flags/, // how tasks are posted
      /Scheduled # ?KB to mark based on time delta/, // 11.3 schedules by time, too, in its tasks
    ];
    expect(missing.filter((shape) => !known.some((pattern) => pattern.test(shape)))).toEqual([]);
  });

  test('tables keep their columns', async () => {
    const real = new Set(recorded(version).filter((line) => line.includes(' KB')).map(columnShape));
    const tables = linesOf(await traced(TOUR, version), reportTraceGc).filter((line) => /used: |buffering|External memory|Backing store/.test(line));
    // Only 14.6 pads the number of chunks.
    const strange = tables.filter((line) => !real.has(columnShape(line)) && !/allocator|All spaces|(Pool|Unmapper) buffering \d/.test(line));
    expect(strange.slice(0, 5)).toEqual([]);
    expect(tables.length).toBeGreaterThan(100);
  });
});
