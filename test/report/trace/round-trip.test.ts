/** What is printed is read back by the reader of real traces, and by expressions that other tools use, to the same figures. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import type { Collection } from '../../../src/engine/result.ts';
import { readCollections } from '../../../src/engine-v8/traces/collections.ts';
import { readTraceLine } from '../../../src/engine-v8/traces/trace-line.ts';
import { reportTraceGc, reportTraceGcNvp } from '../../../src/report/trace/trace-reporters.ts';
import { shipped, TOUR, traced, VERSIONS } from './traced-runs.ts';

const SCENARIOS = [
  ['a tour', TOUR],
  ['a server', shipped('request-server')],
  ['a heap near its limit', shipped('near-heap-limit')],
  ['a process out of memory', shipped('out-of-memory')],
] as const;

const endMs = ({ atTimeMs, pauseMs }: Collection): number => atTimeMs + pauseMs;

describe.each(VERSIONS)('of %s', (version) => {
  test.each(SCENARIOS)('the figures of %s are the result’s own', async (_, text) => {
    const { result, records } = await traced(text, version, ['trace-gc', 'trace-gc-verbose']);
    const read = readCollections(records.map(reportTraceGcNvp).join(''));
    // A collection that ended in a fatal error is in neither.
    expect(read).toHaveLength(result.collections.length);
    expect(read.length).toBeGreaterThan(0);
    let usedBytes = 0;
    read.forEach((real, index) => {
      const own = result.collections[index]!;
      expect(real).toMatchObject({
        index: index + 1,
        kind: own.kind,
        atMs: Number(endMs(own).toFixed(0)),
        usedBeforeBytes: own.before.usedBytes,
        usedAfterBytes: own.after.usedBytes,
        copiedBytes: own.copiedBytes,
        promotedBytes: own.promotedBytes,
        allocatedBytes: own.before.usedBytes - usedBytes,
      });
      expect(Math.abs(real.pauseMs - own.pauseMs)).toBeLessThanOrEqual(version === '14.6' ? 0.0006 : 0.0501);
      const exact = version === '13.6' || version === '14.6';
      // Earlier versions tell it in the line of all spaces, in KB, without the read-only one.
      expect(Math.abs(real.committedAfterBytes! - own.after.committedBytes)).toBeLessThan(exact ? 1 : 1024);
      if (version === '14.6') expect([real.reason, real.collectorReason]).toEqual([own.reason, own.collectorReason]);
      if (exact) expect(real.newSpaceCapacityBytes! % (256 * 1024)).toBe(0);
      if (own.kind === 'mark-compact') expect(Math.abs(real.oldGenerationLimitBytes! - own.oldGenerationLimitBytes)).toBeLessThan(1024);
      usedBytes = own.after.usedBytes;
    });
  });

  test.each(SCENARIOS)('the plain lines of %s say the same in MB', async (_, text) => {
    const { result, records } = await traced(text, version, ['trace-gc', 'trace-gc-verbose']);
    const lines = records.map(reportTraceGc).join('').split('\n').filter((line) => line.includes(' MB, '));
    expect(lines).toHaveLength(result.collections.length);
    lines.forEach((line, index) => {
      const own = result.collections[index]!;
      const read = readTraceLine(line);
      const incremental = version === '14.6' && own.incremental ? 'Incremental ' : '';
      expect(read).toEqual({
        kind: 'plain',
        atMs: Number(endMs(own).toFixed(0)),
        plain: {
          collector: `${incremental}${own.kind === 'scavenge' ? 'Scavenge' : 'Mark-Compact'}`,
          reduceMemory: own.reduceMemory,
          usedBeforeMb: Number((own.before.usedBytes / MiB).toFixed(1)),
          usedAfterMb: Number((own.after.usedBytes / MiB).toFixed(1)),
          pauseMs: Number(own.pauseMs.toFixed(2)),
          reason: own.reason,
          collectorReason: own.collectorReason ?? '',
        },
      });
    });
  });
});

/** Its keys are those of a real line of the version. */
test.each([['12.4', 22], ['13.6', 24], ['14.6', 26]])('minor mark-sweeps of %s have their own word and figures', async (version, node) => {
  const { result, records } = await traced(TOUR.replace('flags: {', 'flags: { minor-ms: true,'), version, ['trace-gc']);
  expect(result.collections.some(({ kind }) => kind === 'minor-mark-sweep')).toBe(true);
  const figures = records.map(reportTraceGcNvp).join('');
  expect(readCollections(figures).map(({ kind, usedBeforeBytes, promotedBytes, copiedBytes }) => [kind, usedBeforeBytes, promotedBytes, copiedBytes])).toEqual(
    result.collections.map(({ kind, before, promotedBytes, copiedBytes }) => [kind, before.usedBytes, promotedBytes, copiedBytes]),
  );
  const keysOf = (text: string): readonly string[] => {
    const line = readTraceLine(text.split('\n').find((candidate) => /gc=mms|"gc":"mms"/.test(candidate)) ?? '');
    return line?.kind === 'collection' ? Object.keys(line.fields) : [];
  };
  const real = keysOf(readFileSync(new URL(`../../engine-v8/traces/node-${String(node)}-minor-ms.txt`, import.meta.url), 'utf8'));
  expect(real.length).toBeGreaterThan(40);
  expect(keysOf(figures)).toEqual(real);
  const words = [...records.map(reportTraceGc).join('').matchAll(/ ms: (?:Incremental )?([A-Z][\w -]*?) [\d(]/g)].map(([, word]) => word);
  expect(words).toEqual(result.collections.map(({ kind }) => (kind === 'minor-mark-sweep' ? 'Minor Mark-Sweep' : 'Mark-Compact')));
});

/** As they stand in scripts that people run over the output of node --trace-gc and --trace-gc-nvp. */
describe('other readers', () => {
  test.each(VERSIONS)('take the sizes and the pause of a line of %s', async (version) => {
    const { result, records } = await traced(TOUR, version, ['trace-gc']);
    const text = records.map(reportTraceGc).join('');
    const sizes = [...text.matchAll(/^\[\d+:0x[0-9a-f]+\] +(\d+) ms: [\w() -]*?(Scavenge|Mark-Compact)[\w() -]*? ([\d.]+) \(([\d.]+)\) -> ([\d.]+) \(([\d.]+)\) MB,.*? ([\d.]+) \/ ([\d.]+) ms/gm)];
    expect(sizes.map(([, , kind]) => kind)).toEqual(result.collections.map(({ kind }) => (kind === 'scavenge' ? 'Scavenge' : 'Mark-Compact')));
    expect(sizes.map((match) => Number(match[7]))).toEqual(result.collections.map(({ pauseMs }) => Number(pauseMs.toFixed(2))));
  });

  test.each(['11.3', '12.4', '13.6'])('split the pairs of %s at blanks', async (version) => {
    const { result, records } = await traced(TOUR, version, ['trace-gc-nvp']);
    const rows = records.map(reportTraceGcNvp).join('').trimEnd().split('\n').map((line) => new Map(line.slice(line.indexOf('pause=')).split(' ').map((pair) => pair.split('=') as [string, string])));
    expect(rows.map((row) => row.get('gc'))).toEqual(result.collections.map(({ kind }) => (kind === 'scavenge' ? 's' : 'mc')));
    expect(rows.map((row) => Number(row.get('promoted')))).toEqual(result.collections.map(({ promotedBytes }) => promotedBytes));
    const scavenges = rows.filter((row) => row.get('gc') === 's');
    expect(new Set(scavenges.map((row) => row.size))).toEqual(new Set([{ '11.3': 44, '12.4': 42, '13.6': 52 }[version]]));
  });

  test('parse the JSON of 14.6', async () => {
    const { records } = await traced(TOUR, '14.6', ['trace-gc-nvp']);
    const rows = records.map(reportTraceGcNvp).join('').trimEnd().split('\n').map((line) => JSON.parse(line.replace(/^.*? GC: /, '')) as Record<string, unknown>);
    for (const row of rows) expect(Object.keys(row)).toHaveLength(row['gc'] === 's' ? 57 : 106);
    expect(rows.some((row) => row['is_incremental'] === true)).toBe(true);
  });
});
