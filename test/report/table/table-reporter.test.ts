import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import { makeRunReport } from '../../../src/report/run-report.ts';
import { reportAsTable } from '../../../src/report/table/table-reporter.ts';
import { fakeCollections, fakeExpectation, fakeResult, fakeSample } from '../../engine/fake-engine.ts';
import { expectGolden } from '../golden.ts';
import { reporterOptions } from '../reporter-options.ts';
import { fullReport } from '../sample-reports.ts';

const withFrame = { codeFrame: () => '> 12 |     ratee: 3\n     |     ^^^^^' };
const one = (overrides: Parameters<typeof fakeResult>[0], options: Parameters<typeof reporterOptions>[0] = {}): string =>
  reportAsTable(makeRunReport([fakeResult(overrides)], '0.1.0'), reporterOptions(options));

describe('the tables', () => {
  test.each([80, 120, 200])('at %i columns are as they were', (width) => {
    expectGolden(`full-report-${width}.txt`, reportAsTable(fullReport(), reporterOptions({ width, ...withFrame })));
  });

  test('with everything shown are as they were', () => {
    expectGolden('full-report-verbose.txt', reportAsTable(fullReport(), reporterOptions({ width: 120, verbose: true, ...withFrame })));
  });

  test.each([40, 60, 80, 100, 132])('fit into %i columns', (width) => {
    const tables = one({ collections: fakeCollections(30), expectations: [] }, { width });
    // The two lines of the header are text, not a table.
    const tooWide = tables.split('\n').slice(2).filter((line) => line.length > width);
    expect(tooWide).toEqual([]);
  });

  test('lose columns by importance, not their figures', () => {
    const narrow = one({}, { width: 60 });
    expect(narrow).toContain('Used');
    expect(narrow).toContain('Occupancy');
    expect(narrow).not.toContain('Waste');
    expect(narrow).not.toContain('Pages');
  });

  test('hide empty spaces unless everything is asked for', () => {
    expect(one({})).not.toContain('new_large_object_space');
    expect(one({}, { verbose: true })).toContain('new_large_object_space');
  });

  test('shorten a long list of collections in its middle', () => {
    const collections = fakeCollections(511);
    const listed = one({ collections });
    expect(listed).toContain('… 497 more …');
    expect(listed).toMatch(/#10 /);
    expect(listed).not.toMatch(/#11 /);
    expect(listed).toMatch(/#512 /);
    expect(one({ collections }, { verbose: true })).toMatch(/#400 /);
  });

  test('list ten thousand collections without a seam, in a time that grows with them', () => {
    const timed = (count: number): { readonly lines: readonly string[]; readonly ms: number } => {
      const started = performance.now();
      const lines = one({ collections: fakeCollections(count) }, { verbose: true, width: 120 }).split('\n');
      return { lines, ms: performance.now() - started };
    };
    timed(500); // warm
    const { lines, ms } = timed(10_000);
    const arrows = lines.filter((line) => line.startsWith('#')).map((line) => line.indexOf('→'));
    expect(arrows).toHaveLength(10_001);
    expect(new Set(arrows).size).toBe(1);
    // Ten times as long; a table laid out as a whole takes a hundred times as long.
    expect(ms / timed(1000).ms).toBeLessThan(40);
  });

  test('show sixteen collections rather than "1 more"', () => {
    expect(one({ collections: fakeCollections(15) })).not.toContain('more …');
  });
});

describe('text from scenarios', () => {
  test('cannot colour or move the terminal', () => {
    const name = 'evil \u001b[2J\u001b]0;title\u0007';
    const text = one({
      scenario: { name, description: name, file: `${name}.yaml` },
      expectations: [fakeExpectation({ metric: name, expected: name, actual: name, unit: 'text', passed: false })],
      samples: [fakeSample({ label: name, step: 0 }), fakeSample()],
      params: { [name]: name },
    }, { verbose: true });
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
});

describe('colours', () => {
  test('are those of the chalk that is handed in, and change no letter', () => {
    const plain = one({});
    const coloured = one({}, { chalk: new Chalk({ level: 1 }) });
    expect(plain).not.toContain('\u001b[');
    expect(coloured).toContain('\u001b[');
    // eslint-disable-next-line no-control-regex -- colours begin with a control character
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
  });
});

describe('quiet', () => {
  test('says nothing about a scenario that passed', () => {
    expect(one({}, { quiet: true })).toBe('');
  });

  test('shows what failed, without the tables', () => {
    const text = one({ expectations: [fakeExpectation({ passed: false })] }, { quiet: true });
    expect(text).toContain('✗ 1 of 1 expectation failed');
    expect(text).not.toContain('Occupancy');
  });
});

describe('the outcome', () => {
  test('a failed expectation shows metric, wanted, got and place', () => {
    const text = one({ expectations: [fakeExpectation({ metric: 'gc.count', expected: '0', actual: 3, passed: false, line: 12, column: 5 })] });
    expect(text).toMatch(/gc\.count\n +wanted {2}0\n +got {5}3\n +at {6}scenarios\/allocate-after-failures\.yaml:12:5/);
  });

  test('out of memory shows V8’s message and where it happened', () => {
    const outOfMemory = { where: 'CALL_AND_RETRY_LAST', message: 'FATAL ERROR: CALL_AND_RETRY_LAST …', atAllocatedBytes: 4096, step: 1 } as const;
    const text = one({ status: 'out-of-memory', outOfMemory });
    expect(text).toContain('✗ out of memory after 4.0 KiB allocated, in step workload (scenarios/allocate-after-failures.yaml:12)');
    expect(text).toContain('FATAL ERROR: CALL_AND_RETRY_LAST');
    expect(one({ status: 'out-of-memory', outOfMemory, outOfMemoryExpected: true })).toContain('✓ out of memory, as expected');
  });

  test('wall time is shown only where it is handed in', () => {
    const header = (text: string): string | undefined => text.split('\n')[0];
    expect(header(one({}))).toBe('allocate-after-failures  v8 14.6 · seed 1 · 2 steps');
    expect(header(one({}, { wallTimesMs: [3.14] }))).toBe('allocate-after-failures  v8 14.6 · seed 1 · 2 steps · 3.1 ms');
  });

  test('problems shown elsewhere are left out', () => {
    expect(reportAsTable(fullReport(), reporterOptions({ problems: 'omit' }))).not.toContain('UNKNOWN_KEY');
  });
});

describe('many runs', () => {
  const reports = (failing: boolean): ReturnType<typeof makeRunReport> => {
    const passing = { scenario: { name: 'passes', description: '', file: 'passes.yaml' }, expectations: [fakeExpectation({ passed: true })] };
    const others = [
      fakeResult({ scenario: { name: 'fails', description: '', file: 'fails.yaml' }, expectations: [fakeExpectation(), fakeExpectation({ passed: false, actual: 40 })] }),
      { status: 'timed-out' as const, scenario: { name: 'slow', file: 'slow.yaml' }, preset: '13.6', seed: 1, timeoutMs: 1000 },
      { status: 'rejected' as const, scenario: { file: 'wrong.yaml' }, problems: [] },
    ];
    return makeRunReport([...Array.from({ length: 6 }, () => fakeResult(passing)), ...(failing ? others : [])], '0.1.0');
  };

  test.each([50, 100])('have a line each at %i columns, what failed in full, and a summary', (width) => {
    expectGolden(`many-runs-${width}.txt`, reportAsTable(reports(true), reporterOptions({ width, wallTimesMs: [1, 2, 3, 4, 5, 6, 600, 1000, 0] })));
  });

  test('show nothing in full when all passed', () => {
    const text = reportAsTable(reports(false), reporterOptions());
    expect(text.trimEnd().split('\n')).toHaveLength(9);
    expect(text).toMatch(/\n\n✓ 6 runs passed\n$/);
  });

  test('are silent when told to be, but for what failed', () => {
    expect(reportAsTable(reports(false), reporterOptions({ quiet: true }))).toBe('');
    const text = reportAsTable(reports(true), reporterOptions({ quiet: true }));
    expect(text).not.toContain('passes');
    expect(text).toMatch(/✗ 6 of 9 runs passed · 1 failed · 1 timed out · 1 could not run\n {2}exit code 2: /);
  });

  test('are all in full when everything is asked for', () => {
    expect(reportAsTable(reports(true), reporterOptions({ verbose: true })).match(/^passes {2}/gm)).toHaveLength(6);
  });
});
