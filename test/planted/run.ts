/**
 * Plants each bug into a copy of the sources and lets `heapstress fuzz` look for it: `npm run test:planted [names…]`.
 *
 * A bug must be found within 60 s and come down to at most 12 steps. BUDGET=120s gives a slower machine more time.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlantedBug } from './planted-bugs.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUDGET = process.env['BUDGET'] ?? '60s';
const MOST_STEPS = 12;

interface Outcome {
  readonly found: boolean;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly steps: number;
  readonly said: string;
}

/** The sources with one bug in them. */
function plant(bug: PlantedBug): string {
  const copy = mkdtempSync(join(tmpdir(), 'heapstress-planted-'));
  for (const part of ['src', 'scenarios', 'package.json', 'tsconfig.json']) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const file = join(copy, bug.file);
  const text = readFileSync(file, 'utf8');
  if (text.split(bug.find).length !== 2) throw new Error(`${bug.name}: the place in ${bug.file} is not there once; bring planted-bugs.ts up to date`);
  writeFileSync(file, text.replace(bug.find, () => bug.replace));
  return copy;
}

function lookFor(bug: PlantedBug): Outcome {
  const copy = plant(bug);
  try {
    const startedMs = performance.now();
    // The shell's `times` tells the processor time of its children, whatever else the machine does.
    const command = [process.execPath, '--import', 'tsx', 'src/cli/main.ts', 'fuzz', '--for', BUDGET, '--seed', '1', '--save', 'found', '--no-color'];
    const { stdout, stderr } = spawnSync('bash', ['-c', '"$@"; code=$?; times >&2; echo "code $code"', 'bash', ...command], { cwd: copy, encoding: 'utf8' });
    const seconds = (performance.now() - startedMs) / 1000;
    const status = Number(/^code (\d+)$/m.exec(stdout)?.[1]);
    const cpuSeconds = [...(stderr.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
    const steps = Number(/^ {2}([\d ]+) steps? left of/m.exec(stdout)?.[1]?.replaceAll(' ', '') ?? Number.NaN);
    return { found: status === 70, seconds, cpuSeconds, steps, said: /: (.*)$/m.exec(stdout.split('\n')[1] ?? '')?.[1] ?? stderr };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const wanted = process.argv.slice(2);
const bugs = wanted.length === 0 ? PLANTED_BUGS : PLANTED_BUGS.filter(({ name }) => wanted.some((part) => name.includes(part)));
let failures = 0;
for (const bug of bugs) {
  const { found, seconds, cpuSeconds, steps, said } = lookFor(bug);
  const passed = found && steps <= MOST_STEPS;
  if (!passed) failures++;
  console.log(`${passed ? '✓' : '✗'} ${bug.name}: ${found ? `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of processor time), ${String(steps)} steps: ${said}` : `not found in ${seconds.toFixed(0)} s (${cpuSeconds.toFixed(0)} s of processor time) ${said}`}`);
}
console.log(`${String(bugs.length - failures)} of ${String(bugs.length)} planted bugs found within ${BUDGET} and made ${String(MOST_STEPS)} steps or less`);
process.exitCode = failures > 0 ? 1 : 0;
