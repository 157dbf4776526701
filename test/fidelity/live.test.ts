/**
 * Scenarios beside real engines that run now: `scenarios/fidelity` is a tour on which every figure is within tolerance.
 * A few run with the other tests, on this node; `npm run test:fidelity` runs all, on every Node that it finds.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { directoryWith, heapstress } from '../cli/spawn-heapstress.ts';
import { NODE_VERSIONS, findNodes } from '../nodes.ts';

const ALL = process.env['MODE'] === 'fidelity';
const FOLDER = new URL('../../scenarios/fidelity/', import.meta.url);
const names = readdirSync(FOLDER).map((file) => file.replace('.yaml', ''));
const fileOf = (name: string): string => new URL(`${name}.yaml`, FOLDER).pathname;
/** Not of the tour, because compilers change it: the default mode leaves it out. */
const LOOPS = new URL('../loops-of-javascript.yaml', FOLDER).pathname;
const QUICK = [...['dying-objects', 'leak', 'trees'].map(fileOf), LOOPS];

interface Row {
  readonly metric: string;
  readonly simulated: number;
  readonly real: { readonly min: number; readonly median: number; readonly max: number } | null;
  readonly verdict: string;
}

interface Comparison {
  readonly status: string;
  readonly scenario: { readonly name: string };
  readonly preset: string;
  readonly rows?: readonly Row[];
  readonly failures?: readonly unknown[];
  readonly firstDifference?: unknown;
}

async function compare(args: readonly string[]): Promise<{ readonly exitCode: number | null; readonly results: readonly Comparison[]; readonly stderr: string }> {
  const { exitCode, stdout, stderr } = await heapstress(['compare', ...args, '--json']);
  return { exitCode, stderr, results: (JSON.parse(stdout) as { results: Comparison[] }).results };
}

/** What is out of tolerance, in words. */
function misses(results: readonly Comparison[]): readonly string[] {
  return results.flatMap(({ scenario, preset, rows = [] }) =>
    rows.filter(({ verdict }) => verdict === 'outside').map(({ metric, simulated, real }) => `${scenario.name} ${preset} ${metric}: ${String(simulated)}, not ${JSON.stringify(real)}`),
  );
}

describe('beside this node', () => {
  const major = Number(process.versions.node.split('.')[0]);
  test.runIf(NODE_VERSIONS.some((version) => version === major))('a few scenarios agree with it', async () => {
    const { exitCode, results } = await compare(QUICK);
    expect(misses(results)).toEqual([]);
    expect(results.map(({ status }) => status)).toEqual(QUICK.map(() => 'compared'));
    expect(exitCode).toBe(0);
  });

  test.runIf(major === 20)('a preset that is not its own is out of tolerance, from the first collection that differs', async () => {
    const { exitCode, results } = await compare([fileOf('trees'), '--v8', '13.6']);
    expect(exitCode).toBe(1);
    expect(misses(results).some((miss) => miss.startsWith('trees 13.6 scavenges'))).toBe(true);
    expect(results[0]!.firstDifference).toMatchObject({ simulated: { kind: 'scavenge' }, real: { kind: 'scavenge' } });
  });

  test('a process that dies, that hangs, and one that is no node are told with what they printed; the others are compared', async () => {
    const program = (text: string): string => `#!/bin/sh\ncase "$1" in -p|--v8-options) exec '${process.execPath}' "$@";; esac\n${text}\n`;
    const cwd = directoryWith({ dying: program('echo "about to die"; kill -KILL $$'), hanging: program('echo "waiting"; exec sleep 60'), crashing: program('echo "no luck" >&2; exit 7'), other: '#!/bin/sh\necho hello\n' });
    const nodes = ['dying', 'hanging', 'crashing'].flatMap((name) => ['--node', `${cwd}/${name}`]);
    const { chmodSync } = await import('node:fs');
    for (const name of ['dying', 'hanging', 'crashing', 'other']) chmodSync(`${cwd}/${name}`, 0o755);
    const { exitCode, results } = await compare([fileOf('dying-objects'), ...nodes, '--node', process.execPath, '--timeout', '2s']);
    const told = JSON.stringify(results.slice(0, 3));
    for (const said of ['about to die', 'SIGKILL', 'waiting', 'no luck', '7']) expect(told).toContain(said);
    expect(results[3]).toMatchObject({ status: 'compared' });
    expect(exitCode).not.toBe(0);

    const refused = await heapstress(['compare', fileOf('dying-objects'), '--node', `${cwd}/other`]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stdout + refused.stderr).toContain('is no node');
  });
});

describe.runIf(ALL)('on every Node that is found', { timeout: 600_000, retry: 1 }, () => {
  const nodes = ALL ? findNodes() : new Map<number, string>();
  for (const version of NODE_VERSIONS) {
    const node = nodes.get(version);
    if (node === undefined) {
      test.skip(`Node ${String(version)}: not found; name it in HEAPSTRESS_NODES`, () => undefined);
      continue;
    }
    test(`Node ${String(version)}: all of the tour, and loops of JavaScript`, async () => {
      const { exitCode, results } = await compare([...names.map(fileOf), LOOPS, '--node', node, ...(version === 26 ? ['--runs', '5'] : [])]);
      expect(misses(results)).toEqual([]);
      expect(exitCode).toBe(0);
    });
  }
});
