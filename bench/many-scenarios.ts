/**
 * `npm run bench:jobs`: a thousand scenarios with one worker and with two, in turns. Exit code 1 when two are not 1.6 times
 * as fast, or print other bytes.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawnValue, nextState, seedToState } from '../src/base/prng.ts';
import { runNode } from './child.ts';
import { median } from './median.ts';

const PROGRAM = fileURLToPath(new URL('../bin/heapstress.js', import.meta.url));
const TARGET = 1.6;

/** Like those that people write: some spaces are filled, a mutator runs, collections and samples between. */
function scenarioText(index: number): string {
  let state = nextState(seedToState(index + 1));
  const below = (bound: number): number => {
    state = nextState(state);
    return drawnValue(state) % bound;
  };
  const lifetime = [{ ring: 500 + below(5000) }, { for: { bytes: 1e6, share: 0.02 } }, { cache: 1000 + below(4000) }, 'dies', { tree: { depth: 5 + below(4), keep: 3 } }][below(5)];
  const fields = 2 + below(8);
  return JSON.stringify({
    name: `scenario ${String(index)}`,
    seed: index + 1,
    v8: ['11.3', '12.4', '13.6', '14.6'][below(4)],
    steps: [
      { allocate: { type: 'FixedArray', length: 100, count: 200, into: 'kept' } },
      { workload: { allocate: `${String(40 + below(120))}MiB`, objects: [{ type: 'JSObject', fields, weight: 3, lifetime }, { type: 'JSArray', length: below(30), weight: 1 }] } },
      { sample: 'worked' },
      { gc: ['minor', 'major', 'precise'][below(3)] },
      { fill: 'old_space' },
      { allocate: { type: 'FixedArray', length: 50, generation: 'old', count: 10 } },
    ],
    expect: { 'allocation.objects': '>= 200' },
  });
}

const { values } = parseArgs({ options: { scenarios: { type: 'string', default: '1000' }, pairs: { type: 'string', default: '3' } } });
const directory = mkdtempSync(join(tmpdir(), 'heapstress-many-'));
try {
  for (let index = 0; index < Number(values.scenarios); index++) writeFileSync(join(directory, `s${String(index)}.yaml`), scenarioText(index));
  const times = { one: [] as number[], two: [] as number[] };
  const hashes = new Set<string>();
  for (let pair = 0; pair < Number(values.pairs); pair++) {
    for (const [jobs, into] of [['1', times.one], ['2', times.two]] as const) {
      const start = performance.now();
      const output = await runNode([PROGRAM, 'run', directory, '--json', '--jobs', jobs]);
      into.push(performance.now() - start);
      hashes.add(createHash('sha256').update(output).digest('hex'));
    }
  }
  const ratios = times.one.map((ms, pair) => ms / times.two[pair]!);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  console.log(`${values.scenarios} scenarios: ${seconds(median(times.one))} with one worker, ${seconds(median(times.two))} with two`);
  console.log(`${median(ratios).toFixed(2)} times as fast (target ${TARGET.toFixed(1)}), ${hashes.size === 1 ? 'the same bytes' : 'NOT the same bytes'}`);
  process.exitCode = median(ratios) >= TARGET && hashes.size === 1 ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
