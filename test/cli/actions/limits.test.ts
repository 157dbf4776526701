import { describe, expect, it } from 'vitest';
import { GiB, MiB } from '../../../src/base/units.ts';
import { limits } from '../../../src/cli/actions/limits.ts';
import type { LimitsOptions } from '../../../src/cli/commands/limits.ts';
import { machineMemoryBytes } from '../../../src/cli/machine-memory.ts';
import type { OverrideValues } from '../../../src/cli/override-options.ts';
import { fakeStream, fakeTerminal } from '../fake-terminal.ts';
import { heapstress } from '../spawn-heapstress.ts';

async function printed(options: LimitsOptions, v8Flags: OverrideValues = {}, width = 100): Promise<string> {
  const terminal = { ...fakeTerminal(), stdout: fakeStream({ width }) };
  await limits({ options, v8Flags }, terminal);
  return terminal.stdout.text();
}

describe('heapstress limits', () => {
  it('compares the Nodes in a table', async () => {
    expect(await printed({ memory: 4 * GiB }, { 'max-old-space-size': 3072 })).toBe(`memory 4.0 GiB · --max-old-space-size=3072

V8    Node  Heap limit       in bytes        Old    Young  Semispace  at start  First limit
14.6    26   3 168 MiB  3 321 888 768  3 072 MiB   96 MiB     32 MiB     1 MiB      512 MiB
13.6    24   3 264 MiB  3 422 552 064  3 072 MiB  192 MiB     64 MiB     1 MiB      512 MiB
12.4    22   3 120 MiB  3 271 557 120  3 072 MiB   48 MiB     16 MiB     1 MiB      512 MiB
11.3    20   3 120 MiB  3 271 557 120  3 072 MiB   48 MiB     16 MiB     1 MiB      512 MiB
`);
  });

  it('tells the reasons for one version, and warns once for each flag', async () => {
    const text = await printed({ v8: 'node26', memory: 8 * GiB, flag: { 'max-semi-space-size': '12' } });
    expect(text).toContain('V8 14.6 (Node 26) · memory 8.0 GiB · --max-semi-space-size=12\n');
    expect(text).toContain('Semispace, at most                    16 MiB     16 777 216 B\n  Given by --max-semi-space-size=12, rounded up');
    expect(text).toContain('\n! --max-semi-space-size=12 is rounded up to 16 MiB, a power of two.\n');
  });

  it('fits the width of the terminal', async () => {
    for (const width of [60, 80, 120]) {
      for (const options of [{}, { v8: '13.6' }, { fit: 512 * MiB }]) {
        const lines = (await printed({ ...options, memory: 256 * MiB }, { 'max-semi-space-size': 3 }, width)).split('\n');
        expect(lines.filter((line) => line.length > width)).toEqual([]);
      }
    }
  });

  it('says which warnings hold for which versions', async () => {
    expect(await printed({ memory: 4 * GiB }, { 'max-semi-space-size': 16 })).toContain(
      '! --max-semi-space-size=16 has no effect on these sizes: they are the same without it. (12.4, 11.3)',
    );
  });

  it('answers what fits', async () => {
    const text = await printed({ memory: 4 * GiB, fit: 512 * MiB, v8: 'node22' });
    expect(text).toContain('--max-semi-space-size=4 --max-old-space-size=500\n  or, with the same sizes: --max-heap-size=512');
  });

  it('takes the machine’s memory when none is given', async () => {
    const document = JSON.parse(await printed({ json: true, v8: '14.6' })) as Record<string, unknown>;
    expect(document).toMatchObject({ schemaVersion: 1, memoryBytes: machineMemoryBytes(), memoryFrom: 'this machine', limits: [{ preset: '14.6', nodeMajor: 26 }] });
  });

  it('exits with 2 when nothing fits', async () => {
    const terminal = fakeTerminal();
    expect(await limits({ options: { fit: 1 * MiB, memory: 1 * GiB }, v8Flags: {} }, terminal)).toBe(2);
    expect(terminal.stdout.text()).toContain('No heap fits into 1 MiB: the smallest here is 4 MiB.');
  });

  it.each([
    [{ v8: '14' }, {}, 'There is no preset "14".'],
    [{}, { 'max-old-space-sze': '64' }, 'There is no flag --max-old-space-sze'],
    [{}, { 'max-old-space-size': '64MiB' }, 'takes a whole number of megabytes'],
    [{}, { 'max-heap-size': 100, 'max-old-space-size': 50, 'max-semi-space-size': 4 }, 'cannot be given together'],
  ])('refuses %j with %j', async (options, v8Flags, message) => {
    await expect(limits({ options, v8Flags }, fakeTerminal())).rejects.toThrow(message);
  });

  it('computes sizes that no heap is simulated with', async () => {
    const document = JSON.parse(await printed({ json: true, v8: '14.6', memory: 64 * GiB }, { 'max-old-space-size': 100_000 })) as {
      limits: { sizes: { heapLimit: { bytes: number } } }[];
    };
    expect(document.limits[0]?.sizes.heapLimit.bytes).toBe(100_096 * MiB);
  });

  it('explains itself and its mistakes on the command line', async () => {
    const help = await heapstress(['limits', '--help']);
    expect(help.stdout.match(/^ {2}heapstress limits .*$/gm)).toHaveLength(2);
    const wrong = await heapstress(['limits', '--memory', '4 parsecs']);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('"parsecs" is no unit of a size');
  });
});
