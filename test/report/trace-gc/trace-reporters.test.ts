/** What is printed is read back by the reader of V8's own traces, to the same figures. */
import { beforeAll, describe, expect, it, test } from 'vitest';
import { createSimulator } from '../../../src/engine-sim/simulator.ts';
import type { RunResult } from '../../../src/engine/result.ts';
import { readCollections } from '../../../src/engine-v8/traces/collections.ts';
import { readTraceLine } from '../../../src/engine-v8/traces/trace-line.ts';
import type { RunReport } from '../../../src/report/run-report.ts';
import { makeRunReport } from '../../../src/report/run-report.ts';
import { reportAsTable } from '../../../src/report/table/table-reporter.ts';
import { reportAsFigures, reportAsTrace } from '../../../src/report/trace-gc/trace-reporters.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import { expectGolden } from '../golden.ts';
import { hostileReport } from '../hostile-report.ts';
import { reporterOptions } from '../reporter-options.ts';
import { fullReport } from '../sample-reports.ts';

const TEXT = (v8: string, flags: string): string => `name: traced
v8: ${v8}
flags: { max-semi-space-size: 2, initial-old-space-size: 8, ${flags} }
steps:
  - workload: { count: 150000, objects: [ { type: JSArray, length: 20, lifetime: { ring: 60000 } } ] }
  - gc: memory-reducing
`;

async function run(v8: string, flags = 'verify-heap: false'): Promise<RunResult> {
  const compiled = compileScenario({ text: TEXT(v8, flags), file: 'test.yaml' });
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return createSimulator().run(compiled.program);
}

describe.each(['11.3', '12.4', '13.6', '14.6', 'classic'])('the traces of %s', (v8) => {
  let result: RunResult;
  let report: RunReport;
  beforeAll(async () => {
    result = await run(v8);
    report = makeRunReport([result], '0.1.0');
  });

  it('have a plain line for each collection, with its name, sizes, pause and reasons', () => {
    const lines = reportAsTrace(report).split('\n').filter((line) => line !== '').map(readTraceLine);
    expect(lines).toHaveLength(result.collections.length);
    for (const [index, line] of lines.entries()) {
      const collection = result.collections[index]!;
      expect(line).toMatchObject({
        kind: 'plain',
        atMs: Math.round(collection.atTimeMs + collection.pauseMs),
        plain: {
          reduceMemory: collection.reduceMemory,
          usedBeforeMb: Number((collection.before.usedBytes / 2 ** 20).toFixed(1)),
          usedAfterMb: Number((collection.after.usedBytes / 2 ** 20).toFixed(1)),
          pauseMs: Number(collection.pauseMs.toFixed(2)),
          reason: collection.reason,
          collectorReason: collection.collectorReason ?? '',
        },
      });
    }
    expect(result.collections.some(({ kind }) => kind !== 'scavenge')).toBe(true);
  });

  it('have the figures of each collection by V8’s names', () => {
    const read = readCollections(reportAsFigures(report));
    const hasLimits = v8 === '13.6' || v8 === '14.6';
    let allocatedAfter = 0;
    expect(read).toHaveLength(result.collections.length);
    for (const [index, collection] of result.collections.entries()) {
      const isScavenge = collection.kind === 'scavenge';
      expect(read[index]).toMatchObject({
        kind: isScavenge ? 'scavenge' : 'mark-compact',
        usedBeforeBytes: collection.before.usedBytes,
        usedAfterBytes: collection.after.usedBytes,
        allocatedBytes: collection.before.usedBytes - allocatedAfter,
        copiedBytes: collection.copiedBytes,
        promotedBytes: collection.promotedBytes,
        oldGenerationLimitBytes: hasLimits && isScavenge ? collection.oldGenerationLimitBytes : null,
      });
      if (hasLimits) expect(read[index]!.newSpaceCapacityBytes! % 262_144).toBe(0);
      allocatedAfter = collection.after.usedBytes;
    }
  });
});

test('14.6 names a marking that had begun, and its steps; the others say only the steps', async () => {
  const line = async (v8: string): Promise<string> => reportAsTrace(makeRunReport([await run(v8)], '0.1.0')).split('\n').find((text) => text.includes('steps since start'))!;
  expect(await line('14.6')).toMatch(/^\[1:0x1000\] +\d+ ms: Incremental Mark-Compact [\d.]+ \([\d.]+\) -> [\d.]+ \([\d.]+\) MB, pooled: \d+\.\d MB, [\d.]+ \/ 0\.00 ms \(\+ [\d.]+ ms in \d+ steps since start of marking, biggest step [\d.]+ ms, walltime since start of marking \d+ ms\) \(average mu = /);
  expect(await line('12.4')).toMatch(/ms: Mark-Compact [^,]* MB, pooled: \d+ MB, [\d.]+ \/ 0\.00 ms {2}\(\+ /);
  expect(await line('11.3')).toMatch(/ms: Mark-Compact [^,]* MB, [\d.]+ \/ 0\.00 ms {2}\(\+ /);
});

test('the flag leaves scavenges out, and the table shows what flags ask for', async () => {
  const all = reportAsTrace(makeRunReport([await run('14.6')], '0.1.0'));
  const some = await run('14.6', 'trace-gc: true, trace-gc-ignore-scavenger: true');
  const full = all.split('\n').filter((line) => line !== '' && !line.includes('Scavenge')).join('\n');
  expect(reportAsTrace(makeRunReport([some], '0.1.0'))).toBe(`${full}\n`);
  expect(reportAsTable(makeRunReport([some], '0.1.0'), reporterOptions())).toContain(full);
  expect(reportAsTable(makeRunReport([await run('14.6')], '0.1.0'), reporterOptions())).not.toContain('[1:0x1000]');
});

test('several runs have their names before them', () => {
  expectGolden('full-report.trace-gc', reportAsTrace(fullReport()));
  expectGolden('full-report.trace-gc-nvp', reportAsFigures(fullReport()));
});

test('hostile names stay within their line', () => {
  for (const line of reportAsTrace(hostileReport()).split('\n')) expect(line).toMatch(/^(?:|# .*|\[1:0x1000\] .*)$/);
});
